SELECT
  COALESCE("channels"."code", 30) AS "code",
  toInt64(COUNT(*)) AS "periods",
  accurateCast(SUM(toInt128("spend"."spend")), 'Nullable(Int64)') AS "spent"
FROM "spend"
LEFT JOIN "channels"
  ON "spend"."channel" = "channels"."channel"
WHERE
  "spend"."period_day" BETWEEN {from_day: } AND {until_day: }
GROUP BY
  COALESCE("channels"."code", 30)
