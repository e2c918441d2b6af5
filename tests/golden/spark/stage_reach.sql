WITH `entries` AS (
  SELECT
    `stage_changes`.`subject_id` AS `subject_id`,
    MIN(
      (
        (
          `stage_changes`.`entered_second` + `stages`.`lift` + 15000000000
        ) * 64 + `stages`.`code`
      ) * 262144 + `stage_changes`.`entered_day` + 172000
    ) AS `place`
  FROM `stage_changes`
  INNER JOIN `stages`
    ON `stage_changes`.`stage` = `stages`.`stage`
  WHERE
    `stage_changes`.`entered_day` <= :until_day
  GROUP BY
    `stage_changes`.`subject_id`,
    `stages`.`code`
), `moves` AS (
  SELECT
    `subject_id`,
    `place`,
    LEAD(`place`) OVER (PARTITION BY `subject_id` ORDER BY `place` NULLS LAST) AS `next_place`
  FROM `entries`
), `of_leads` AS (
  SELECT
    `leads`.`lead_id` AS `lead_id`,
    CASE WHEN `leads`.`source` IS NULL THEN 31 ELSE COALESCE(`sources`.`code`, 30) END AS `source_code`
  FROM `leads`
  LEFT JOIN `sources`
    ON `leads`.`source` = `sources`.`source`
), `of_deals` AS (
  SELECT
    `opportunities`.`opportunity_id` AS `opportunity_id`,
    CASE
      WHEN `opportunities`.`source` IS NULL
      THEN 31
      ELSE COALESCE(`sources`.`code`, 30)
    END AS `source_code`
  FROM `opportunities`
  LEFT JOIN `sources`
    ON `opportunities`.`source` = `sources`.`source`
), `cells` AS (
  SELECT
    (
      `place` DIV 262144
    ) % 64 AS `stage_code`,
    COALESCE((
      `next_place` DIV 262144
    ) % 64, 63) AS `next_code`,
    LEAST(COALESCE(`of_leads`.`source_code`, 31), COALESCE(`of_deals`.`source_code`, 31)) AS `source_code`,
    LEAST(
      (
        (
          :until_day - (
            `place` % 262144 - 172000
          )
        ) DIV :period_days
      ),
      :last_period
    ) AS `periods_ago`,
    CASE
      WHEN (
        `next_place` % 262144 - 172000
      ) - (
        `place` % 262144 - 172000
      ) <= :horizon_days
      THEN 1
      ELSE 0
    END AS `in_time`
  FROM `moves`
  LEFT JOIN `of_leads`
    ON `moves`.`subject_id` = `of_leads`.`lead_id`
  LEFT JOIN `of_deals`
    ON `moves`.`subject_id` = `of_deals`.`opportunity_id`
)
SELECT
  `stage_code`,
  `next_code`,
  `source_code`,
  `periods_ago`,
  `in_time`,
  COUNT(*) AS `n`
FROM `cells`
GROUP BY
  `stage_code`,
  `next_code`,
  `source_code`,
  `periods_ago`,
  `in_time`
