SELECT
  `month`,
  COUNT(*) AS `comments`,
  COUNT(`score`) AS `rated`,
  CAST(SUM(COALESCE(`score`, 0)) AS INT64) AS `total`,
  CAST(SUM(COALESCE(`rating` * `rating`, 0)) AS INT64) AS `squares`
FROM (
  SELECT
    `calendar`.`period` AS `month`,
    `score`,
    CASE WHEN ABS(`score`) > 100000000 THEN 1000000 ELSE DIV(ABS(`score`), 100) END AS `rating`
  FROM `feedback`
  INNER JOIN `calendar`
    ON `feedback`.`said_day` = `calendar`.`day`
  WHERE
    `feedback`.`said_day` <= @until_day
) AS `heard`
GROUP BY
  `month`
