WITH `entries` AS (
  SELECT
    `stage_changes`.`subject_id` AS `subject_id`,
    MIN((
      `stage_changes`.`entered_second` + `stages`.`lift`
    ) * 64 + `stages`.`code`) AS `packed`,
    MIN(`stage_changes`.`entered_day`) AS `first_day`
  FROM `stage_changes`
  INNER JOIN `stages`
    ON `stage_changes`.`stage` = `stages`.`stage`
  WHERE
    `stage_changes`.`entered_day` <= @until_day
  GROUP BY
    `stage_changes`.`subject_id`,
    `stages`.`code`
), `moves` AS (
  SELECT
    MOD(`packed`, 64) AS `stage_code`,
    COALESCE(
      MOD(LEAD(`packed`) OVER (PARTITION BY `subject_id` ORDER BY `packed` NULLS LAST), 64),
      63
    ) AS `next_code`,
    COALESCE(
      LEAD(`first_day`) OVER (PARTITION BY `subject_id` ORDER BY `packed` NULLS LAST),
      @until_day
    ) - `first_day` AS `elapsed`
  FROM `entries`
)
SELECT
  `moves`.`stage_code` AS `stage_code`,
  `moves`.`next_code` AS `next_code`,
  `ages`.`age_bin` AS `age_bin`,
  COUNT(*) AS `n`
FROM `moves`
INNER JOIN `ages`
  ON LEAST(
    COALESCE(GREATEST(COALESCE(`moves`.`elapsed`, 0), COALESCE(0, `moves`.`elapsed`)), 1500),
    COALESCE(1500, GREATEST(COALESCE(`moves`.`elapsed`, 0), COALESCE(0, `moves`.`elapsed`)))
  ) = `ages`.`days`
GROUP BY
  `moves`.`stage_code`,
  `moves`.`next_code`,
  `ages`.`age_bin`
