WITH `tasks` AS (
  SELECT
    `choices`.`respondent_id` AS `respondent_id`,
    `choices`.`task` AS `task`,
    MAX(COALESCE(`segments`.`segment_code`, -1)) AS `of_segment`,
    SUM(CASE WHEN `messages`.`message_code` IS NULL THEN 1 ELSE 0 END) AS `unknown`,
    BIT_OR(COALESCE(`messages`.`message_bit`, 0)) AS `shown`,
    SUM(CASE WHEN `choices`.`chosen` = -1 THEN 1 ELSE 0 END) AS `worsts`,
    SUM(CASE WHEN `choices`.`chosen` = 1 THEN 1 ELSE 0 END) AS `bests`
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
)
SELECT
  `of_segment` AS `segment_code`,
  `shown`,
  COUNT(*) AS `tasks`
FROM `tasks`
WHERE
  `worsts` = 1 AND `bests` = 1 AND `unknown` = 0
GROUP BY
  `of_segment`,
  `shown`
