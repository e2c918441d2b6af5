SELECT
  calendar.period AS month,
  COUNT(*) AS arrived
FROM (
  SELECT
    created_day AS day
  FROM customers
  WHERE
    :from_orders = 0 AND created_day <= :until_day
  UNION ALL
  SELECT
    MIN(ordered_day) AS day
  FROM orders
  WHERE
    :from_orders = 1 AND revenue >= 0 AND ordered_day <= :until_day
  GROUP BY
    customer_id
) AS began
INNER JOIN calendar
  ON began.day = calendar.day
GROUP BY
  calendar.period
