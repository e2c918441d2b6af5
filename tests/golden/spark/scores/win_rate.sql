WITH `deals` AS (
  SELECT
    *
  FROM (
    SELECT
      `opportunity_id`,
      CASE WHEN :use_source = 1 THEN COALESCE(`source`, '') ELSE '' END AS `level_source`,
      CASE WHEN :use_owner = 1 THEN COALESCE(`owner`, '') ELSE '' END AS `level_owner`,
      CASE WHEN :use_competitor = 1 THEN COALESCE(`competitor`, '') ELSE '' END AS `level_competitor`,
      CASE
        WHEN :use_amount = 0 OR `amount` IS NULL
        THEN -1
        WHEN `amount` < :amount_1
        THEN 0
        WHEN `amount` < :amount_2
        THEN 1
        WHEN `amount` < :amount_3
        THEN 2
        WHEN `amount` < :amount_4
        THEN 3
        WHEN `amount` < :amount_5
        THEN 4
        WHEN `amount` < :amount_6
        THEN 5
        WHEN `amount` < :amount_7
        THEN 6
        WHEN `amount` < :amount_8
        THEN 7
        WHEN `amount` < :amount_9
        THEN 8
        ELSE 9
      END AS `level_amount`,
      CASE WHEN :use_01 = 1 THEN COALESCE(`attribute_01`, '') ELSE '' END AS `level_01`,
      CASE WHEN :use_02 = 1 THEN COALESCE(`attribute_02`, '') ELSE '' END AS `level_02`,
      CASE WHEN :use_03 = 1 THEN COALESCE(`attribute_03`, '') ELSE '' END AS `level_03`,
      CASE WHEN :use_04 = 1 THEN COALESCE(`attribute_04`, '') ELSE '' END AS `level_04`,
      CASE WHEN :use_05 = 1 THEN COALESCE(`attribute_05`, '') ELSE '' END AS `level_05`,
      CASE WHEN :use_06 = 1 THEN COALESCE(`attribute_06`, '') ELSE '' END AS `level_06`,
      CASE WHEN :use_07 = 1 THEN COALESCE(`attribute_07`, '') ELSE '' END AS `level_07`,
      CASE WHEN :use_08 = 1 THEN COALESCE(`attribute_08`, '') ELSE '' END AS `level_08`,
      CASE WHEN :use_09 = 1 THEN COALESCE(`attribute_09`, '') ELSE '' END AS `level_09`,
      CASE WHEN :use_10 = 1 THEN COALESCE(`attribute_10`, '') ELSE '' END AS `level_10`,
      CASE WHEN :use_11 = 1 THEN COALESCE(`attribute_11`, '') ELSE '' END AS `level_11`,
      CASE WHEN :use_12 = 1 THEN COALESCE(`attribute_12`, '') ELSE '' END AS `level_12`,
      CASE WHEN :use_13 = 1 THEN COALESCE(`attribute_13`, '') ELSE '' END AS `level_13`,
      CASE WHEN :use_14 = 1 THEN COALESCE(`attribute_14`, '') ELSE '' END AS `level_14`,
      CASE WHEN :use_15 = 1 THEN COALESCE(`attribute_15`, '') ELSE '' END AS `level_15`,
      CASE WHEN :use_16 = 1 THEN COALESCE(`attribute_16`, '') ELSE '' END AS `level_16`,
      CASE WHEN :use_17 = 1 THEN COALESCE(`attribute_17`, '') ELSE '' END AS `level_17`,
      CASE WHEN :use_18 = 1 THEN COALESCE(`attribute_18`, '') ELSE '' END AS `level_18`,
      CASE WHEN :use_19 = 1 THEN COALESCE(`attribute_19`, '') ELSE '' END AS `level_19`,
      CASE WHEN :use_20 = 1 THEN COALESCE(`attribute_20`, '') ELSE '' END AS `level_20`,
      CASE WHEN :use_21 = 1 THEN COALESCE(`attribute_21`, '') ELSE '' END AS `level_21`,
      CASE WHEN :use_22 = 1 THEN COALESCE(`attribute_22`, '') ELSE '' END AS `level_22`,
      CASE WHEN :use_23 = 1 THEN COALESCE(`attribute_23`, '') ELSE '' END AS `level_23`,
      CASE WHEN :use_24 = 1 THEN COALESCE(`attribute_24`, '') ELSE '' END AS `level_24`,
      `outcome`,
      `created_day`,
      `closed_day`
    FROM `opportunities`
  ) AS `dealt`
  WHERE
    COALESCE(`created_day`, :until_day) <= :until_day
    AND (
      `outcome` = 'open' OR `closed_day` > :until_day
    )
)
SELECT
  `deals`.`opportunity_id` AS `opportunity_id`,
  `patterns`.`chance` AS `chance`,
  `patterns`.`low` AS `low`,
  `patterns`.`high` AS `high`
FROM `deals`
INNER JOIN `patterns`
  ON `deals`.`level_source` = `patterns`.`level_source`
  AND `deals`.`level_owner` = `patterns`.`level_owner`
  AND `deals`.`level_competitor` = `patterns`.`level_competitor`
  AND `deals`.`level_amount` = `patterns`.`level_amount`
  AND `deals`.`level_01` = `patterns`.`level_01`
  AND `deals`.`level_02` = `patterns`.`level_02`
  AND `deals`.`level_03` = `patterns`.`level_03`
  AND `deals`.`level_04` = `patterns`.`level_04`
  AND `deals`.`level_05` = `patterns`.`level_05`
  AND `deals`.`level_06` = `patterns`.`level_06`
  AND `deals`.`level_07` = `patterns`.`level_07`
  AND `deals`.`level_08` = `patterns`.`level_08`
  AND `deals`.`level_09` = `patterns`.`level_09`
  AND `deals`.`level_10` = `patterns`.`level_10`
  AND `deals`.`level_11` = `patterns`.`level_11`
  AND `deals`.`level_12` = `patterns`.`level_12`
  AND `deals`.`level_13` = `patterns`.`level_13`
  AND `deals`.`level_14` = `patterns`.`level_14`
  AND `deals`.`level_15` = `patterns`.`level_15`
  AND `deals`.`level_16` = `patterns`.`level_16`
  AND `deals`.`level_17` = `patterns`.`level_17`
  AND `deals`.`level_18` = `patterns`.`level_18`
  AND `deals`.`level_19` = `patterns`.`level_19`
  AND `deals`.`level_20` = `patterns`.`level_20`
  AND `deals`.`level_21` = `patterns`.`level_21`
  AND `deals`.`level_22` = `patterns`.`level_22`
  AND `deals`.`level_23` = `patterns`.`level_23`
  AND `deals`.`level_24` = `patterns`.`level_24`
