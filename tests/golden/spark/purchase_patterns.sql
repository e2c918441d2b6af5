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
    MIN(`ordered_day`) AS `first_day`,
    MAX(`ordered_day`) AS `last_day`,
    MAX(CASE WHEN `ordered_day` <= :cut_day THEN `ordered_day` END) AS `last_by_cut`,
    COUNT(*) - 1 AS `bought`,
    SUM(CASE WHEN `ordered_day` <= :cut_day THEN 1 ELSE 0 END) - 1 AS `bought_by_cut`
  FROM `days`
  GROUP BY
    `customer_id`
), `people` AS (
  SELECT
    COALESCE(`code`, 0) AS `segment`,
    CASE WHEN `first_day` <= :cut_day THEN 1 ELSE 0 END AS `early`,
    `first_day`,
    `last_day`,
    `last_by_cut`,
    `bought`,
    `bought_by_cut`
  FROM `histories`
  LEFT JOIN `levels`
    ON `histories`.`customer_id` = `levels`.`customer_id`
), `seen` AS (
  SELECT
    0 AS `at_end`,
    `early`,
    0 AS `segment`,
    `bought_by_cut` AS `purchases`,
    `last_by_cut` - `first_day` AS `recency`,
    :cut_day - `first_day` AS `age`,
    `bought` - `bought_by_cut` AS `later`,
    CASE WHEN `bought_by_cut` < 32 THEN :cut_width ELSE :cut_wide END AS `step`
  FROM `people`
  WHERE
    `early` = 1
  UNION ALL
  SELECT
    1 AS `at_end`,
    `early`,
    `segment`,
    `bought` AS `purchases`,
    `last_day` - `first_day` AS `recency`,
    :until_day - `first_day` AS `age`,
    0 AS `later`,
    CASE WHEN `bought` < 32 THEN :end_width ELSE :end_wide END AS `step`
  FROM `people`
), `placed` AS (
  SELECT
    `at_end`,
    `early`,
    `segment`,
    `purchases`,
    `later`,
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
  FROM `seen`
)
SELECT
  `at_end`,
  `early`,
  `segment`,
  `purchases`,
  `recency_cell`,
  `age_cell`,
  COUNT(*) AS `customers`,
  SUM(`recency_offset`) AS `recency_over`,
  SUM(`age_offset`) AS `age_over`,
  SUM(`recency_offset` * `recency_offset`) AS `recency_squares`,
  SUM(`age_offset` * `age_offset`) AS `age_squares`,
  SUM(`recency_offset` * `age_offset`) AS `products`,
  SUM(`later`) AS `later_sum`,
  SUM(`later` * `later`) AS `later_squares`
FROM `placed`
GROUP BY
  `at_end`,
  `early`,
  `segment`,
  `purchases`,
  `recency_cell`,
  `age_cell`
