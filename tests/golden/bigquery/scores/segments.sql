SELECT
  `patterns_of`.`customer_id` AS `customer_id`,
  `segment_patterns`.`segment` AS `segment`,
  `segment_patterns`.`chance` AS `chance`
FROM (
  WITH `levels` AS (
    SELECT
      `customer_id`,
      COALESCE(
        (
          CASE @use_1
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
        ),
        ''
      ) AS `level_1`,
      COALESCE(
        (
          CASE @use_2
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
        ),
        ''
      ) AS `level_2`,
      COALESCE(
        (
          CASE @use_3
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
        ),
        ''
      ) AS `level_3`
    FROM `customers`
  ), `people` AS (
    SELECT
      `orders`.`customer_id` AS `customer_id`,
      COUNT(*) AS `purchases`,
      @until_day - MAX(`orders`.`ordered_day`) AS `silent`,
      SUM(`orders`.`revenue`) AS `paid`,
      MIN(`orders`.`ordered_day`) AS `first_day`,
      DIV(
        SUM(CASE WHEN `orders`.`ordered_day` > @until_day THEN `orders`.`revenue` ELSE 0 END),
        10000
      ) AS `paid_since`,
      MOD(
        MIN((
          `orders`.`ordered_day` + 3000000
        ) * 64 + COALESCE(`categories`.`code`, 0)),
        64
      ) AS `category`
    FROM `orders`
    LEFT JOIN `categories`
      ON `orders`.`category` = `categories`.`category`
    WHERE
      `orders`.`revenue` >= 0 AND `orders`.`ordered_day` <= @until_day
    GROUP BY
      `orders`.`customer_id`
  )
  SELECT
    `people`.`customer_id` AS `customer_id`,
    CASE
      WHEN `purchases` < 3
      THEN `purchases` - 1
      WHEN `purchases` < 5
      THEN 2
      WHEN `purchases` < 9
      THEN 3
      ELSE 4
    END AS `frequency`,
    CASE
      WHEN `silent` < 30
      THEN 0
      WHEN `silent` < 90
      THEN 1
      WHEN `silent` < 180
      THEN 2
      WHEN `silent` < 365
      THEN 3
      ELSE 4
    END AS `silence`,
    CASE
      WHEN `paid` < 10000 * `purchases`
      THEN 0
      WHEN `paid` < 20000 * `purchases`
      THEN 1
      WHEN `paid` < 30000 * `purchases`
      THEN 2
      WHEN `paid` < 50000 * `purchases`
      THEN 3
      WHEN `paid` < 70000 * `purchases`
      THEN 4
      WHEN `paid` < 100000 * `purchases`
      THEN 5
      WHEN `paid` < 200000 * `purchases`
      THEN 6
      WHEN `paid` < 300000 * `purchases`
      THEN 7
      WHEN `paid` < 500000 * `purchases`
      THEN 8
      WHEN `paid` < 700000 * `purchases`
      THEN 9
      WHEN `paid` < 1000000 * `purchases`
      THEN 10
      WHEN `paid` < 2000000 * `purchases`
      THEN 11
      WHEN `paid` < 3000000 * `purchases`
      THEN 12
      WHEN `paid` < 5000000 * `purchases`
      THEN 13
      WHEN `paid` < 7000000 * `purchases`
      THEN 14
      WHEN `paid` < 10000000 * `purchases`
      THEN 15
      WHEN `paid` < 20000000 * `purchases`
      THEN 16
      WHEN `paid` < 30000000 * `purchases`
      THEN 17
      WHEN `paid` < 50000000 * `purchases`
      THEN 18
      WHEN `paid` < 70000000 * `purchases`
      THEN 19
      WHEN `paid` < 100000000 * `purchases`
      THEN 20
      WHEN `paid` < 200000000 * `purchases`
      THEN 21
      WHEN `paid` < 300000000 * `purchases`
      THEN 22
      WHEN `paid` < 500000000 * `purchases`
      THEN 23
      ELSE 24
    END AS `spend`,
    `category`,
    COALESCE(`levels`.`level_1`, '') AS `level_1`,
    COALESCE(`levels`.`level_2`, '') AS `level_2`,
    COALESCE(`levels`.`level_3`, '') AS `level_3`,
    `people`.`first_day` AS `first_day`,
    `people`.`paid_since` AS `paid_since`
  FROM `people`
  LEFT JOIN `levels`
    ON `people`.`customer_id` = `levels`.`customer_id`
) AS `patterns_of`
INNER JOIN `segment_patterns`
  ON `patterns_of`.`frequency` = `segment_patterns`.`frequency`
  AND `patterns_of`.`silence` = `segment_patterns`.`silence`
  AND `patterns_of`.`spend` = `segment_patterns`.`spend`
  AND `patterns_of`.`category` = `segment_patterns`.`category`
  AND `patterns_of`.`level_1` = `segment_patterns`.`level_1`
  AND `patterns_of`.`level_2` = `segment_patterns`.`level_2`
  AND `patterns_of`.`level_3` = `segment_patterns`.`level_3`
