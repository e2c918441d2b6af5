SELECT
  "calendar"."period" AS "month",
  COALESCE("categories"."code", 0) AS "category_code",
  SUM("orders"."revenue") AS "sold",
  COUNT(*) AS "purchases"
FROM "orders"
INNER JOIN "calendar"
  ON "orders"."ordered_day" = "calendar"."day"
LEFT JOIN "categories"
  ON "orders"."category" = "categories"."category"
WHERE
  "orders"."revenue" >= 0 AND "orders"."ordered_day" <= :until_day
GROUP BY
  "calendar"."period",
  COALESCE("categories"."code", 0)
