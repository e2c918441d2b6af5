WITH `bits` AS (
  SELECT
    0 AS `brand_code`,
    1 AS `bit`
  UNION ALL
  SELECT
    1 AS `brand_code`,
    2 AS `bit`
  UNION ALL
  SELECT
    2 AS `brand_code`,
    4 AS `bit`
  UNION ALL
  SELECT
    3 AS `brand_code`,
    8 AS `bit`
  UNION ALL
  SELECT
    4 AS `brand_code`,
    16 AS `bit`
  UNION ALL
  SELECT
    5 AS `brand_code`,
    32 AS `bit`
  UNION ALL
  SELECT
    6 AS `brand_code`,
    64 AS `bit`
  UNION ALL
  SELECT
    7 AS `brand_code`,
    128 AS `bit`
  UNION ALL
  SELECT
    8 AS `brand_code`,
    256 AS `bit`
  UNION ALL
  SELECT
    9 AS `brand_code`,
    512 AS `bit`
  UNION ALL
  SELECT
    10 AS `brand_code`,
    1024 AS `bit`
  UNION ALL
  SELECT
    11 AS `brand_code`,
    2048 AS `bit`
), `known` AS (
  SELECT
    `brands`.`brand` AS `brand`,
    `bits`.`bit` AS `bit`
  FROM `brands`
  INNER JOIN `bits`
    ON `brands`.`brand_code` = `bits`.`brand_code`
), `rated_sheets` AS (
  SELECT
    `ratings`.`respondent_id` AS `respondent_id`,
    `ratings`.`brand` AS `brand`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 0 THEN `ratings`.`rating` END) AS `raw_00`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 1 THEN `ratings`.`rating` END) AS `raw_01`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 2 THEN `ratings`.`rating` END) AS `raw_02`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 3 THEN `ratings`.`rating` END) AS `raw_03`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 4 THEN `ratings`.`rating` END) AS `raw_04`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 5 THEN `ratings`.`rating` END) AS `raw_05`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 6 THEN `ratings`.`rating` END) AS `raw_06`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 7 THEN `ratings`.`rating` END) AS `raw_07`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 8 THEN `ratings`.`rating` END) AS `raw_08`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 9 THEN `ratings`.`rating` END) AS `raw_09`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 10 THEN `ratings`.`rating` END) AS `raw_10`,
    MAX(CASE WHEN `attributes`.`attribute_code` = 11 THEN `ratings`.`rating` END) AS `raw_11`
  FROM `ratings`
  INNER JOIN `attributes`
    ON `ratings`.`attribute` = `attributes`.`attribute`
  WHERE
    NOT `ratings`.`respondent_id` IS NULL
  GROUP BY
    `ratings`.`respondent_id`,
    `ratings`.`brand`
), `sheets` AS (
  SELECT
    `rated_sheets`.`respondent_id` AS `respondent_id`,
    `known`.`bit` AS `bit`,
    CASE WHEN @attributes > 0 THEN DIV(`raw_00` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_00`,
    CASE WHEN @attributes > 1 THEN DIV(`raw_01` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_01`,
    CASE WHEN @attributes > 2 THEN DIV(`raw_02` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_02`,
    CASE WHEN @attributes > 3 THEN DIV(`raw_03` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_03`,
    CASE WHEN @attributes > 4 THEN DIV(`raw_04` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_04`,
    CASE WHEN @attributes > 5 THEN DIV(`raw_05` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_05`,
    CASE WHEN @attributes > 6 THEN DIV(`raw_06` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_06`,
    CASE WHEN @attributes > 7 THEN DIV(`raw_07` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_07`,
    CASE WHEN @attributes > 8 THEN DIV(`raw_08` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_08`,
    CASE WHEN @attributes > 9 THEN DIV(`raw_09` + 1000000000, 100) - 10000000 ELSE 0 END AS `r_09`,
    CASE
      WHEN @attributes > 10
      THEN DIV(`raw_10` + 1000000000, 100) - 10000000
      ELSE 0
    END AS `r_10`,
    CASE
      WHEN @attributes > 11
      THEN DIV(`raw_11` + 1000000000, 100) - 10000000
      ELSE 0
    END AS `r_11`
  FROM `rated_sheets`
  INNER JOIN `known`
    ON `rated_sheets`.`brand` = `known`.`brand`
), `complete` AS (
  SELECT
    *
  FROM `sheets`
  WHERE
    NOT `r_00` + `r_01` + `r_02` + `r_03` + `r_04` + `r_05` + `r_06` + `r_07` + `r_08` + `r_09` + `r_10` + `r_11` IS NULL
), `respondents` AS (
  SELECT
    `respondent_id`,
    1 AS `whole`,
    CAST(SUM(`bit`) AS INT64) AS `brands`,
    COUNT(*) AS `rated`,
    CASE WHEN @attributes > 0 THEN CAST(SUM(`r_00`) AS INT64) ELSE 0 END AS `v_00`,
    CASE WHEN @attributes > 1 THEN CAST(SUM(`r_01`) AS INT64) ELSE 0 END AS `v_01`,
    CASE WHEN @attributes > 2 THEN CAST(SUM(`r_02`) AS INT64) ELSE 0 END AS `v_02`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`r_03`) AS INT64) ELSE 0 END AS `v_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`r_04`) AS INT64) ELSE 0 END AS `v_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`r_05`) AS INT64) ELSE 0 END AS `v_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`r_06`) AS INT64) ELSE 0 END AS `v_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`r_07`) AS INT64) ELSE 0 END AS `v_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`r_08`) AS INT64) ELSE 0 END AS `v_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`r_09`) AS INT64) ELSE 0 END AS `v_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`r_10`) AS INT64) ELSE 0 END AS `v_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`r_11`) AS INT64) ELSE 0 END AS `v_11`
  FROM `complete`
  GROUP BY
    `respondent_id`
), `halved` AS (
  SELECT
    *,
    MOD(
      MOD(
        10007000000000 + 7919 * (
          `v_00` + `v_01` + `v_02` + `v_03` + `v_04` + `v_05` + `v_06` + `v_07` + `v_08` + `v_09` + `v_10` + `v_11`
        ),
        10007
      ),
      2
    ) AS `half`
  FROM `respondents`
), `placed` AS (
  SELECT
    `halved`.`half` AS `half`,
    `halved`.`rated` AS `rated`,
    0 AS `whole`,
    `complete`.`bit` AS `brands`,
    `complete`.`r_00` AS `v_00`,
    `complete`.`r_01` AS `v_01`,
    `complete`.`r_02` AS `v_02`,
    `complete`.`r_03` AS `v_03`,
    `complete`.`r_04` AS `v_04`,
    `complete`.`r_05` AS `v_05`,
    `complete`.`r_06` AS `v_06`,
    `complete`.`r_07` AS `v_07`,
    `complete`.`r_08` AS `v_08`,
    `complete`.`r_09` AS `v_09`,
    `complete`.`r_10` AS `v_10`,
    `complete`.`r_11` AS `v_11`
  FROM `complete`
  INNER JOIN `halved`
    ON `complete`.`respondent_id` = `halved`.`respondent_id`
), `of_respondents` AS (
  SELECT
    `half`,
    `rated`,
    `whole`,
    `brands`,
    COUNT(`rated`) AS `people`,
    CASE WHEN @attributes > 0 THEN CAST(SUM(`v_00`) AS INT64) ELSE 0 END AS `s_00`,
    CASE WHEN @attributes > 1 THEN CAST(SUM(`v_01`) AS INT64) ELSE 0 END AS `s_01`,
    CASE WHEN @attributes > 2 THEN CAST(SUM(`v_02`) AS INT64) ELSE 0 END AS `s_02`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`v_03`) AS INT64) ELSE 0 END AS `s_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_04`) AS INT64) ELSE 0 END AS `s_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_05`) AS INT64) ELSE 0 END AS `s_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_06`) AS INT64) ELSE 0 END AS `s_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_07`) AS INT64) ELSE 0 END AS `s_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_08`) AS INT64) ELSE 0 END AS `s_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_09`) AS INT64) ELSE 0 END AS `s_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_10`) AS INT64) ELSE 0 END AS `s_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_11`) AS INT64) ELSE 0 END AS `s_11`,
    CASE WHEN @attributes > 0 THEN CAST(SUM(`v_00` * `v_00`) AS INT64) ELSE 0 END AS `p_00_00`,
    CASE WHEN @attributes > 1 THEN CAST(SUM(`v_00` * `v_01`) AS INT64) ELSE 0 END AS `p_00_01`,
    CASE WHEN @attributes > 2 THEN CAST(SUM(`v_00` * `v_02`) AS INT64) ELSE 0 END AS `p_00_02`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`v_00` * `v_03`) AS INT64) ELSE 0 END AS `p_00_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_00` * `v_04`) AS INT64) ELSE 0 END AS `p_00_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_00` * `v_05`) AS INT64) ELSE 0 END AS `p_00_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_00` * `v_06`) AS INT64) ELSE 0 END AS `p_00_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_00` * `v_07`) AS INT64) ELSE 0 END AS `p_00_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_00` * `v_08`) AS INT64) ELSE 0 END AS `p_00_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_00` * `v_09`) AS INT64) ELSE 0 END AS `p_00_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_00` * `v_10`) AS INT64) ELSE 0 END AS `p_00_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_00` * `v_11`) AS INT64) ELSE 0 END AS `p_00_11`,
    CASE WHEN @attributes > 1 THEN CAST(SUM(`v_01` * `v_01`) AS INT64) ELSE 0 END AS `p_01_01`,
    CASE WHEN @attributes > 2 THEN CAST(SUM(`v_01` * `v_02`) AS INT64) ELSE 0 END AS `p_01_02`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`v_01` * `v_03`) AS INT64) ELSE 0 END AS `p_01_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_01` * `v_04`) AS INT64) ELSE 0 END AS `p_01_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_01` * `v_05`) AS INT64) ELSE 0 END AS `p_01_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_01` * `v_06`) AS INT64) ELSE 0 END AS `p_01_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_01` * `v_07`) AS INT64) ELSE 0 END AS `p_01_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_01` * `v_08`) AS INT64) ELSE 0 END AS `p_01_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_01` * `v_09`) AS INT64) ELSE 0 END AS `p_01_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_01` * `v_10`) AS INT64) ELSE 0 END AS `p_01_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_01` * `v_11`) AS INT64) ELSE 0 END AS `p_01_11`,
    CASE WHEN @attributes > 2 THEN CAST(SUM(`v_02` * `v_02`) AS INT64) ELSE 0 END AS `p_02_02`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`v_02` * `v_03`) AS INT64) ELSE 0 END AS `p_02_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_02` * `v_04`) AS INT64) ELSE 0 END AS `p_02_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_02` * `v_05`) AS INT64) ELSE 0 END AS `p_02_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_02` * `v_06`) AS INT64) ELSE 0 END AS `p_02_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_02` * `v_07`) AS INT64) ELSE 0 END AS `p_02_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_02` * `v_08`) AS INT64) ELSE 0 END AS `p_02_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_02` * `v_09`) AS INT64) ELSE 0 END AS `p_02_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_02` * `v_10`) AS INT64) ELSE 0 END AS `p_02_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_02` * `v_11`) AS INT64) ELSE 0 END AS `p_02_11`,
    CASE WHEN @attributes > 3 THEN CAST(SUM(`v_03` * `v_03`) AS INT64) ELSE 0 END AS `p_03_03`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_03` * `v_04`) AS INT64) ELSE 0 END AS `p_03_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_03` * `v_05`) AS INT64) ELSE 0 END AS `p_03_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_03` * `v_06`) AS INT64) ELSE 0 END AS `p_03_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_03` * `v_07`) AS INT64) ELSE 0 END AS `p_03_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_03` * `v_08`) AS INT64) ELSE 0 END AS `p_03_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_03` * `v_09`) AS INT64) ELSE 0 END AS `p_03_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_03` * `v_10`) AS INT64) ELSE 0 END AS `p_03_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_03` * `v_11`) AS INT64) ELSE 0 END AS `p_03_11`,
    CASE WHEN @attributes > 4 THEN CAST(SUM(`v_04` * `v_04`) AS INT64) ELSE 0 END AS `p_04_04`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_04` * `v_05`) AS INT64) ELSE 0 END AS `p_04_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_04` * `v_06`) AS INT64) ELSE 0 END AS `p_04_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_04` * `v_07`) AS INT64) ELSE 0 END AS `p_04_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_04` * `v_08`) AS INT64) ELSE 0 END AS `p_04_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_04` * `v_09`) AS INT64) ELSE 0 END AS `p_04_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_04` * `v_10`) AS INT64) ELSE 0 END AS `p_04_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_04` * `v_11`) AS INT64) ELSE 0 END AS `p_04_11`,
    CASE WHEN @attributes > 5 THEN CAST(SUM(`v_05` * `v_05`) AS INT64) ELSE 0 END AS `p_05_05`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_05` * `v_06`) AS INT64) ELSE 0 END AS `p_05_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_05` * `v_07`) AS INT64) ELSE 0 END AS `p_05_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_05` * `v_08`) AS INT64) ELSE 0 END AS `p_05_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_05` * `v_09`) AS INT64) ELSE 0 END AS `p_05_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_05` * `v_10`) AS INT64) ELSE 0 END AS `p_05_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_05` * `v_11`) AS INT64) ELSE 0 END AS `p_05_11`,
    CASE WHEN @attributes > 6 THEN CAST(SUM(`v_06` * `v_06`) AS INT64) ELSE 0 END AS `p_06_06`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_06` * `v_07`) AS INT64) ELSE 0 END AS `p_06_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_06` * `v_08`) AS INT64) ELSE 0 END AS `p_06_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_06` * `v_09`) AS INT64) ELSE 0 END AS `p_06_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_06` * `v_10`) AS INT64) ELSE 0 END AS `p_06_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_06` * `v_11`) AS INT64) ELSE 0 END AS `p_06_11`,
    CASE WHEN @attributes > 7 THEN CAST(SUM(`v_07` * `v_07`) AS INT64) ELSE 0 END AS `p_07_07`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_07` * `v_08`) AS INT64) ELSE 0 END AS `p_07_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_07` * `v_09`) AS INT64) ELSE 0 END AS `p_07_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_07` * `v_10`) AS INT64) ELSE 0 END AS `p_07_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_07` * `v_11`) AS INT64) ELSE 0 END AS `p_07_11`,
    CASE WHEN @attributes > 8 THEN CAST(SUM(`v_08` * `v_08`) AS INT64) ELSE 0 END AS `p_08_08`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_08` * `v_09`) AS INT64) ELSE 0 END AS `p_08_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_08` * `v_10`) AS INT64) ELSE 0 END AS `p_08_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_08` * `v_11`) AS INT64) ELSE 0 END AS `p_08_11`,
    CASE WHEN @attributes > 9 THEN CAST(SUM(`v_09` * `v_09`) AS INT64) ELSE 0 END AS `p_09_09`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_09` * `v_10`) AS INT64) ELSE 0 END AS `p_09_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_09` * `v_11`) AS INT64) ELSE 0 END AS `p_09_11`,
    CASE WHEN @attributes > 10 THEN CAST(SUM(`v_10` * `v_10`) AS INT64) ELSE 0 END AS `p_10_10`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_10` * `v_11`) AS INT64) ELSE 0 END AS `p_10_11`,
    CASE WHEN @attributes > 11 THEN CAST(SUM(`v_11` * `v_11`) AS INT64) ELSE 0 END AS `p_11_11`
  FROM `halved` AS `summed`
  GROUP BY
    `half`,
    `rated`,
    `whole`,
    `brands`
), `summed` AS (
  SELECT
    *
  FROM (
    SELECT
      `half`,
      `rated`,
      `whole`,
      `brands`,
      COUNT(`rated`) AS `people`,
      CASE WHEN @attributes > 0 THEN CAST(SUM(`v_00`) AS INT64) ELSE 0 END AS `s_00`,
      CASE WHEN @attributes > 1 THEN CAST(SUM(`v_01`) AS INT64) ELSE 0 END AS `s_01`,
      CASE WHEN @attributes > 2 THEN CAST(SUM(`v_02`) AS INT64) ELSE 0 END AS `s_02`,
      CASE WHEN @attributes > 3 THEN CAST(SUM(`v_03`) AS INT64) ELSE 0 END AS `s_03`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_04`) AS INT64) ELSE 0 END AS `s_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_05`) AS INT64) ELSE 0 END AS `s_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_06`) AS INT64) ELSE 0 END AS `s_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_07`) AS INT64) ELSE 0 END AS `s_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_08`) AS INT64) ELSE 0 END AS `s_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_09`) AS INT64) ELSE 0 END AS `s_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_10`) AS INT64) ELSE 0 END AS `s_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_11`) AS INT64) ELSE 0 END AS `s_11`,
      CASE WHEN @attributes > 0 THEN CAST(SUM(`v_00` * `v_00`) AS INT64) ELSE 0 END AS `p_00_00`,
      CASE WHEN @attributes > 1 THEN CAST(SUM(`v_00` * `v_01`) AS INT64) ELSE 0 END AS `p_00_01`,
      CASE WHEN @attributes > 2 THEN CAST(SUM(`v_00` * `v_02`) AS INT64) ELSE 0 END AS `p_00_02`,
      CASE WHEN @attributes > 3 THEN CAST(SUM(`v_00` * `v_03`) AS INT64) ELSE 0 END AS `p_00_03`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_00` * `v_04`) AS INT64) ELSE 0 END AS `p_00_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_00` * `v_05`) AS INT64) ELSE 0 END AS `p_00_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_00` * `v_06`) AS INT64) ELSE 0 END AS `p_00_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_00` * `v_07`) AS INT64) ELSE 0 END AS `p_00_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_00` * `v_08`) AS INT64) ELSE 0 END AS `p_00_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_00` * `v_09`) AS INT64) ELSE 0 END AS `p_00_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_00` * `v_10`) AS INT64) ELSE 0 END AS `p_00_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_00` * `v_11`) AS INT64) ELSE 0 END AS `p_00_11`,
      CASE WHEN @attributes > 1 THEN CAST(SUM(`v_01` * `v_01`) AS INT64) ELSE 0 END AS `p_01_01`,
      CASE WHEN @attributes > 2 THEN CAST(SUM(`v_01` * `v_02`) AS INT64) ELSE 0 END AS `p_01_02`,
      CASE WHEN @attributes > 3 THEN CAST(SUM(`v_01` * `v_03`) AS INT64) ELSE 0 END AS `p_01_03`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_01` * `v_04`) AS INT64) ELSE 0 END AS `p_01_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_01` * `v_05`) AS INT64) ELSE 0 END AS `p_01_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_01` * `v_06`) AS INT64) ELSE 0 END AS `p_01_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_01` * `v_07`) AS INT64) ELSE 0 END AS `p_01_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_01` * `v_08`) AS INT64) ELSE 0 END AS `p_01_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_01` * `v_09`) AS INT64) ELSE 0 END AS `p_01_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_01` * `v_10`) AS INT64) ELSE 0 END AS `p_01_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_01` * `v_11`) AS INT64) ELSE 0 END AS `p_01_11`,
      CASE WHEN @attributes > 2 THEN CAST(SUM(`v_02` * `v_02`) AS INT64) ELSE 0 END AS `p_02_02`,
      CASE WHEN @attributes > 3 THEN CAST(SUM(`v_02` * `v_03`) AS INT64) ELSE 0 END AS `p_02_03`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_02` * `v_04`) AS INT64) ELSE 0 END AS `p_02_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_02` * `v_05`) AS INT64) ELSE 0 END AS `p_02_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_02` * `v_06`) AS INT64) ELSE 0 END AS `p_02_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_02` * `v_07`) AS INT64) ELSE 0 END AS `p_02_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_02` * `v_08`) AS INT64) ELSE 0 END AS `p_02_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_02` * `v_09`) AS INT64) ELSE 0 END AS `p_02_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_02` * `v_10`) AS INT64) ELSE 0 END AS `p_02_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_02` * `v_11`) AS INT64) ELSE 0 END AS `p_02_11`,
      CASE WHEN @attributes > 3 THEN CAST(SUM(`v_03` * `v_03`) AS INT64) ELSE 0 END AS `p_03_03`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_03` * `v_04`) AS INT64) ELSE 0 END AS `p_03_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_03` * `v_05`) AS INT64) ELSE 0 END AS `p_03_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_03` * `v_06`) AS INT64) ELSE 0 END AS `p_03_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_03` * `v_07`) AS INT64) ELSE 0 END AS `p_03_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_03` * `v_08`) AS INT64) ELSE 0 END AS `p_03_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_03` * `v_09`) AS INT64) ELSE 0 END AS `p_03_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_03` * `v_10`) AS INT64) ELSE 0 END AS `p_03_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_03` * `v_11`) AS INT64) ELSE 0 END AS `p_03_11`,
      CASE WHEN @attributes > 4 THEN CAST(SUM(`v_04` * `v_04`) AS INT64) ELSE 0 END AS `p_04_04`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_04` * `v_05`) AS INT64) ELSE 0 END AS `p_04_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_04` * `v_06`) AS INT64) ELSE 0 END AS `p_04_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_04` * `v_07`) AS INT64) ELSE 0 END AS `p_04_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_04` * `v_08`) AS INT64) ELSE 0 END AS `p_04_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_04` * `v_09`) AS INT64) ELSE 0 END AS `p_04_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_04` * `v_10`) AS INT64) ELSE 0 END AS `p_04_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_04` * `v_11`) AS INT64) ELSE 0 END AS `p_04_11`,
      CASE WHEN @attributes > 5 THEN CAST(SUM(`v_05` * `v_05`) AS INT64) ELSE 0 END AS `p_05_05`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_05` * `v_06`) AS INT64) ELSE 0 END AS `p_05_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_05` * `v_07`) AS INT64) ELSE 0 END AS `p_05_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_05` * `v_08`) AS INT64) ELSE 0 END AS `p_05_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_05` * `v_09`) AS INT64) ELSE 0 END AS `p_05_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_05` * `v_10`) AS INT64) ELSE 0 END AS `p_05_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_05` * `v_11`) AS INT64) ELSE 0 END AS `p_05_11`,
      CASE WHEN @attributes > 6 THEN CAST(SUM(`v_06` * `v_06`) AS INT64) ELSE 0 END AS `p_06_06`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_06` * `v_07`) AS INT64) ELSE 0 END AS `p_06_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_06` * `v_08`) AS INT64) ELSE 0 END AS `p_06_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_06` * `v_09`) AS INT64) ELSE 0 END AS `p_06_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_06` * `v_10`) AS INT64) ELSE 0 END AS `p_06_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_06` * `v_11`) AS INT64) ELSE 0 END AS `p_06_11`,
      CASE WHEN @attributes > 7 THEN CAST(SUM(`v_07` * `v_07`) AS INT64) ELSE 0 END AS `p_07_07`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_07` * `v_08`) AS INT64) ELSE 0 END AS `p_07_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_07` * `v_09`) AS INT64) ELSE 0 END AS `p_07_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_07` * `v_10`) AS INT64) ELSE 0 END AS `p_07_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_07` * `v_11`) AS INT64) ELSE 0 END AS `p_07_11`,
      CASE WHEN @attributes > 8 THEN CAST(SUM(`v_08` * `v_08`) AS INT64) ELSE 0 END AS `p_08_08`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_08` * `v_09`) AS INT64) ELSE 0 END AS `p_08_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_08` * `v_10`) AS INT64) ELSE 0 END AS `p_08_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_08` * `v_11`) AS INT64) ELSE 0 END AS `p_08_11`,
      CASE WHEN @attributes > 9 THEN CAST(SUM(`v_09` * `v_09`) AS INT64) ELSE 0 END AS `p_09_09`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_09` * `v_10`) AS INT64) ELSE 0 END AS `p_09_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_09` * `v_11`) AS INT64) ELSE 0 END AS `p_09_11`,
      CASE WHEN @attributes > 10 THEN CAST(SUM(`v_10` * `v_10`) AS INT64) ELSE 0 END AS `p_10_10`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_10` * `v_11`) AS INT64) ELSE 0 END AS `p_10_11`,
      CASE WHEN @attributes > 11 THEN CAST(SUM(`v_11` * `v_11`) AS INT64) ELSE 0 END AS `p_11_11`
    FROM `placed` AS `summed`
    GROUP BY
      `half`,
      `rated`,
      `whole`,
      `brands`
  ) AS `of_sheets`
  UNION ALL
  SELECT
    *
  FROM `of_respondents`
), `around` AS (
  SELECT
    `half`,
    `rated`,
    0 AS `whole`,
    `bit` AS `brands`,
    `brand_code`,
    CAST(SUM(`s_00`) AS INT64) AS `a_00`,
    CAST(SUM(`s_01`) AS INT64) AS `a_01`,
    CAST(SUM(`s_02`) AS INT64) AS `a_02`,
    CAST(SUM(`s_03`) AS INT64) AS `a_03`,
    CAST(SUM(`s_04`) AS INT64) AS `a_04`,
    CAST(SUM(`s_05`) AS INT64) AS `a_05`,
    CAST(SUM(`s_06`) AS INT64) AS `a_06`,
    CAST(SUM(`s_07`) AS INT64) AS `a_07`,
    CAST(SUM(`s_08`) AS INT64) AS `a_08`,
    CAST(SUM(`s_09`) AS INT64) AS `a_09`,
    CAST(SUM(`s_10`) AS INT64) AS `a_10`,
    CAST(SUM(`s_11`) AS INT64) AS `a_11`,
    CAST(SUM(MOD(DIV(`brands`, 1), 2) * `people`) AS INT64) AS `w_00`,
    CAST(SUM(MOD(DIV(`brands`, 2), 2) * `people`) AS INT64) AS `w_01`,
    CAST(SUM(MOD(DIV(`brands`, 4), 2) * `people`) AS INT64) AS `w_02`,
    CAST(SUM(MOD(DIV(`brands`, 8), 2) * `people`) AS INT64) AS `w_03`,
    CAST(SUM(MOD(DIV(`brands`, 16), 2) * `people`) AS INT64) AS `w_04`,
    CAST(SUM(MOD(DIV(`brands`, 32), 2) * `people`) AS INT64) AS `w_05`,
    CAST(SUM(MOD(DIV(`brands`, 64), 2) * `people`) AS INT64) AS `w_06`,
    CAST(SUM(MOD(DIV(`brands`, 128), 2) * `people`) AS INT64) AS `w_07`,
    CAST(SUM(MOD(DIV(`brands`, 256), 2) * `people`) AS INT64) AS `w_08`,
    CAST(SUM(MOD(DIV(`brands`, 512), 2) * `people`) AS INT64) AS `w_09`,
    CAST(SUM(MOD(DIV(`brands`, 1024), 2) * `people`) AS INT64) AS `w_10`,
    CAST(SUM(MOD(DIV(`brands`, 2048), 2) * `people`) AS INT64) AS `w_11`
  FROM `of_respondents`
  INNER JOIN `bits`
    ON MOD(DIV(`brands`, `bit`), 2) = 1
  GROUP BY
    `half`,
    `rated`,
    `bit`,
    `brand_code`
)
SELECT
  `summed`.`half` AS `half`,
  `summed`.`rated` AS `rated`,
  COALESCE(`brand_code`, -1) AS `brand_code`,
  CAST(SUM(`people`) AS INT64) AS `sheets`,
  CAST(SUM(`s_00`) AS INT64) AS `sum_00`,
  CAST(SUM(`s_01`) AS INT64) AS `sum_01`,
  CAST(SUM(`s_02`) AS INT64) AS `sum_02`,
  CAST(SUM(`s_03`) AS INT64) AS `sum_03`,
  CAST(SUM(`s_04`) AS INT64) AS `sum_04`,
  CAST(SUM(`s_05`) AS INT64) AS `sum_05`,
  CAST(SUM(`s_06`) AS INT64) AS `sum_06`,
  CAST(SUM(`s_07`) AS INT64) AS `sum_07`,
  CAST(SUM(`s_08`) AS INT64) AS `sum_08`,
  CAST(SUM(`s_09`) AS INT64) AS `sum_09`,
  CAST(SUM(`s_10`) AS INT64) AS `sum_10`,
  CAST(SUM(`s_11`) AS INT64) AS `sum_11`,
  COALESCE(MAX(`a_00`), 0) AS `around_00`,
  COALESCE(MAX(`a_01`), 0) AS `around_01`,
  COALESCE(MAX(`a_02`), 0) AS `around_02`,
  COALESCE(MAX(`a_03`), 0) AS `around_03`,
  COALESCE(MAX(`a_04`), 0) AS `around_04`,
  COALESCE(MAX(`a_05`), 0) AS `around_05`,
  COALESCE(MAX(`a_06`), 0) AS `around_06`,
  COALESCE(MAX(`a_07`), 0) AS `around_07`,
  COALESCE(MAX(`a_08`), 0) AS `around_08`,
  COALESCE(MAX(`a_09`), 0) AS `around_09`,
  COALESCE(MAX(`a_10`), 0) AS `around_10`,
  COALESCE(MAX(`a_11`), 0) AS `around_11`,
  COALESCE(MAX(`w_00`), 0) AS `with_00`,
  COALESCE(MAX(`w_01`), 0) AS `with_01`,
  COALESCE(MAX(`w_02`), 0) AS `with_02`,
  COALESCE(MAX(`w_03`), 0) AS `with_03`,
  COALESCE(MAX(`w_04`), 0) AS `with_04`,
  COALESCE(MAX(`w_05`), 0) AS `with_05`,
  COALESCE(MAX(`w_06`), 0) AS `with_06`,
  COALESCE(MAX(`w_07`), 0) AS `with_07`,
  COALESCE(MAX(`w_08`), 0) AS `with_08`,
  COALESCE(MAX(`w_09`), 0) AS `with_09`,
  COALESCE(MAX(`w_10`), 0) AS `with_10`,
  COALESCE(MAX(`w_11`), 0) AS `with_11`,
  CAST(SUM(`p_00_00`) AS INT64) AS `product_00_00`,
  CAST(SUM(`p_00_01`) AS INT64) AS `product_00_01`,
  CAST(SUM(`p_00_02`) AS INT64) AS `product_00_02`,
  CAST(SUM(`p_00_03`) AS INT64) AS `product_00_03`,
  CAST(SUM(`p_00_04`) AS INT64) AS `product_00_04`,
  CAST(SUM(`p_00_05`) AS INT64) AS `product_00_05`,
  CAST(SUM(`p_00_06`) AS INT64) AS `product_00_06`,
  CAST(SUM(`p_00_07`) AS INT64) AS `product_00_07`,
  CAST(SUM(`p_00_08`) AS INT64) AS `product_00_08`,
  CAST(SUM(`p_00_09`) AS INT64) AS `product_00_09`,
  CAST(SUM(`p_00_10`) AS INT64) AS `product_00_10`,
  CAST(SUM(`p_00_11`) AS INT64) AS `product_00_11`,
  CAST(SUM(`p_01_01`) AS INT64) AS `product_01_01`,
  CAST(SUM(`p_01_02`) AS INT64) AS `product_01_02`,
  CAST(SUM(`p_01_03`) AS INT64) AS `product_01_03`,
  CAST(SUM(`p_01_04`) AS INT64) AS `product_01_04`,
  CAST(SUM(`p_01_05`) AS INT64) AS `product_01_05`,
  CAST(SUM(`p_01_06`) AS INT64) AS `product_01_06`,
  CAST(SUM(`p_01_07`) AS INT64) AS `product_01_07`,
  CAST(SUM(`p_01_08`) AS INT64) AS `product_01_08`,
  CAST(SUM(`p_01_09`) AS INT64) AS `product_01_09`,
  CAST(SUM(`p_01_10`) AS INT64) AS `product_01_10`,
  CAST(SUM(`p_01_11`) AS INT64) AS `product_01_11`,
  CAST(SUM(`p_02_02`) AS INT64) AS `product_02_02`,
  CAST(SUM(`p_02_03`) AS INT64) AS `product_02_03`,
  CAST(SUM(`p_02_04`) AS INT64) AS `product_02_04`,
  CAST(SUM(`p_02_05`) AS INT64) AS `product_02_05`,
  CAST(SUM(`p_02_06`) AS INT64) AS `product_02_06`,
  CAST(SUM(`p_02_07`) AS INT64) AS `product_02_07`,
  CAST(SUM(`p_02_08`) AS INT64) AS `product_02_08`,
  CAST(SUM(`p_02_09`) AS INT64) AS `product_02_09`,
  CAST(SUM(`p_02_10`) AS INT64) AS `product_02_10`,
  CAST(SUM(`p_02_11`) AS INT64) AS `product_02_11`,
  CAST(SUM(`p_03_03`) AS INT64) AS `product_03_03`,
  CAST(SUM(`p_03_04`) AS INT64) AS `product_03_04`,
  CAST(SUM(`p_03_05`) AS INT64) AS `product_03_05`,
  CAST(SUM(`p_03_06`) AS INT64) AS `product_03_06`,
  CAST(SUM(`p_03_07`) AS INT64) AS `product_03_07`,
  CAST(SUM(`p_03_08`) AS INT64) AS `product_03_08`,
  CAST(SUM(`p_03_09`) AS INT64) AS `product_03_09`,
  CAST(SUM(`p_03_10`) AS INT64) AS `product_03_10`,
  CAST(SUM(`p_03_11`) AS INT64) AS `product_03_11`,
  CAST(SUM(`p_04_04`) AS INT64) AS `product_04_04`,
  CAST(SUM(`p_04_05`) AS INT64) AS `product_04_05`,
  CAST(SUM(`p_04_06`) AS INT64) AS `product_04_06`,
  CAST(SUM(`p_04_07`) AS INT64) AS `product_04_07`,
  CAST(SUM(`p_04_08`) AS INT64) AS `product_04_08`,
  CAST(SUM(`p_04_09`) AS INT64) AS `product_04_09`,
  CAST(SUM(`p_04_10`) AS INT64) AS `product_04_10`,
  CAST(SUM(`p_04_11`) AS INT64) AS `product_04_11`,
  CAST(SUM(`p_05_05`) AS INT64) AS `product_05_05`,
  CAST(SUM(`p_05_06`) AS INT64) AS `product_05_06`,
  CAST(SUM(`p_05_07`) AS INT64) AS `product_05_07`,
  CAST(SUM(`p_05_08`) AS INT64) AS `product_05_08`,
  CAST(SUM(`p_05_09`) AS INT64) AS `product_05_09`,
  CAST(SUM(`p_05_10`) AS INT64) AS `product_05_10`,
  CAST(SUM(`p_05_11`) AS INT64) AS `product_05_11`,
  CAST(SUM(`p_06_06`) AS INT64) AS `product_06_06`,
  CAST(SUM(`p_06_07`) AS INT64) AS `product_06_07`,
  CAST(SUM(`p_06_08`) AS INT64) AS `product_06_08`,
  CAST(SUM(`p_06_09`) AS INT64) AS `product_06_09`,
  CAST(SUM(`p_06_10`) AS INT64) AS `product_06_10`,
  CAST(SUM(`p_06_11`) AS INT64) AS `product_06_11`,
  CAST(SUM(`p_07_07`) AS INT64) AS `product_07_07`,
  CAST(SUM(`p_07_08`) AS INT64) AS `product_07_08`,
  CAST(SUM(`p_07_09`) AS INT64) AS `product_07_09`,
  CAST(SUM(`p_07_10`) AS INT64) AS `product_07_10`,
  CAST(SUM(`p_07_11`) AS INT64) AS `product_07_11`,
  CAST(SUM(`p_08_08`) AS INT64) AS `product_08_08`,
  CAST(SUM(`p_08_09`) AS INT64) AS `product_08_09`,
  CAST(SUM(`p_08_10`) AS INT64) AS `product_08_10`,
  CAST(SUM(`p_08_11`) AS INT64) AS `product_08_11`,
  CAST(SUM(`p_09_09`) AS INT64) AS `product_09_09`,
  CAST(SUM(`p_09_10`) AS INT64) AS `product_09_10`,
  CAST(SUM(`p_09_11`) AS INT64) AS `product_09_11`,
  CAST(SUM(`p_10_10`) AS INT64) AS `product_10_10`,
  CAST(SUM(`p_10_11`) AS INT64) AS `product_10_11`,
  CAST(SUM(`p_11_11`) AS INT64) AS `product_11_11`
FROM `summed`
LEFT JOIN `around`
  ON `summed`.`half` = `around`.`half`
  AND `summed`.`rated` = `around`.`rated`
  AND `summed`.`whole` = `around`.`whole`
  AND `summed`.`brands` = `around`.`brands`
GROUP BY
  `summed`.`half`,
  `summed`.`rated`,
  COALESCE(`brand_code`, -1)
