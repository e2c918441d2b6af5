SELECT
  COALESCE("channels"."code", 30) AS "code",
  toInt64(COUNT(*)) AS "touches",
  toInt64(COUNT("touchpoints"."cost")) AS "priced",
  accurateCast(SUM(toInt128(COALESCE("touchpoints"."cost", 0))), 'Nullable(Int64)') AS "spent"
FROM "touchpoints"
LEFT JOIN "channels"
  ON "touchpoints"."channel" = "channels"."channel"
WHERE
  "touchpoints"."occurred_day" <= {until_day: }
GROUP BY
  COALESCE("channels"."code", 30)
