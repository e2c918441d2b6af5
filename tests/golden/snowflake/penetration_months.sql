SELECT
  month,
  COUNT(*) AS buyers,
  COUNT(CASE WHEN own > 0 THEN 1 END) AS own_buyers
FROM (
  SELECT
    calendar.period AS month,
    category_purchases.person_id AS person_id,
    COUNT(own_brands.brand) AS own
  FROM category_purchases
  INNER JOIN calendar
    ON category_purchases.purchased_day = calendar.day
  LEFT JOIN own_brands
    ON category_purchases.brand = own_brands.brand
  WHERE
    category_purchases.purchased_day <= :until_day
  GROUP BY
    calendar.period,
    category_purchases.person_id
) AS bought
GROUP BY
  month
