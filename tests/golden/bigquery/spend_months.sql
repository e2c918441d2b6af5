SELECT
  `calendar`.`period` AS `month`,
  COALESCE(`channels`.`code`, 0) AS `channel_code`,
  CAST(SUM(`spend`.`spend`) AS INT64) AS `spent`,
  CAST(SUM(
    CASE
      WHEN NOT `spend`.`clicks` IS NULL
      THEN COALESCE(`spend`.`impressions`, 0)
      ELSE 0
    END
  ) AS INT64) AS `shown`,
  CAST(SUM(
    CASE
      WHEN NOT `spend`.`impressions` IS NULL
      THEN COALESCE(`spend`.`clicks`, 0)
      ELSE 0
    END
  ) AS INT64) AS `clicked`
FROM `spend`
INNER JOIN `calendar`
  ON `spend`.`period_day` = `calendar`.`day`
LEFT JOIN `channels`
  ON `spend`.`channel` = `channels`.`channel`
WHERE
  `spend`.`period_day` <= @until_day
GROUP BY
  `calendar`.`period`,
  COALESCE(`channels`.`code`, 0)
