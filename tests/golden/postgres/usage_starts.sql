WITH "starts" AS (
  SELECT
    "customer_id",
    MIN("used_day") AS "first_day"
  FROM "usage"
  WHERE
    "used_day" <= %(until_day)s
  GROUP BY
    "customer_id"
)
SELECT
  "calendar"."period" AS "period",
  COUNT(*) AS "customers"
FROM "starts"
INNER JOIN "calendar"
  ON "starts"."first_day" = "calendar"."day"
GROUP BY
  "calendar"."period"
