WITH `levels` AS (
  SELECT
    `customer_id`,
    `code`
  FROM (
    SELECT
      `customer_id`,
      CASE :segment_column
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
      END AS `chosen_level`
    FROM `customers`
  ) AS `chosen`
  INNER JOIN `segment_codes`
    ON `chosen`.`chosen_level` = `segment_codes`.`segment_level`
), `days` AS (
  SELECT
    `customer_id`,
    `ordered_day`
  FROM `orders`
  WHERE
    `revenue` >= 0 AND `ordered_day` <= :until_day
  GROUP BY
    `customer_id`,
    `ordered_day`
), `histories` AS (
  SELECT
    `customer_id`,
    COUNT(*) - 1 AS `purchases`,
    MAX(`ordered_day`) - MIN(`ordered_day`) AS `recency`,
    :until_day - MIN(`ordered_day`) AS `age`,
    CASE WHEN COUNT(*) - 1 < 32 THEN :width ELSE :wide END AS `step`
  FROM `days`
  GROUP BY
    `customer_id`
  HAVING
    MIN(`ordered_day`) <= :acquired_until_day
), `people` AS (
  SELECT
    COALESCE(`code`, 0) AS `segment`,
    `purchases`,
    `recency`,
    `age`,
    `step`
  FROM `histories`
  LEFT JOIN `levels`
    ON `histories`.`customer_id` = `levels`.`customer_id`
), `placed` AS (
  SELECT
    `segment`,
    `purchases`,
    (
      `recency` DIV `step`
    ) AS `recency_cell`,
    (
      `age` DIV `step`
    ) AS `age_cell`,
    `recency` - (
      (
        `recency` DIV `step`
      )
    ) * `step` AS `recency_offset`,
    `age` - (
      (
        `age` DIV `step`
      )
    ) * `step` AS `age_offset`
  FROM `people`
)
SELECT
  `segment`,
  `purchases`,
  `recency_cell`,
  `age_cell`,
  COUNT(*) AS `customers`,
  SUM(`recency_offset`) AS `recency_over`,
  SUM(`age_offset`) AS `age_over`,
  SUM(`recency_offset` * `recency_offset`) AS `recency_squares`,
  SUM(`age_offset` * `age_offset`) AS `age_squares`,
  SUM(`recency_offset` * `age_offset`) AS `products`
FROM `placed`
GROUP BY
  `segment`,
  `purchases`,
  `recency_cell`,
  `age_cell`
