WITH `tasks` AS (
  SELECT
    `choices`.`respondent_id` AS `respondent_id`,
    `choices`.`task` AS `task`,
    MAX(COALESCE(`segments`.`segment_code`, -1)) AS `of_segment`,
    SUM(CASE WHEN `messages`.`message_code` IS NULL THEN 1 ELSE 0 END) AS `unknown`,
    SUM(CASE WHEN `choices`.`chosen` = 1 THEN 1 ELSE 0 END) AS `bests`,
    SUM(CASE WHEN `choices`.`chosen` = -1 THEN 1 ELSE 0 END) AS `worsts`,
    MAX(CASE WHEN `choices`.`chosen` = 1 THEN `messages`.`message_code` END) AS `best_code`,
    MAX(CASE WHEN `choices`.`chosen` = -1 THEN `messages`.`message_code` END) AS `worst_code`
  FROM `choices`
  LEFT JOIN `messages`
    ON `choices`.`alternative` = `messages`.`message`
  LEFT JOIN `segments`
    ON `choices`.`segment` = `segments`.`segment`
  WHERE
    NOT `choices`.`respondent_id` IS NULL
  GROUP BY
    `choices`.`respondent_id`,
    `choices`.`task`
), `sides` AS (
  SELECT
    1 AS `is_best`
  UNION ALL
  SELECT
    0 AS `is_best`
), `picks` AS (
  SELECT
    `tasks`.`of_segment` AS `segment_code`,
    CASE
      WHEN `sides`.`is_best` = 1
      THEN `tasks`.`best_code`
      ELSE `tasks`.`worst_code`
    END AS `message_code`,
    `sides`.`is_best` AS `is_best`
  FROM `tasks`
  CROSS JOIN `sides`
  WHERE
    `tasks`.`worsts` = 1 AND `tasks`.`bests` = 1 AND `tasks`.`unknown` = 0
)
SELECT
  `segment_code`,
  `message_code`,
  SUM(`is_best`) AS `best`,
  SUM(1 - `is_best`) AS `worst`
FROM `picks`
GROUP BY
  `segment_code`,
  `message_code`
