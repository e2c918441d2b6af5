SELECT
  "calendar"."period" AS "month",
  CAST(accurateCast(SUM(toInt128("orders"."margin")), 'Nullable(Int64)') AS Nullable(Int64)) AS "kept",
  accurateCast(SUM(toInt128("orders"."revenue")), 'Nullable(Int64)') AS "sold"
FROM "orders"
INNER JOIN "calendar"
  ON "orders"."ordered_day" = "calendar"."day"
WHERE
  "orders"."revenue" >= 0
  AND NOT (
    "orders"."margin" IS NULL
  )
  AND "orders"."ordered_day" <= {until_day: }
GROUP BY
  "calendar"."period"
