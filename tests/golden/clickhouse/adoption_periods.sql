SELECT
  COALESCE("products"."code", 0) AS "product_code",
  "adoptions"."period_day" AS "period_day",
  accurateCast(SUM(toInt128("adoptions"."adopters")), 'Nullable(Int64)') AS "adopted"
FROM "adoptions"
LEFT JOIN "products"
  ON "adoptions"."product" = "products"."product"
WHERE
  "adoptions"."period_day" <= {until_day: }
GROUP BY
  COALESCE("products"."code", 0),
  "adoptions"."period_day"
