WITH respondents AS (
  SELECT DISTINCT
    ratings.respondent_id AS respondent_id
  FROM ratings
  INNER JOIN own_brands
    ON ratings.brand = own_brands.brand
  WHERE
    NOT ratings.respondent_id IS NULL
), buyers AS (
  SELECT DISTINCT
    customer_id
  FROM orders
  WHERE
    revenue >= 0 AND ordered_day <= :until_day
)
SELECT
  CAST(LEAST_IGNORE_NULLS(LENGTH(respondents.respondent_id), 20) AS BIGINT) AS digits,
  COUNT(*) AS respondents,
  COUNT(buyers.customer_id) AS customers
FROM respondents
LEFT JOIN buyers
  ON respondents.respondent_id = CAST(buyers.customer_id AS VARCHAR)
GROUP BY
  LEAST_IGNORE_NULLS(LENGTH(respondents.respondent_id), 20)
