SELECT
  "calendar"."period" AS "month",
  COALESCE("categories"."code", 0) AS "category_code",
  COALESCE("brands"."code", 0) AS "brand_code",
  COALESCE("attributes"."code", 0) AS "attribute_code",
  accurateCast(SUM(toInt128("category_sales"."value")), 'Nullable(Int64)') AS "sold"
FROM "category_sales"
INNER JOIN "calendar"
  ON "category_sales"."period_day" = "calendar"."day"
LEFT JOIN "categories"
  ON "category_sales"."category" = "categories"."category"
LEFT JOIN "brands"
  ON "category_sales"."brand" = "brands"."brand"
LEFT JOIN "attributes"
  ON "category_sales"."attribute" = "attributes"."attribute"
WHERE
  "category_sales"."period_day" <= {until_day: }
GROUP BY
  "calendar"."period",
  COALESCE("categories"."code", 0),
  COALESCE("brands"."code", 0),
  COALESCE("attributes"."code", 0)
