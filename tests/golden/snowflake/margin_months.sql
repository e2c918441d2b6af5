SELECT
  calendar.period AS month,
  CAST(SUM(orders.margin) AS BIGINT) AS kept,
  SUM(orders.revenue) AS sold
FROM orders
INNER JOIN calendar
  ON orders.ordered_day = calendar.day
WHERE
  orders.revenue >= 0
  AND NOT orders.margin IS NULL
  AND orders.ordered_day <= :until_day
GROUP BY
  calendar.period
