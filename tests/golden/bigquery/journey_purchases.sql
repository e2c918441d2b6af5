WITH `conversions` AS (
  SELECT
    `customer_id` AS `person_id`,
    `ordered_second` AS `converted_second`
  FROM `orders`
  WHERE
    @from_leads = 0 AND `revenue` >= 0 AND `ordered_day` <= @until_day
  UNION ALL
  SELECT
    `person_id`,
    `converted_second`
  FROM `leads`
  WHERE
    @from_leads = 1 AND NOT `person_id` IS NULL AND `converted_day` <= @until_day
), `levels` AS (
  SELECT
    `customer_id`,
    `code`,
    `segment_level`
  FROM (
    SELECT
      `customer_id`,
      (
        CASE @segment_column
          WHEN 1
          THEN `size`
          WHEN 2
          THEN `acquired_channel`
          WHEN 3
          THEN `industry`
          WHEN 4
          THEN `country`
          WHEN 5
          THEN `region`
          WHEN 6
          THEN `attribute_01`
          WHEN 7
          THEN `attribute_02`
          WHEN 8
          THEN `attribute_03`
          WHEN 9
          THEN `attribute_04`
          WHEN 10
          THEN `attribute_05`
          WHEN 11
          THEN `attribute_06`
          WHEN 12
          THEN `attribute_07`
          WHEN 13
          THEN `attribute_08`
          WHEN 14
          THEN `attribute_09`
          WHEN 15
          THEN `attribute_10`
          WHEN 16
          THEN `attribute_11`
          WHEN 17
          THEN `attribute_12`
          WHEN 18
          THEN `attribute_13`
          WHEN 19
          THEN `attribute_14`
          WHEN 20
          THEN `attribute_15`
          WHEN 21
          THEN `attribute_16`
          WHEN 22
          THEN `attribute_17`
          WHEN 23
          THEN `attribute_18`
          WHEN 24
          THEN `attribute_19`
          WHEN 25
          THEN `attribute_20`
          WHEN 26
          THEN `attribute_21`
          WHEN 27
          THEN `attribute_22`
          WHEN 28
          THEN `attribute_23`
          WHEN 29
          THEN `attribute_24`
        END
      ) AS `chosen_level`
    FROM `customers`
  ) AS `chosen`
  INNER JOIN `segment_codes`
    ON `chosen`.`chosen_level` = `segment_codes`.`segment_level`
), `buyers` AS (
  SELECT
    `person_id`,
    MIN(`converted_second`) - @window_seconds AS `opened`,
    MAX(`converted_second`) AS `closed`
  FROM `conversions`
  GROUP BY
    `person_id`
), `near` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_second` AS `occurred_second`
  FROM `touchpoints`
  INNER JOIN `buyers`
    ON `touchpoints`.`person_id` = `buyers`.`person_id`
  WHERE
    `touchpoints`.`occurred_day` <= @until_day
    AND `touchpoints`.`occurred_second` >= `buyers`.`opened`
    AND `touchpoints`.`occurred_second` <= `buyers`.`closed`
), `spans` AS (
  SELECT
    `person_id`,
    MIN(`occurred_second`) AS `opened`,
    MAX(`occurred_second`) + @window_seconds AS `closed`
  FROM `near`
  GROUP BY
    `person_id`
), `events` AS (
  SELECT
    `person_id`,
    `occurred_second` * 2 AS `packed`
  FROM `near`
  UNION ALL
  SELECT
    `conversions`.`person_id` AS `person_id`,
    `conversions`.`converted_second` * 2 + 1 AS `packed`
  FROM `conversions`
  INNER JOIN `spans`
    ON `conversions`.`person_id` = `spans`.`person_id`
  WHERE
    `conversions`.`converted_second` >= `spans`.`opened`
    AND `conversions`.`converted_second` <= `spans`.`closed`
), `followed` AS (
  SELECT
    `person_id`,
    `packed`,
    MIN(CASE WHEN MOD(`packed`, 2) = 1 THEN `packed` END) OVER (
      PARTITION BY `person_id`
      ORDER BY `packed` DESC
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS `conversion`
  FROM `events`
), `journeys` AS (
  SELECT
    `person_id`,
    `conversion`,
    COUNT(*) AS `touches`,
    DIV(MIN(`packed`), 2) AS `began`
  FROM `followed`
  WHERE
    MOD(`packed`, 2) = 0 AND DIV(`conversion` - `packed`, 2) <= @window_seconds
  GROUP BY
    `person_id`,
    `conversion`
), `timed` AS (
  SELECT
    `person_id`,
    `touches`,
    DIV(`conversion`, 2) - `began` AS `elapsed`
  FROM `journeys`
  WHERE
    `began` <= @known_second
), `binned` AS (
  SELECT
    CASE
      WHEN `customers`.`customer_id` IS NULL
      THEN -1
      ELSE COALESCE(`levels`.`code`, 0)
    END AS `segment`,
    LEAST(COALESCE(`timed`.`touches`, 30), COALESCE(30, `timed`.`touches`)) AS `contacts`,
    (
      CASE
        WHEN `elapsed` < 172800
        THEN DIV(`elapsed`, 3600)
        ELSE 46 + DIV(`elapsed`, 86400)
      END
    ) AS `lasted`,
    `timed`.`touches` AS `touches`
  FROM `timed`
  LEFT JOIN `customers`
    ON `timed`.`person_id` = `customers`.`customer_id`
  LEFT JOIN `levels`
    ON `timed`.`person_id` = `levels`.`customer_id`
)
SELECT
  `segment`,
  `contacts`,
  `lasted`,
  COUNT(*) AS `journeys`,
  CAST(SUM(`touches`) AS INT64) AS `touches_in_all`
FROM `binned`
GROUP BY
  `segment`,
  `contacts`,
  `lasted`
