WITH `days` AS (
  SELECT
    `customer_id`,
    `ordered_day`,
    CAST(SUM(`revenue`) AS BIGINT) AS `paid`
  FROM `orders`
  WHERE
    `revenue` >= 0 AND `ordered_day` <= :until_day
  GROUP BY
    `customer_id`,
    `ordered_day`
), `histories` AS (
  SELECT
    `customer_id`,
    COUNT(*) - 1 AS `repeats`,
    MAX(`ordered_day`) - MIN(`ordered_day`) AS `recency`,
    :until_day - MIN(`ordered_day`) AS `age`,
    :until_day - MAX(`ordered_day`) AS `days_since_last`,
    CAST(SUM(`paid`) AS BIGINT) - (
      MIN(`ordered_day` * 100000000000000 + `paid`) - MIN(`ordered_day`) * 100000000000000
    ) AS `repeat_paid`,
    CASE WHEN COUNT(*) - 1 < 32 THEN :width ELSE :wide END AS `step`
  FROM `days`
  GROUP BY
    `customer_id`
), `people` AS (
  SELECT
    `histories`.`customer_id` AS `customer_id`,
    `repeats`,
    `days_since_last`,
    (
      `recency` DIV `step`
    ) AS `recency_place`,
    (
      `age` DIV `step`
    ) AS `age_place`,
    (
      `repeat_paid` DIV GREATEST(`repeats`, 1)
    ) AS `spend`
  FROM `histories`
)
SELECT
  `people`.`customer_id` AS `customer_id`,
  `people`.`repeats` + 1 AS `purchase_days`,
  `people`.`days_since_last` AS `days_since_last`,
  `patterns`.`p_active` AS `p_active`,
  `patterns`.`p_active_low` AS `p_active_low`,
  `patterns`.`p_active_high` AS `p_active_high`,
  `patterns`.`expected_purchases` AS `expected_purchases`,
  `patterns`.`value_base` + `patterns`.`value_slope` * `people`.`spend` AS `lifetime_value`
FROM `people`
INNER JOIN `patterns`
  ON `people`.`repeats` = `patterns`.`purchases`
  AND `people`.`recency_place` = `patterns`.`recency_cell`
  AND `people`.`age_place` = `patterns`.`age_cell`
