WITH `spans` AS (
  SELECT
    CASE
      WHEN `opportunities`.`source` IS NULL
      THEN ''
      WHEN `sources`.`source` IS NULL
      THEN '(other)'
      ELSE `opportunities`.`source`
    END AS `origin`,
    CASE
      WHEN `outcome` = 'open' OR `closed_day` > :until_day
      THEN 0
      WHEN `closed_day` IS NULL OR `closed_day` < `created_day`
      THEN 4
      WHEN `outcome` = 'won'
      THEN 2
      ELSE 3
    END AS `ending`,
    CASE
      WHEN `outcome` = 'open' OR `closed_day` > :until_day
      THEN :until_day - `created_day`
      WHEN `closed_day` IS NULL OR `closed_day` < `created_day`
      THEN 0
      ELSE `closed_day` - `created_day`
    END AS `elapsed`
  FROM `opportunities`
  LEFT JOIN `sources`
    ON `opportunities`.`source` = `sources`.`source`
  WHERE
    `created_day` <= :until_day
)
SELECT
  `origin`,
  `ending`,
  CASE WHEN `elapsed` > :longest THEN :longest ELSE `elapsed` END AS `days`,
  COUNT(*) AS `deals`
FROM `spans`
GROUP BY
  `origin`,
  `ending`,
  CASE WHEN `elapsed` > :longest THEN :longest ELSE `elapsed` END
