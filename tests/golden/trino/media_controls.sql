SELECT
  "calendar"."period" AS "week",
  "controlled"."code" AS "control_code",
  CAST(SUM("controls"."value") AS BIGINT) AS "total",
  COUNT(*) AS "periods"
FROM "controls"
INNER JOIN "calendar"
  ON "controls"."period_day" = "calendar"."day"
INNER JOIN "controlled"
  ON "controls"."name" = "controlled"."name"
WHERE
  "controls"."period_day" <= :until_day
GROUP BY
  "calendar"."period",
  "controlled"."code"
