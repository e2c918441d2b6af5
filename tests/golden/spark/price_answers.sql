WITH `answers` AS (
  SELECT
    CASE
      WHEN `too_cheap` <= `cheap`
      AND `cheap` <= `expensive`
      AND `expensive` <= `too_expensive`
      THEN 1
      ELSE 0
    END AS `consistent`,
    CASE WHEN :use_segment = 1 THEN COALESCE(`segment`, '') ELSE '' END AS `group_name`,
    `too_cheap`,
    `cheap`,
    `expensive`,
    `too_expensive`,
    CASE
      WHEN `too_cheap` < 3000
      THEN (
        `too_cheap` DIV 100
      ) * 100
      WHEN `too_cheap` < 10000
      THEN (
        `too_cheap` DIV 250
      ) * 250
      WHEN `too_cheap` < 30000
      THEN (
        `too_cheap` DIV 1000
      ) * 1000
      WHEN `too_cheap` < 100000
      THEN (
        `too_cheap` DIV 2500
      ) * 2500
      WHEN `too_cheap` < 300000
      THEN (
        `too_cheap` DIV 10000
      ) * 10000
      WHEN `too_cheap` < 1000000
      THEN (
        `too_cheap` DIV 25000
      ) * 25000
      WHEN `too_cheap` < 3000000
      THEN (
        `too_cheap` DIV 100000
      ) * 100000
      WHEN `too_cheap` < 10000000
      THEN (
        `too_cheap` DIV 250000
      ) * 250000
      WHEN `too_cheap` < 30000000
      THEN (
        `too_cheap` DIV 1000000
      ) * 1000000
      WHEN `too_cheap` < 100000000
      THEN (
        `too_cheap` DIV 2500000
      ) * 2500000
      WHEN `too_cheap` < 300000000
      THEN (
        `too_cheap` DIV 10000000
      ) * 10000000
      WHEN `too_cheap` < 1000000000
      THEN (
        `too_cheap` DIV 25000000
      ) * 25000000
      WHEN `too_cheap` < 3000000000
      THEN (
        `too_cheap` DIV 100000000
      ) * 100000000
      WHEN `too_cheap` < 10000000000
      THEN (
        `too_cheap` DIV 250000000
      ) * 250000000
      WHEN `too_cheap` < 30000000000
      THEN (
        `too_cheap` DIV 1000000000
      ) * 1000000000
      WHEN `too_cheap` < 100000000000
      THEN (
        `too_cheap` DIV 2500000000
      ) * 2500000000
      ELSE 100000000000
    END AS `too_cheap_cell`,
    CASE
      WHEN `cheap` < 3000
      THEN (
        `cheap` DIV 100
      ) * 100
      WHEN `cheap` < 10000
      THEN (
        `cheap` DIV 250
      ) * 250
      WHEN `cheap` < 30000
      THEN (
        `cheap` DIV 1000
      ) * 1000
      WHEN `cheap` < 100000
      THEN (
        `cheap` DIV 2500
      ) * 2500
      WHEN `cheap` < 300000
      THEN (
        `cheap` DIV 10000
      ) * 10000
      WHEN `cheap` < 1000000
      THEN (
        `cheap` DIV 25000
      ) * 25000
      WHEN `cheap` < 3000000
      THEN (
        `cheap` DIV 100000
      ) * 100000
      WHEN `cheap` < 10000000
      THEN (
        `cheap` DIV 250000
      ) * 250000
      WHEN `cheap` < 30000000
      THEN (
        `cheap` DIV 1000000
      ) * 1000000
      WHEN `cheap` < 100000000
      THEN (
        `cheap` DIV 2500000
      ) * 2500000
      WHEN `cheap` < 300000000
      THEN (
        `cheap` DIV 10000000
      ) * 10000000
      WHEN `cheap` < 1000000000
      THEN (
        `cheap` DIV 25000000
      ) * 25000000
      WHEN `cheap` < 3000000000
      THEN (
        `cheap` DIV 100000000
      ) * 100000000
      WHEN `cheap` < 10000000000
      THEN (
        `cheap` DIV 250000000
      ) * 250000000
      WHEN `cheap` < 30000000000
      THEN (
        `cheap` DIV 1000000000
      ) * 1000000000
      WHEN `cheap` < 100000000000
      THEN (
        `cheap` DIV 2500000000
      ) * 2500000000
      ELSE 100000000000
    END AS `cheap_cell`,
    CASE
      WHEN `expensive` < 3000
      THEN (
        `expensive` DIV 100
      ) * 100
      WHEN `expensive` < 10000
      THEN (
        `expensive` DIV 250
      ) * 250
      WHEN `expensive` < 30000
      THEN (
        `expensive` DIV 1000
      ) * 1000
      WHEN `expensive` < 100000
      THEN (
        `expensive` DIV 2500
      ) * 2500
      WHEN `expensive` < 300000
      THEN (
        `expensive` DIV 10000
      ) * 10000
      WHEN `expensive` < 1000000
      THEN (
        `expensive` DIV 25000
      ) * 25000
      WHEN `expensive` < 3000000
      THEN (
        `expensive` DIV 100000
      ) * 100000
      WHEN `expensive` < 10000000
      THEN (
        `expensive` DIV 250000
      ) * 250000
      WHEN `expensive` < 30000000
      THEN (
        `expensive` DIV 1000000
      ) * 1000000
      WHEN `expensive` < 100000000
      THEN (
        `expensive` DIV 2500000
      ) * 2500000
      WHEN `expensive` < 300000000
      THEN (
        `expensive` DIV 10000000
      ) * 10000000
      WHEN `expensive` < 1000000000
      THEN (
        `expensive` DIV 25000000
      ) * 25000000
      WHEN `expensive` < 3000000000
      THEN (
        `expensive` DIV 100000000
      ) * 100000000
      WHEN `expensive` < 10000000000
      THEN (
        `expensive` DIV 250000000
      ) * 250000000
      WHEN `expensive` < 30000000000
      THEN (
        `expensive` DIV 1000000000
      ) * 1000000000
      WHEN `expensive` < 100000000000
      THEN (
        `expensive` DIV 2500000000
      ) * 2500000000
      ELSE 100000000000
    END AS `expensive_cell`,
    CASE
      WHEN `too_expensive` < 3000
      THEN (
        `too_expensive` DIV 100
      ) * 100
      WHEN `too_expensive` < 10000
      THEN (
        `too_expensive` DIV 250
      ) * 250
      WHEN `too_expensive` < 30000
      THEN (
        `too_expensive` DIV 1000
      ) * 1000
      WHEN `too_expensive` < 100000
      THEN (
        `too_expensive` DIV 2500
      ) * 2500
      WHEN `too_expensive` < 300000
      THEN (
        `too_expensive` DIV 10000
      ) * 10000
      WHEN `too_expensive` < 1000000
      THEN (
        `too_expensive` DIV 25000
      ) * 25000
      WHEN `too_expensive` < 3000000
      THEN (
        `too_expensive` DIV 100000
      ) * 100000
      WHEN `too_expensive` < 10000000
      THEN (
        `too_expensive` DIV 250000
      ) * 250000
      WHEN `too_expensive` < 30000000
      THEN (
        `too_expensive` DIV 1000000
      ) * 1000000
      WHEN `too_expensive` < 100000000
      THEN (
        `too_expensive` DIV 2500000
      ) * 2500000
      WHEN `too_expensive` < 300000000
      THEN (
        `too_expensive` DIV 10000000
      ) * 10000000
      WHEN `too_expensive` < 1000000000
      THEN (
        `too_expensive` DIV 25000000
      ) * 25000000
      WHEN `too_expensive` < 3000000000
      THEN (
        `too_expensive` DIV 100000000
      ) * 100000000
      WHEN `too_expensive` < 10000000000
      THEN (
        `too_expensive` DIV 250000000
      ) * 250000000
      WHEN `too_expensive` < 30000000000
      THEN (
        `too_expensive` DIV 1000000000
      ) * 1000000000
      WHEN `too_expensive` < 100000000000
      THEN (
        `too_expensive` DIV 2500000000
      ) * 2500000000
      ELSE 100000000000
    END AS `too_expensive_cell`
  FROM `price_survey`
)
SELECT
  1 AS `pair`,
  `consistent`,
  `group_name`,
  `too_cheap_cell` AS `first_cell`,
  `cheap_cell` AS `second_cell`,
  COUNT(*) AS `respondents`,
  SUM(`too_cheap`) AS `first_sum`,
  SUM(`cheap`) AS `second_sum`
