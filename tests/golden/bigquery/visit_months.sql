WITH `steps` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_day` - @first_day AS `met`,
    `touchpoints`.`occurred_second` - LAG(`touchpoints`.`occurred_second`) OVER (
      PARTITION BY `touchpoints`.`person_id`
      ORDER BY `touchpoints`.`occurred_second` NULLS LAST
    ) AS `pause`,
    LEAD(`touchpoints`.`occurred_day`) OVER (
      PARTITION BY `touchpoints`.`person_id`
      ORDER BY `touchpoints`.`occurred_second` NULLS LAST
    ) - @first_day AS `next_met`
  FROM `touchpoints`
  LEFT JOIN `passive`
    ON `touchpoints`.`kind` = `passive`.`kind`
  WHERE
    `passive`.`kind` IS NULL AND `touchpoints`.`occurred_day` <= @until_day
), `sides` AS (
  SELECT
    0 AS `gone`
  UNION ALL
  SELECT
    1 AS `gone`
), `events` AS (
  SELECT
    `person_id`,
    `met`,
    `pause`,
    `gone`,
    CASE WHEN `next_met` = `met` THEN 0 ELSE 1 END AS `last_of_day`,
    @first_day + CASE
      WHEN `gone` = 0
      THEN `met`
      WHEN `next_met` < `met` + @memory
      THEN `next_met`
      ELSE `met` + @memory
    END AS `at_day`
  FROM `steps`
  CROSS JOIN `sides`
  WHERE
    `gone` = 0 OR `next_met` IS NULL OR `next_met` > `met`
), `people` AS (
  SELECT
    COALESCE(`calendar`.`period`, -1) AS `month`,
    `events`.`person_id` AS `person_id`,
    COUNT(CASE WHEN `gone` = 0 AND (
      `pause` IS NULL OR `pause` > @pause
    ) THEN 1 END) AS `visits`,
    CAST(SUM(CASE WHEN `gone` = 0 AND `pause` <= @pause THEN `pause` ELSE 0 END) AS INT64) AS `seconds`,
    CAST(SUM((
      1 - 2 * `gone`
    ) * `last_of_day`) AS INT64) AS `held`,
    CAST(SUM((
      1 - 2 * `gone`
    ) * `last_of_day` * `met`) AS INT64) AS `held_days`,
    CAST(SUM((
      1 - 2 * `gone`
    ) * `last_of_day` * `met` * `met`) AS INT64) AS `held_squares`
  FROM `events`
  LEFT JOIN `calendar`
    ON `events`.`at_day` = `calendar`.`day`
  WHERE
    `at_day` <= @until_day
  GROUP BY
    COALESCE(`calendar`.`period`, -1),
    `events`.`person_id`
)
SELECT
  `month`,
  COUNT(CASE WHEN `visits` > 0 THEN 1 END) AS `visitors`,
  CAST(SUM(`visits`) AS INT64) AS `visits_made`,
  CAST(SUM(`seconds`) AS INT64) AS `time_spent`,
  CAST(SUM(`visits` * `visits`) AS INT64) AS `visit_squares`,
  CAST(SUM(`visits` * LEAST(COALESCE(`seconds`, 1000000), COALESCE(1000000, `seconds`))) AS INT64) AS `products`,
  CAST(SUM(
    LEAST(COALESCE(`seconds`, 1000000), COALESCE(1000000, `seconds`)) * LEAST(COALESCE(`seconds`, 1000000), COALESCE(1000000, `seconds`))
  ) AS INT64) AS `time_squares`,
  CAST(SUM(`held`) AS INT64) AS `people`,
  CAST(SUM(`held_days`) AS INT64) AS `days`,
  CAST(SUM(`held_squares`) AS INT64) AS `day_squares`
FROM `people`
GROUP BY
  `month`
