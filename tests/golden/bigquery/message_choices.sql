WITH `tasks` AS (
  SELECT
    `choices`.`respondent_id` AS `respondent_id`,
    `choices`.`task` AS `task`,
    COALESCE(MAX(`segments`.`segment_code`), -1) AS `of_segment`,
    SUM(
      CASE
        WHEN `messages`.`message_code` IS NULL
        THEN 4294967296
        WHEN `choices`.`chosen` = -1
        THEN 1
        WHEN `choices`.`chosen` = 1
        THEN 65536
        ELSE 0
      END
    ) AS `picked`,
    MAX(CASE WHEN `choices`.`chosen` = 1 THEN `messages`.`message_code` END) AS `best_code`,
    MAX(CASE WHEN `choices`.`chosen` = -1 THEN `messages`.`message_code` END) AS `worst_code`
  FROM `choices`
  LEFT JOIN `messages`
    ON `choices`.`alternative` = `messages`.`message`
  LEFT JOIN `segments`
    ON `choices`.`segment` = `segments`.`segment`
  WHERE
    `choices`.`respondent_id` IN (
      SELECT
        `respondent_id`
      FROM `choices`
      WHERE
        `chosen` = -1
    )
  GROUP BY
    `choices`.`respondent_id`,
    `choices`.`task`
), `pairs` AS (
  SELECT
    `of_segment` AS `segment_code`,
    `best_code`,
    `worst_code`,
    COUNT(*) AS `tasks`
  FROM `tasks`
  WHERE
    `picked` = 65537
  GROUP BY
    `of_segment`,
    `best_code`,
    `worst_code`
), `sides` AS (
  SELECT
    1 AS `is_best`
  UNION ALL
  SELECT
    0 AS `is_best`
)
SELECT
  `segment_code`,
  CASE WHEN `is_best` = 1 THEN `best_code` ELSE `worst_code` END AS `message_code`,
  CAST(SUM(`tasks` * `is_best`) AS INT64) AS `best`,
  CAST(SUM(`tasks` * (
    1 - `is_best`
  )) AS INT64) AS `worst`
FROM `pairs`
CROSS JOIN `sides`
GROUP BY
  `segment_code`,
  CASE WHEN `is_best` = 1 THEN `best_code` ELSE `worst_code` END
