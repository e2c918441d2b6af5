SELECT
  `signs`.`customer_id` AS `customer_id`,
  `segment_patterns`.`segment` AS `segment`,
  `segment_patterns`.`chance` AS `chance`
FROM (
  WITH `patterns` AS (
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
  ), `uses` AS (
    SELECT
      `customer_id`,
      MAX(CASE WHEN `used_day` > @usage_day - 7 THEN 1 ELSE 0 END) + MAX(
        CASE
          WHEN `used_day` > @usage_day - 14 AND `used_day` <= @usage_day - 7
          THEN 1
          ELSE 0
        END
      ) + MAX(
        CASE
          WHEN `used_day` > @usage_day - 21 AND `used_day` <= @usage_day - 14
          THEN 1
          ELSE 0
        END
      ) + MAX(CASE WHEN `used_day` <= @usage_day - 21 THEN 1 ELSE 0 END) AS `weeks`
    FROM `usage`
    WHERE
      `used_day` > @usage_day - 28 AND `used_day` <= @usage_day
    GROUP BY
      `customer_id`
  ), `opinions` AS (
    SELECT
      `ratings`.`respondent_id` AS `respondent_id`,
      CAST(SUM(`ratings`.`rating`) AS INT64) AS `points`,
      COUNT(*) AS `answers`
    FROM `ratings`
    INNER JOIN `own_brands`
      ON `ratings`.`brand` = `own_brands`.`brand`
    GROUP BY
      `ratings`.`respondent_id`
  )
  SELECT
    `patterns`.`customer_id` AS `customer_id`,
    `patterns`.`frequency` AS `frequency`,
    `patterns`.`silence` AS `silence`,
    `patterns`.`spend` AS `spend`,
    `patterns`.`category` AS `category`,
    `patterns`.`level_1` AS `level_1`,
    `patterns`.`level_2` AS `level_2`,
    `patterns`.`level_3` AS `level_3`,
    `patterns`.`first_day` AS `first_day`,
    `patterns`.`paid_since` AS `paid_since`,
    CASE
      WHEN `uses`.`weeks` IS NULL
      THEN 0
      WHEN `patterns`.`first_day` > @usage_day - 28
      THEN 1
      WHEN `uses`.`weeks` < 3
      THEN 2
      ELSE 3
    END AS `usage_level`,
    CASE
      WHEN `opinions`.`answers` IS NULL
      THEN 0
      WHEN `points` <= -20000 * `answers`
      THEN 1
      WHEN `points` <= -10000 * `answers`
      THEN 2
      WHEN `points` <= 0
      THEN 3
      WHEN `points` <= 10000 * `answers`
      THEN 4
      WHEN `points` <= 20000 * `answers`
      THEN 5
      WHEN `points` <= 25000 * `answers`
      THEN 6
      WHEN `points` <= 30000 * `answers`
      THEN 7
      WHEN `points` <= 35000 * `answers`
      THEN 8
      WHEN `points` <= 40000 * `answers`
      THEN 9
      WHEN `points` <= 45000 * `answers`
      THEN 10
      WHEN `points` <= 50000 * `answers`
      THEN 11
      WHEN `points` <= 60000 * `answers`
      THEN 12
      WHEN `points` <= 70000 * `answers`
      THEN 13
      WHEN `points` <= 80000 * `answers`
      THEN 14
      WHEN `points` <= 90000 * `answers`
      THEN 15
      WHEN `points` <= 100000 * `answers`
      THEN 16
      WHEN `points` <= 200000 * `answers`
      THEN 17
      WHEN `points` <= 300000 * `answers`
      THEN 18
      WHEN `points` <= 400000 * `answers`
      THEN 19
      WHEN `points` <= 500000 * `answers`
      THEN 20
      WHEN `points` <= 600000 * `answers`
      THEN 21
      WHEN `points` <= 700000 * `answers`
      THEN 22
      WHEN `points` <= 800000 * `answers`
      THEN 23
      WHEN `points` <= 900000 * `answers`
      THEN 24
      ELSE 25
    END AS `rating_level`
  FROM `patterns`
  LEFT JOIN `uses`
    ON `patterns`.`customer_id` = `uses`.`customer_id`
  LEFT JOIN `opinions`
    ON CAST(`patterns`.`customer_id` AS STRING) = `opinions`.`respondent_id`
) AS `signs`
INNER JOIN `segment_patterns`
  ON `signs`.`frequency` = `segment_patterns`.`frequency`
  AND `signs`.`silence` = `segment_patterns`.`silence`
  AND `signs`.`spend` = `segment_patterns`.`spend`
  AND `signs`.`category` = `segment_patterns`.`category`
  AND `signs`.`level_1` = `segment_patterns`.`level_1`
  AND `signs`.`level_2` = `segment_patterns`.`level_2`
  AND `signs`.`level_3` = `segment_patterns`.`level_3`
  AND `signs`.`usage_level` = `segment_patterns`.`usage_level`
  AND `signs`.`rating_level` = `segment_patterns`.`rating_level`
