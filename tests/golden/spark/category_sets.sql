WITH `people` AS (
  SELECT
    `orders`.`customer_id` AS `customer_id`,
    BIT_OR(CASE WHEN `orders`.`ordered_day` <= :cut_day THEN `categories`.`bit` ELSE 0 END) AS `owned`,
    MAX(
      CASE
        WHEN `categories`.`code` = 1 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_01`,
    MAX(
      CASE
        WHEN `categories`.`code` = 2 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_02`,
    MAX(
      CASE
        WHEN `categories`.`code` = 3 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_03`,
    MAX(
      CASE
        WHEN `categories`.`code` = 4 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_04`,
    MAX(
      CASE
        WHEN `categories`.`code` = 5 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_05`,
    MAX(
      CASE
        WHEN `categories`.`code` = 6 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_06`,
    MAX(
      CASE
        WHEN `categories`.`code` = 7 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_07`,
    MAX(
      CASE
        WHEN `categories`.`code` = 8 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_08`,
    MAX(
      CASE
        WHEN `categories`.`code` = 9 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_09`,
    MAX(
      CASE
        WHEN `categories`.`code` = 10 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_10`,
    MAX(
      CASE
        WHEN `categories`.`code` = 11 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_11`,
    MAX(
      CASE
        WHEN `categories`.`code` = 12 AND `orders`.`ordered_day` > :cut_day
        THEN 1
        ELSE 0
      END
    ) AS `then_12`
  FROM `orders`
  INNER JOIN `categories`
    ON `orders`.`category` = `categories`.`category`
  WHERE
    `orders`.`revenue` >= 0 AND `orders`.`ordered_day` <= :until_day
  GROUP BY
    `orders`.`customer_id`
)
SELECT
  CAST(`owned` AS BIGINT) AS `owned`,
  COUNT(*) AS `people`,
  SUM(`then_01`) AS `next_01`,
  SUM(`then_02`) AS `next_02`,
  SUM(`then_03`) AS `next_03`,
  SUM(`then_04`) AS `next_04`,
  SUM(`then_05`) AS `next_05`,
  SUM(`then_06`) AS `next_06`,
  SUM(`then_07`) AS `next_07`,
  SUM(`then_08`) AS `next_08`,
  SUM(`then_09`) AS `next_09`,
  SUM(`then_10`) AS `next_10`,
  SUM(`then_11`) AS `next_11`,
  SUM(`then_12`) AS `next_12`
FROM `people`
WHERE
  `owned` > 0
GROUP BY
  `owned`
