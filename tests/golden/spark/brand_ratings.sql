WITH `rated` AS (
  SELECT
    COALESCE(`segments`.`segment_code`, -1) AS `segment_code`,
    `brands`.`brand_code` AS `brand_code`,
    `attributes`.`attribute_code` AS `attribute_code`,
    (
      (
        `ratings`.`rating` + 1000000000
      ) DIV 100
    ) - 10000000 AS `points`
  FROM `ratings`
  INNER JOIN `brands`
    ON `ratings`.`brand` = `brands`.`brand`
  INNER JOIN `attributes`
    ON `ratings`.`attribute` = `attributes`.`attribute`
  LEFT JOIN `segments`
    ON `ratings`.`segment` = `segments`.`segment`
)
SELECT
  `segment_code`,
  `brand_code`,
  `attribute_code`,
  COUNT(*) AS `n`,
  SUM(`points`) AS `total`,
  SUM(`points` * `points`) AS `squares`
FROM `rated`
GROUP BY
  `segment_code`,
  `brand_code`,
  `attribute_code`
