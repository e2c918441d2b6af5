WITH `entries` AS (
  SELECT
    `stage_changes`.`subject_id` AS `subject_id`,
    `stages`.`code` AS `code`,
    (
      `stage_changes`.`entered_second` + `stages`.`lift`
    ) * 64 + `stages`.`code` AS `packed`,
    `stage_changes`.`entered_day` AS `entered_day`
  FROM `stage_changes`
  INNER JOIN `stages`
    ON `stage_changes`.`stage` = `stages`.`stage`
  WHERE
    `stage_changes`.`entered_day` <= @until_day
), `ordered` AS (
  SELECT
    `subject_id`,
    `code`,
    `packed`,
    `entered_day`,
    MOD(LAG(`packed`) OVER (PARTITION BY `subject_id` ORDER BY `packed` NULLS LAST), 64) AS `previous_code`
  FROM `entries`
), `spells` AS (
  SELECT
    `subject_id`,
    `code`,
    `entered_day`,
    MOD(LEAD(`packed`) OVER (PARTITION BY `subject_id` ORDER BY `packed` NULLS LAST), 64) AS `next_code`,
    LEAD(`entered_day`) OVER (PARTITION BY `subject_id` ORDER BY `packed` NULLS LAST) AS `next_day`,
    ROW_NUMBER() OVER (PARTITION BY `subject_id`, `code` ORDER BY `packed` NULLS LAST) AS `visit`
  FROM `ordered`
  WHERE
    `previous_code` IS NULL OR `previous_code` <> `code`
), `timed` AS (
  SELECT
    `code` AS `stage_code`,
    COALESCE(`next_code`, 63) AS `next_code`,
    CASE WHEN `visit` > 1 THEN 1 ELSE 0 END AS `again`,
    LEAST(
      COALESCE(
        GREATEST(
          COALESCE(COALESCE(`next_day`, @until_day) - `entered_day`, 0),
          COALESCE(0, COALESCE(`next_day`, @until_day) - `entered_day`)
        ),
        1500
      ),
      COALESCE(
        1500,
        GREATEST(
          COALESCE(COALESCE(`next_day`, @until_day) - `entered_day`, 0),
          COALESCE(0, COALESCE(`next_day`, @until_day) - `entered_day`)
        )
      )
    ) AS `elapsed`
  FROM `spells`
)
SELECT
  `stage_code`,
  `next_code`,
  `again`,
  CASE WHEN `elapsed` < 60 THEN `elapsed` ELSE 52 + DIV(`elapsed`, 7) END AS `days`,
  COUNT(*) AS `n`
FROM `timed`
GROUP BY
  `stage_code`,
  `next_code`,
  `again`,
  CASE WHEN `elapsed` < 60 THEN `elapsed` ELSE 52 + DIV(`elapsed`, 7) END
