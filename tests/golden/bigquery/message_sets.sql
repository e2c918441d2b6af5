WITH `tasks` AS (
  SELECT
    `choices`.`respondent_id` AS `respondent_id`,
    `choices`.`task` AS `task`,
    COALESCE(MAX(`segments`.`segment_code`), -1) AS `of_segment`,
    BIT_OR(`messages`.`message_bit`) AS `shown`,
    CAST(SUM(
      CASE
        WHEN `messages`.`message_code` IS NULL
        THEN 4294967296
        WHEN `choices`.`chosen` = -1
        THEN 1
        WHEN `choices`.`chosen` = 1
        THEN 65536
        ELSE 0
      END
    ) AS INT64) AS `picked`
  FROM `choices`
  LEFT JOIN `messages`
    ON `choices`.`alternative` = `messages`.`message`
  LEFT JOIN `segments`
    ON `choices`.`segment` = `segments`.`segment`
  WHERE
    `choices`.`respondent_id` IN (
      SELECT DISTINCT
        `respondent_id`
      FROM `choices`
      WHERE
        `chosen` = -1
    )
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
  `picked` = 65537
GROUP BY
  `of_segment`,
  `shown`
