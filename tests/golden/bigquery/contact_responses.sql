WITH `levels` AS (
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
), `packed` AS (
  SELECT
    `person_id`,
    `occurred_second` * 1024 + CASE WHEN `occurred_day` > @cut_day THEN 512 ELSE 0 END + `channel` * 32 + `message` * 2 + `answered` AS `step`
  FROM (
    WITH `events` AS (
      SELECT
        `person_id`,
        `occurred_second`,
        `occurred_day`,
        COALESCE(`channels`.`code`, 0) AS `channel`,
        COALESCE(`message_codes`.`code`, 0) AS `message`,
        COALESCE(`contact_kinds`.`code`, 0) AS `role`,
        COALESCE(`touchpoints`.`response`, 0) AS `response`
      FROM `touchpoints`
      LEFT JOIN `channels`
        ON `touchpoints`.`channel` = `channels`.`channel`
      LEFT JOIN `message_codes`
        ON CASE @message_column
          WHEN 1
          THEN `touchpoints`.`message`
          WHEN 2
          THEN `touchpoints`.`campaign`
        END = `message_codes`.`message_level`
      LEFT JOIN `contact_kinds`
        ON `touchpoints`.`kind` = `contact_kinds`.`kind_level`
      WHERE
        NOT `touchpoints`.`person_id` IS NULL
        AND `touchpoints`.`occurred_day` <= @until_day
    ), `steps` AS (
      SELECT
        `person_id`,
        `occurred_second`,
        `occurred_day`,
        `channel`,
        `message`,
        `role`,
        LEAD(`occurred_second` * 64 + `role` * 16 + `message`) OVER (
          PARTITION BY `person_id`, `channel`
          ORDER BY `occurred_second` * 64 + `role` * 16 + `message` NULLS LAST
        ) AS `following`
      FROM `events`
      WHERE
        @from_kinds = 1 AND `role` > 0
    )
    SELECT
      `person_id`,
      `occurred_second`,
      `occurred_day`,
      `channel`,
      `message`,
      `response` AS `answered`
    FROM `events`
    WHERE
      @from_kinds = 0
    UNION ALL
    SELECT
      `person_id`,
      `occurred_second`,
      `occurred_day`,
      `channel`,
      `message`,
      CASE
        WHEN DIV(MOD(`following`, 64), 16) = 2
        AND DIV(`following`, 64) - `occurred_second` <= @answer_seconds
        THEN 1
        ELSE 0
      END AS `answered`
    FROM `steps`
    WHERE
      `role` = 1
  ) AS `sent`
), `before` AS (
  SELECT
    `person_id`,
    `step`,
    DIV(`step`, 1024) - @window_seconds AS `since`,
    LAG(`step`, 1) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_1`,
    LAG(`step`, 2) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_2`,
    LAG(`step`, 3) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_3`,
    LAG(`step`, 4) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_4`,
    LAG(`step`, 5) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_5`,
    LAG(`step`, 6) OVER (PARTITION BY `person_id` ORDER BY `step` NULLS LAST) AS `step_6`
  FROM `packed`
), `told` AS (
  SELECT
    `person_id`,
    MOD(`step`, 1024) AS `what`,
    CASE
      WHEN DIV(`step_6`, 1024) > `since`
      THEN 6
      WHEN DIV(`step_5`, 1024) > `since`
      THEN 5
      WHEN DIV(`step_4`, 1024) > `since`
      THEN 4
      WHEN DIV(`step_3`, 1024) > `since`
      THEN 3
      WHEN DIV(`step_2`, 1024) > `since`
      THEN 2
      WHEN DIV(`step_1`, 1024) > `since`
      THEN 1
      ELSE 0
    END AS `recent`,
    CASE WHEN `step_1` IS NULL THEN 1 ELSE 0 END AS `opening`
  FROM `before`
), `tallied` AS (
  SELECT
    `told`.`what` AS `what`,
    COALESCE(`levels`.`code`, 0) AS `segment`,
    `told`.`recent` AS `recent`,
    COUNT(*) AS `n`,
    SUM(`told`.`opening`) AS `openings`
  FROM `told`
  LEFT JOIN `levels`
    ON `told`.`person_id` = `levels`.`customer_id`
  GROUP BY
    `told`.`what`,
    COALESCE(`levels`.`code`, 0),
    `told`.`recent`
)
SELECT
  DIV(`what`, 512) AS `later`,
  MOD(DIV(`what`, 32), 16) AS `channel`,
  MOD(DIV(`what`, 2), 16) AS `message`,
  `segment`,
  `recent`,
  CAST(SUM(`n`) AS INT64) AS `contacts`,
  CAST(SUM(CASE MOD(`what`, 2) WHEN 1 THEN `n` ELSE 0 END) AS INT64) AS `answered_sum`,
  CAST(SUM(`openings`) AS INT64) AS `people`
FROM `tallied`
GROUP BY
  DIV(`what`, 512),
  MOD(DIV(`what`, 32), 16),
  MOD(DIV(`what`, 2), 16),
  `segment`,
  `recent`
