SELECT
  `calendar`.`period` AS `week`,
  COALESCE(`regions`.`code`, 0) AS `region_code`,
  CAST(SUM(`outcomes`.`value`) AS BIGINT) AS `outcome`,
  COUNT(*) AS `periods`
FROM `outcomes`
INNER JOIN `calendar`
  ON `outcomes`.`period_day` = `calendar`.`day`
LEFT JOIN `metrics`
  ON `outcomes`.`metric` = `metrics`.`metric`
LEFT JOIN `regions`
  ON `outcomes`.`region` = `regions`.`region`
WHERE
  `outcomes`.`period_day` <= :until_day
  AND COALESCE(`metrics`.`code`, 0) = :metric_code
GROUP BY
  `calendar`.`period`,
  COALESCE(`regions`.`code`, 0)
