SELECT
  "calendar"."period" AS "week",
  COALESCE("channels"."code", 0) AS "channel_code",
  COALESCE("regions"."code", 0) AS "region_code",
  CAST(SUM("spend"."spend") AS BIGINT) AS "spent",
  COUNT(*) AS "periods"
FROM "spend"
INNER JOIN "calendar"
  ON "spend"."period_day" = "calendar"."day"
LEFT JOIN "channels"
  ON "spend"."channel" = "channels"."channel"
LEFT JOIN "regions"
  ON "spend"."region" = "regions"."region"
WHERE
  "spend"."period_day" <= :until_day
GROUP BY
  "calendar"."period",
  COALESCE("channels"."code", 0),
  COALESCE("regions"."code", 0)
