WITH `sheets` AS (
  SELECT
    `ratings`.`respondent_id` AS `respondent_id`,
    `brands`.`brand_code` AS `brand_code`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 0
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 0 THEN 0 END
    ) AS `r_00`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 1
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 1 THEN 0 END
    ) AS `r_01`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 2
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 2 THEN 0 END
    ) AS `r_02`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 3
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 3 THEN 0 END
    ) AS `r_03`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 4
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 4 THEN 0 END
    ) AS `r_04`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 5
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 5 THEN 0 END
    ) AS `r_05`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 6
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 6 THEN 0 END
    ) AS `r_06`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 7
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 7 THEN 0 END
    ) AS `r_07`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 8
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 8 THEN 0 END
    ) AS `r_08`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 9
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 9 THEN 0 END
    ) AS `r_09`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 10
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 10 THEN 0 END
    ) AS `r_10`,
    COALESCE(
      MAX(
        CASE
          WHEN `attributes`.`attribute_code` = 11
          THEN DIV(`ratings`.`rating` + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN @attributes <= 11 THEN 0 END
    ) AS `r_11`
  FROM `ratings`
  INNER JOIN `brands`
    ON `ratings`.`brand` = `brands`.`brand`
  INNER JOIN `attributes`
    ON `ratings`.`attribute` = `attributes`.`attribute`
  WHERE
    NOT `ratings`.`respondent_id` IS NULL
  GROUP BY
    `ratings`.`respondent_id`,
    `brands`.`brand_code`
), `complete` AS (
  SELECT
    `respondent_id`,
    `brand_code`,
    `r_00`,
    `r_01`,
    `r_02`,
    `r_03`,
    `r_04`,
    `r_05`,
    `r_06`,
    `r_07`,
    `r_08`,
    `r_09`,
    `r_10`,
    `r_11`
  FROM `sheets`
  WHERE
    NOT `r_00` + `r_01` + `r_02` + `r_03` + `r_04` + `r_05` + `r_06` + `r_07` + `r_08` + `r_09` + `r_10` + `r_11` IS NULL
), `respondents` AS (
  SELECT
    `respondent_id`,
    COUNT(*) AS `rated`,
    MOD(
      MOD(
        10007000000000 + 7919 * CAST(SUM(`r_00`) + SUM(`r_01`) + SUM(`r_02`) + SUM(`r_03`) + SUM(`r_04`) + SUM(`r_05`) + SUM(`r_06`) + SUM(`r_07`) + SUM(`r_08`) + SUM(`r_09`) + SUM(`r_10`) + SUM(`r_11`) AS INT64),
        10007
      ),
      2
    ) AS `half`,
    CAST(SUM(`r_00`) AS INT64) AS `t_00`,
    CAST(SUM(`r_01`) AS INT64) AS `t_01`,
    CAST(SUM(`r_02`) AS INT64) AS `t_02`,
    CAST(SUM(`r_03`) AS INT64) AS `t_03`,
    CAST(SUM(`r_04`) AS INT64) AS `t_04`,
    CAST(SUM(`r_05`) AS INT64) AS `t_05`,
    CAST(SUM(`r_06`) AS INT64) AS `t_06`,
    CAST(SUM(`r_07`) AS INT64) AS `t_07`,
    CAST(SUM(`r_08`) AS INT64) AS `t_08`,
    CAST(SUM(`r_09`) AS INT64) AS `t_09`,
    CAST(SUM(`r_10`) AS INT64) AS `t_10`,
    CAST(SUM(`r_11`) AS INT64) AS `t_11`,
    MAX(CASE WHEN `brand_code` = 0 THEN 1 ELSE 0 END) AS `h_00`,
    MAX(CASE WHEN `brand_code` = 1 THEN 1 ELSE 0 END) AS `h_01`,
    MAX(CASE WHEN `brand_code` = 2 THEN 1 ELSE 0 END) AS `h_02`,
    MAX(CASE WHEN `brand_code` = 3 THEN 1 ELSE 0 END) AS `h_03`,
    MAX(CASE WHEN `brand_code` = 4 THEN 1 ELSE 0 END) AS `h_04`,
    MAX(CASE WHEN `brand_code` = 5 THEN 1 ELSE 0 END) AS `h_05`,
    MAX(CASE WHEN `brand_code` = 6 THEN 1 ELSE 0 END) AS `h_06`,
    MAX(CASE WHEN `brand_code` = 7 THEN 1 ELSE 0 END) AS `h_07`,
    MAX(CASE WHEN `brand_code` = 8 THEN 1 ELSE 0 END) AS `h_08`,
    MAX(CASE WHEN `brand_code` = 9 THEN 1 ELSE 0 END) AS `h_09`,
    MAX(CASE WHEN `brand_code` = 10 THEN 1 ELSE 0 END) AS `h_10`,
    MAX(CASE WHEN `brand_code` = 11 THEN 1 ELSE 0 END) AS `h_11`
  FROM `complete`
  GROUP BY
    `respondent_id`
), `seen` AS (
  SELECT
    `respondents`.`half` AS `half`,
    `respondents`.`rated` AS `rated`,
    `complete`.`brand_code` AS `brand_code`,
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
    `complete`.`r_11` AS `v_11`,
    `respondents`.`t_00` AS `w_00`,
    `respondents`.`t_01` AS `w_01`,
    `respondents`.`t_02` AS `w_02`,
    `respondents`.`t_03` AS `w_03`,
    `respondents`.`t_04` AS `w_04`,
    `respondents`.`t_05` AS `w_05`,
    `respondents`.`t_06` AS `w_06`,
    `respondents`.`t_07` AS `w_07`,
    `respondents`.`t_08` AS `w_08`,
    `respondents`.`t_09` AS `w_09`,
    `respondents`.`t_10` AS `w_10`,
    `respondents`.`t_11` AS `w_11`,
    `respondents`.`h_00` AS `h_00`,
    `respondents`.`h_01` AS `h_01`,
    `respondents`.`h_02` AS `h_02`,
    `respondents`.`h_03` AS `h_03`,
    `respondents`.`h_04` AS `h_04`,
    `respondents`.`h_05` AS `h_05`,
    `respondents`.`h_06` AS `h_06`,
    `respondents`.`h_07` AS `h_07`,
    `respondents`.`h_08` AS `h_08`,
    `respondents`.`h_09` AS `h_09`,
    `respondents`.`h_10` AS `h_10`,
    `respondents`.`h_11` AS `h_11`
  FROM `complete`
  INNER JOIN `respondents`
    ON `complete`.`respondent_id` = `respondents`.`respondent_id`
  UNION ALL
  SELECT
    `half`,
    `rated`,
    -1 AS `brand_code`,
    `t_00` AS `v_00`,
    `t_01` AS `v_01`,
    `t_02` AS `v_02`,
    `t_03` AS `v_03`,
    `t_04` AS `v_04`,
    `t_05` AS `v_05`,
    `t_06` AS `v_06`,
    `t_07` AS `v_07`,
    `t_08` AS `v_08`,
    `t_09` AS `v_09`,
    `t_10` AS `v_10`,
    `t_11` AS `v_11`,
    0 AS `w_00`,
    0 AS `w_01`,
    0 AS `w_02`,
    0 AS `w_03`,
    0 AS `w_04`,
    0 AS `w_05`,
    0 AS `w_06`,
    0 AS `w_07`,
    0 AS `w_08`,
    0 AS `w_09`,
    0 AS `w_10`,
    0 AS `w_11`,
    0 AS `h_00`,
    0 AS `h_01`,
    0 AS `h_02`,
    0 AS `h_03`,
    0 AS `h_04`,
    0 AS `h_05`,
    0 AS `h_06`,
    0 AS `h_07`,
    0 AS `h_08`,
    0 AS `h_09`,
    0 AS `h_10`,
    0 AS `h_11`
  FROM `respondents`
)
SELECT
  `half`,
  `rated`,
  `brand_code`,
  COUNT(*) AS `sheets`,
  SUM(`v_00`) AS `sum_00`,
  SUM(`v_01`) AS `sum_01`,
  SUM(`v_02`) AS `sum_02`,
  SUM(`v_03`) AS `sum_03`,
  SUM(`v_04`) AS `sum_04`,
  SUM(`v_05`) AS `sum_05`,
  SUM(`v_06`) AS `sum_06`,
  SUM(`v_07`) AS `sum_07`,
  SUM(`v_08`) AS `sum_08`,
  SUM(`v_09`) AS `sum_09`,
  SUM(`v_10`) AS `sum_10`,
  SUM(`v_11`) AS `sum_11`,
  SUM(`w_00`) AS `around_00`,
  SUM(`w_01`) AS `around_01`,
  SUM(`w_02`) AS `around_02`,
  SUM(`w_03`) AS `around_03`,
  SUM(`w_04`) AS `around_04`,
  SUM(`w_05`) AS `around_05`,
  SUM(`w_06`) AS `around_06`,
  SUM(`w_07`) AS `around_07`,
  SUM(`w_08`) AS `around_08`,
  SUM(`w_09`) AS `around_09`,
  SUM(`w_10`) AS `around_10`,
  SUM(`w_11`) AS `around_11`,
  SUM(`h_00`) AS `with_00`,
  SUM(`h_01`) AS `with_01`,
  SUM(`h_02`) AS `with_02`,
  SUM(`h_03`) AS `with_03`,
  SUM(`h_04`) AS `with_04`,
  SUM(`h_05`) AS `with_05`,
  SUM(`h_06`) AS `with_06`,
  SUM(`h_07`) AS `with_07`,
  SUM(`h_08`) AS `with_08`,
  SUM(`h_09`) AS `with_09`,
  SUM(`h_10`) AS `with_10`,
  SUM(`h_11`) AS `with_11`,
  SUM(`v_00` * `v_00`) AS `product_00_00`,
  SUM(`v_00` * `v_01`) AS `product_00_01`,
  SUM(`v_00` * `v_02`) AS `product_00_02`,
  SUM(`v_00` * `v_03`) AS `product_00_03`,
  SUM(`v_00` * `v_04`) AS `product_00_04`,
  SUM(`v_00` * `v_05`) AS `product_00_05`,
  SUM(`v_00` * `v_06`) AS `product_00_06`,
  SUM(`v_00` * `v_07`) AS `product_00_07`,
  SUM(`v_00` * `v_08`) AS `product_00_08`,
  SUM(`v_00` * `v_09`) AS `product_00_09`,
  SUM(`v_00` * `v_10`) AS `product_00_10`,
  SUM(`v_00` * `v_11`) AS `product_00_11`,
  SUM(`v_01` * `v_01`) AS `product_01_01`,
  SUM(`v_01` * `v_02`) AS `product_01_02`,
  SUM(`v_01` * `v_03`) AS `product_01_03`,
  SUM(`v_01` * `v_04`) AS `product_01_04`,
  SUM(`v_01` * `v_05`) AS `product_01_05`,
  SUM(`v_01` * `v_06`) AS `product_01_06`,
  SUM(`v_01` * `v_07`) AS `product_01_07`,
  SUM(`v_01` * `v_08`) AS `product_01_08`,
  SUM(`v_01` * `v_09`) AS `product_01_09`,
  SUM(`v_01` * `v_10`) AS `product_01_10`,
  SUM(`v_01` * `v_11`) AS `product_01_11`,
  SUM(`v_02` * `v_02`) AS `product_02_02`,
  SUM(`v_02` * `v_03`) AS `product_02_03`,
  SUM(`v_02` * `v_04`) AS `product_02_04`,
  SUM(`v_02` * `v_05`) AS `product_02_05`,
  SUM(`v_02` * `v_06`) AS `product_02_06`,
  SUM(`v_02` * `v_07`) AS `product_02_07`,
  SUM(`v_02` * `v_08`) AS `product_02_08`,
  SUM(`v_02` * `v_09`) AS `product_02_09`,
  SUM(`v_02` * `v_10`) AS `product_02_10`,
  SUM(`v_02` * `v_11`) AS `product_02_11`,
  SUM(`v_03` * `v_03`) AS `product_03_03`,
  SUM(`v_03` * `v_04`) AS `product_03_04`,
  SUM(`v_03` * `v_05`) AS `product_03_05`,
  SUM(`v_03` * `v_06`) AS `product_03_06`,
  SUM(`v_03` * `v_07`) AS `product_03_07`,
  SUM(`v_03` * `v_08`) AS `product_03_08`,
  SUM(`v_03` * `v_09`) AS `product_03_09`,
  SUM(`v_03` * `v_10`) AS `product_03_10`,
  SUM(`v_03` * `v_11`) AS `product_03_11`,
  SUM(`v_04` * `v_04`) AS `product_04_04`,
  SUM(`v_04` * `v_05`) AS `product_04_05`,
  SUM(`v_04` * `v_06`) AS `product_04_06`,
  SUM(`v_04` * `v_07`) AS `product_04_07`,
  SUM(`v_04` * `v_08`) AS `product_04_08`,
  SUM(`v_04` * `v_09`) AS `product_04_09`,
  SUM(`v_04` * `v_10`) AS `product_04_10`,
  SUM(`v_04` * `v_11`) AS `product_04_11`,
  SUM(`v_05` * `v_05`) AS `product_05_05`,
  SUM(`v_05` * `v_06`) AS `product_05_06`,
  SUM(`v_05` * `v_07`) AS `product_05_07`,
  SUM(`v_05` * `v_08`) AS `product_05_08`,
  SUM(`v_05` * `v_09`) AS `product_05_09`,
  SUM(`v_05` * `v_10`) AS `product_05_10`,
  SUM(`v_05` * `v_11`) AS `product_05_11`,
  SUM(`v_06` * `v_06`) AS `product_06_06`,
  SUM(`v_06` * `v_07`) AS `product_06_07`,
  SUM(`v_06` * `v_08`) AS `product_06_08`,
  SUM(`v_06` * `v_09`) AS `product_06_09`,
  SUM(`v_06` * `v_10`) AS `product_06_10`,
  SUM(`v_06` * `v_11`) AS `product_06_11`,
  SUM(`v_07` * `v_07`) AS `product_07_07`,
  SUM(`v_07` * `v_08`) AS `product_07_08`,
  SUM(`v_07` * `v_09`) AS `product_07_09`,
  SUM(`v_07` * `v_10`) AS `product_07_10`,
  SUM(`v_07` * `v_11`) AS `product_07_11`,
  SUM(`v_08` * `v_08`) AS `product_08_08`,
  SUM(`v_08` * `v_09`) AS `product_08_09`,
  SUM(`v_08` * `v_10`) AS `product_08_10`,
  SUM(`v_08` * `v_11`) AS `product_08_11`,
  SUM(`v_09` * `v_09`) AS `product_09_09`,
  SUM(`v_09` * `v_10`) AS `product_09_10`,
  SUM(`v_09` * `v_11`) AS `product_09_11`,
  SUM(`v_10` * `v_10`) AS `product_10_10`,
  SUM(`v_10` * `v_11`) AS `product_10_11`,
  SUM(`v_11` * `v_11`) AS `product_11_11`
FROM `seen`
GROUP BY
  `half`,
  `rated`,
  `brand_code`