FROM `answers`
GROUP BY
  `consistent`,
  `group_name`,
  `too_cheap_cell`,
  `cheap_cell`
UNION ALL
SELECT
  2 AS `pair`,
  `consistent`,
  `group_name`,
  `expensive_cell` AS `first_cell`,
  `too_expensive_cell` AS `second_cell`,
  COUNT(*) AS `respondents`,
  SUM(`expensive`) AS `first_sum`,
  SUM(`too_expensive`) AS `second_sum`
FROM `answers`
GROUP BY
  `consistent`,
  `group_name`,
  `expensive_cell`,
  `too_expensive_cell`
UNION ALL
SELECT
  3 AS `pair`,
  `consistent`,
  `group_name`,
  `too_cheap_cell` AS `first_cell`,
  `too_expensive_cell` AS `second_cell`,
  COUNT(*) AS `respondents`,
  SUM(`too_cheap`) AS `first_sum`,
  SUM(`too_expensive`) AS `second_sum`
FROM `answers`
GROUP BY
  `consistent`,
  `group_name`,
  `too_cheap_cell`,
  `too_expensive_cell`
UNION ALL
SELECT
  4 AS `pair`,
  `consistent`,
  `group_name`,
  `cheap_cell` AS `first_cell`,
  `expensive_cell` AS `second_cell`,
  COUNT(*) AS `respondents`,
  SUM(`cheap`) AS `first_sum`,
  SUM(`expensive`) AS `second_sum`
FROM `answers`
GROUP BY
  `consistent`,
  `group_name`,
  `cheap_cell`,
  `expensive_cell`
