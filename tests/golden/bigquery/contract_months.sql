SELECT
  COALESCE(`calendar`.`period`, -1) AS `month`,
  0 AS `ended`,
  COUNT(*) AS `contracts`,
  CAST(SUM(COALESCE(`subscriptions`.`price`, 0)) AS INT64) AS `price_sum`
FROM `subscriptions`
LEFT JOIN `calendar`
  ON `subscriptions`.`started_day` = `calendar`.`day`
WHERE
  `subscriptions`.`started_day` <= @until_day
GROUP BY
  COALESCE(`calendar`.`period`, -1)
UNION ALL
SELECT
  COALESCE(`calendar`.`period`, -1) AS `month`,
  1 AS `ended`,
  COUNT(*) AS `contracts`,
  CAST(SUM(COALESCE(`subscriptions`.`price`, 0)) AS INT64) AS `price_sum`
FROM `subscriptions`
LEFT JOIN `calendar`
  ON `subscriptions`.`ended_day` = `calendar`.`day`
WHERE
  `subscriptions`.`started_day` <= @until_day
  AND `subscriptions`.`ended_day` <= @until_day
GROUP BY
  COALESCE(`calendar`.`period`, -1)
