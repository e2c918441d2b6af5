SELECT
  CASE WHEN `outcome` = 'won' THEN 1 ELSE 0 END AS `won`,
  MOD(`created_day`, 40) AS `batch`,
  COUNT(`amount`) AS `priced`,
  SUM(COALESCE(`amount`, 0)) AS `worth`
FROM `opportunities`
WHERE
  `created_day` <= @until_day AND `created_day` >= 0
GROUP BY
  CASE WHEN `outcome` = 'won' THEN 1 ELSE 0 END,
  MOD(`created_day`, 40)
