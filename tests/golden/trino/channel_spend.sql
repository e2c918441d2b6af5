SELECT
  COALESCE("channels"."code", 30) AS "code",
  COUNT(*) AS "periods",
  SUM("spend"."spend") AS "spent"
FROM "spend"
LEFT JOIN "channels"
  ON "spend"."channel" = "channels"."channel"
WHERE
  "spend"."period_day" BETWEEN :from_day AND :until_day
GROUP BY
  COALESCE("channels"."code", 30)
