WITH `wallet` AS (
  SELECT
    `category_purchases`.`person_id` AS `person_id`,
    CAST(COUNT(*) AS INT64) AS `times`,
    CAST(SUM(CASE WHEN COALESCE(`brand_codes`.`code`, 24) = @brand_code THEN 1 ELSE 0 END) AS INT64) AS `own`
  FROM `category_purchases`
  LEFT JOIN `brand_codes`
    ON `category_purchases`.`brand` = `brand_codes`.`brand`
  WHERE
    `category_purchases`.`purchased_day` >= @from_day
    AND `category_purchases`.`purchased_day` <= @until_day
  GROUP BY
    `category_purchases`.`person_id`
), `baskets` AS (
  SELECT
    `orders`.`customer_id` AS `customer_id`,
    CAST(BIT_OR(`categories`.`bit`) AS INT64) AS `owned`
  FROM `orders`
  INNER JOIN `categories`
    ON `orders`.`category` = `categories`.`category`
  WHERE
    `orders`.`revenue` >= 0 AND `orders`.`ordered_day` <= @orders_until_day
  GROUP BY
    `orders`.`customer_id`
), `everybody` AS (
  SELECT
    `person_id`
  FROM `wallet`
  UNION DISTINCT
  SELECT
    `customer_id` AS `person_id`
  FROM `baskets`
), `known` AS (
  SELECT
    `everybody`.`person_id` AS `person_id`,
    `wallet`.`times` AS `times`,
    `wallet`.`own` AS `own`,
    CAST(CASE WHEN `wallet`.`times` > 60 THEN 60 ELSE `wallet`.`times` END AS INT64) AS `times_cell`,
    CAST(CASE
      WHEN `wallet`.`times` > 60
      THEN DIV(`wallet`.`own` * 60, `wallet`.`times`)
      ELSE `wallet`.`own`
    END AS INT64) AS `own_cell`,
    `baskets`.`owned` AS `owned`
  FROM `everybody`
  LEFT JOIN `wallet`
    ON `everybody`.`person_id` = `wallet`.`person_id`
  LEFT JOIN `baskets`
    ON `everybody`.`person_id` = `baskets`.`customer_id`
)
SELECT
  `known`.`person_id` AS `person_id`,
  CAST(`known`.`times` AS INT64) AS `category_purchases`,
  CAST(`known`.`times` - `known`.`own` AS INT64) AS `purchases_elsewhere`,
  `wallets`.`share` AS `share`,
  `wallets`.`share_low` AS `share_low`,
  `wallets`.`share_high` AS `share_high`,
  `offers`.`offer` AS `offer`,
  `offers`.`chance` AS `chance`,
  `offers`.`chance_low` AS `chance_low`,
  `offers`.`chance_high` AS `chance_high`
FROM `known`
LEFT JOIN `wallets`
  ON `known`.`times_cell` = `wallets`.`times` AND `known`.`own_cell` = `wallets`.`own`
LEFT JOIN `offers`
  ON `known`.`owned` = `offers`.`owned`
