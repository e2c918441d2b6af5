WITH `deals` AS (
  SELECT
    *,
    CASE
      WHEN `outcome` = 'open' OR `closed_day` > :until_day
      THEN 'open'
      ELSE `outcome`
    END AS `standing`
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
    AND COALESCE(`created_day`, -2000000) > :created_after
    AND (
      `outcome` = 'open' OR COALESCE(`closed_day`, -2000000) > :closed_after
    )
)
SELECT
  `level_source`,
  `level_owner`,
  `level_competitor`,
  `level_amount`,
  `level_01`,
  `level_02`,
  `level_03`,
  `level_04`,
  `level_05`,
  `level_06`,
  `level_07`,
  `level_08`,
  `level_09`,
  `level_10`,
  `level_11`,
  `level_12`,
  `level_13`,
  `level_14`,
  `level_15`,
  `level_16`,
  `level_17`,
  `level_18`,
  `level_19`,
  `level_20`,
  `level_21`,
  `level_22`,
  `level_23`,
  `level_24`,
  SUM(CASE WHEN `standing` = 'won' THEN 1 ELSE 0 END) AS `won`,
  SUM(CASE WHEN `standing` = 'lost' THEN 1 ELSE 0 END) AS `lost`,
  SUM(CASE WHEN `standing` = 'open' THEN 1 ELSE 0 END) AS `still_open`
FROM `deals`
GROUP BY
  `level_source`,
  `level_owner`,
  `level_competitor`,
  `level_amount`,
  `level_01`,
  `level_02`,
  `level_03`,
  `level_04`,
  `level_05`,
  `level_06`,
  `level_07`,
  `level_08`,
  `level_09`,
  `level_10`,
  `level_11`,
  `level_12`,
  `level_13`,
  `level_14`,
  `level_15`,
  `level_16`,
  `level_17`,
  `level_18`,
  `level_19`,
  `level_20`,
  `level_21`,
  `level_22`,
  `level_23`,
  `level_24`
