WITH `bought` AS (
  SELECT
    `category_purchases`.`person_id` AS `person_id`,
    COALESCE(`brand_codes`.`code`, 24) AS `code`,
    COUNT(*) AS `own`,
    SUM(CASE WHEN `category_purchases`.`purchased_day` <= :cut_day THEN 1 ELSE 0 END) AS `own_first`
  FROM `category_purchases`
  LEFT JOIN `brand_codes`
    ON `category_purchases`.`brand` = `brand_codes`.`brand`
  WHERE
    `category_purchases`.`purchased_day` >= :from_day
    AND `category_purchases`.`purchased_day` <= :until_day
  GROUP BY
    `category_purchases`.`person_id`,
    COALESCE(`brand_codes`.`code`, 24)
), `people` AS (
  SELECT
    `person_id`,
    SUM(`own`) AS `own_all`,
    SUM(`own_first`) AS `own_first_all`,
    SUM(CASE WHEN `code` = :brand_code THEN `own` ELSE 0 END) AS `ours`,
    SUM(CASE WHEN `code` = :brand_code THEN `own_first` ELSE 0 END) AS `ours_first`
  FROM `bought`
  GROUP BY
    `person_id`
), `both_kinds` AS (
  SELECT
    `bought`.`code` AS `code`,
    `bought`.`own` AS `own`,
    `bought`.`own_first` AS `own_first`,
    `people`.`own_all` AS `own_all`,
    `people`.`own_first_all` AS `own_first_all`,
    `people`.`ours` AS `ours`,
    `people`.`ours_first` AS `ours_first`
  FROM `bought`
  INNER JOIN `people`
    ON `bought`.`person_id` = `people`.`person_id`
  UNION ALL
  SELECT
    -1 AS `code`,
    `own_all` AS `own`,
    `own_first_all` AS `own_first`,
    `own_all`,
    `own_first_all`,
    `ours`,
    `ours_first`
  FROM `people`
), `together` AS (
  SELECT
    `code`,
    `own`,
    `own_first`,
    `ours`,
    `ours_first`,
    COUNT(*) AS `people`,
    SUM(`own_all`) AS `all_times`,
    SUM(`own_first_all`) AS `all_first`
  FROM `both_kinds`
  GROUP BY
    `code`,
    `own`,
    `own_first`,
    `ours`,
    `ours_first`
), `periods` AS (
  SELECT
    0 AS `period`,
    `code`,
    `own`,
    `people`,
    `all_times`,
    CASE WHEN `ours` > 0 THEN `people` ELSE 0 END AS `joint`
  FROM `together`
  UNION ALL
  SELECT
    1 AS `period`,
    `code`,
    `own_first` AS `own`,
    `people`,
    `all_first` AS `all_times`,
    CASE WHEN `ours_first` > 0 THEN `people` ELSE 0 END AS `joint`
  FROM `together`
  UNION ALL
  SELECT
    2 AS `period`,
    `code`,
    `own` - `own_first` AS `own`,
    `people`,
    `all_times` - `all_first` AS `all_times`,
    CASE WHEN `ours` > `ours_first` THEN `people` ELSE 0 END AS `joint`
  FROM `together`
), `cells` AS (
  SELECT
    `period`,
    `code`,
    CASE
      WHEN `own` <= 64
      THEN `own`
      WHEN `own` < 1024
      THEN (
        `own` DIV 16
      ) * 16
      WHEN `own` < 16384
      THEN (
        `own` DIV 256
      ) * 256
      ELSE 16384
    END AS `times`,
    `own`,
    `people` AS `heads`,
    `all_times`,
    `joint`
  FROM `periods`
  WHERE
    `own` > 0
)
SELECT
  `period`,
  `code`,
  CAST(`times` AS BIGINT) AS `times`,
  CAST(SUM(`heads`) AS BIGINT) AS `people`,
  CAST(SUM(`own` * `heads`) AS BIGINT) AS `purchases`,
  CAST(SUM(`all_times`) AS BIGINT) AS `category_purchases`,
  CAST(SUM(`joint`) AS BIGINT) AS `with_own`
FROM `cells`
GROUP BY
  `period`,
  `code`,
  `times`
