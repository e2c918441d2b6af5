WITH "sheets" AS (
  SELECT
    "ratings"."respondent_id" AS "respondent_id",
    "brands"."brand_code" AS "brand_code",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 0
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 0 THEN 0 END
    ) AS "r_00",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 1
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 1 THEN 0 END
    ) AS "r_01",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 2
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 2 THEN 0 END
    ) AS "r_02",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 3
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 3 THEN 0 END
    ) AS "r_03",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 4
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 4 THEN 0 END
    ) AS "r_04",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 5
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 5 THEN 0 END
    ) AS "r_05",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 6
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 6 THEN 0 END
    ) AS "r_06",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 7
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 7 THEN 0 END
    ) AS "r_07",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 8
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 8 THEN 0 END
    ) AS "r_08",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 9
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 9 THEN 0 END
    ) AS "r_09",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 10
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 10 THEN 0 END
    ) AS "r_10",
    COALESCE(
      MAX(
        CASE
          WHEN "attributes"."attribute_code" = 11
          THEN intDiv("ratings"."rating" + 1000000000, 100) - 10000000
        END
      ),
      CASE WHEN {attributes: } <= 11 THEN 0 END
    ) AS "r_11"
  FROM "ratings"
  INNER JOIN "brands"
    ON "ratings"."brand" = "brands"."brand"
  INNER JOIN "attributes"
    ON "ratings"."attribute" = "attributes"."attribute"
  WHERE
    NOT (
      "ratings"."respondent_id" IS NULL
    )
  GROUP BY
    "ratings"."respondent_id",
    "brands"."brand_code"
), "complete" AS (
  SELECT
    "respondent_id",
    "brand_code",
    "r_00",
    "r_01",
    "r_02",
    "r_03",
    "r_04",
    "r_05",
    "r_06",
    "r_07",
    "r_08",
    "r_09",
    "r_10",
    "r_11"
  FROM "sheets"
  WHERE
    NOT (
      "r_00" + "r_01" + "r_02" + "r_03" + "r_04" + "r_05" + "r_06" + "r_07" + "r_08" + "r_09" + "r_10" + "r_11" IS NULL
    )
), "respondents" AS (
  SELECT
    "respondent_id",
    toInt64(COUNT(*)) AS "rated",
    (
      10007000000000 + accurateCast(
        toInt128(7919) * CAST(accurateCast(SUM(toInt128("r_00")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_01")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_02")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_03")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_04")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_05")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_06")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_07")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_08")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_09")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_10")), 'Nullable(Int64)') + accurateCast(SUM(toInt128("r_11")), 'Nullable(Int64)') AS Nullable(Int64)),
        'Nullable(Int64)'
      )
    ) % 10007 % 2 AS "half",
    CAST(accurateCast(SUM(toInt128("r_00")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_00",
    CAST(accurateCast(SUM(toInt128("r_01")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_01",
    CAST(accurateCast(SUM(toInt128("r_02")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_02",
    CAST(accurateCast(SUM(toInt128("r_03")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_03",
    CAST(accurateCast(SUM(toInt128("r_04")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_04",
    CAST(accurateCast(SUM(toInt128("r_05")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_05",
    CAST(accurateCast(SUM(toInt128("r_06")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_06",
    CAST(accurateCast(SUM(toInt128("r_07")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_07",
    CAST(accurateCast(SUM(toInt128("r_08")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_08",
    CAST(accurateCast(SUM(toInt128("r_09")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_09",
    CAST(accurateCast(SUM(toInt128("r_10")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_10",
    CAST(accurateCast(SUM(toInt128("r_11")), 'Nullable(Int64)') AS Nullable(Int64)) AS "t_11",
    MAX(CASE WHEN "brand_code" = 0 THEN 1 ELSE 0 END) AS "h_00",
    MAX(CASE WHEN "brand_code" = 1 THEN 1 ELSE 0 END) AS "h_01",
    MAX(CASE WHEN "brand_code" = 2 THEN 1 ELSE 0 END) AS "h_02",
    MAX(CASE WHEN "brand_code" = 3 THEN 1 ELSE 0 END) AS "h_03",
    MAX(CASE WHEN "brand_code" = 4 THEN 1 ELSE 0 END) AS "h_04",
    MAX(CASE WHEN "brand_code" = 5 THEN 1 ELSE 0 END) AS "h_05",
    MAX(CASE WHEN "brand_code" = 6 THEN 1 ELSE 0 END) AS "h_06",
    MAX(CASE WHEN "brand_code" = 7 THEN 1 ELSE 0 END) AS "h_07",
    MAX(CASE WHEN "brand_code" = 8 THEN 1 ELSE 0 END) AS "h_08",
    MAX(CASE WHEN "brand_code" = 9 THEN 1 ELSE 0 END) AS "h_09",
    MAX(CASE WHEN "brand_code" = 10 THEN 1 ELSE 0 END) AS "h_10",
    MAX(CASE WHEN "brand_code" = 11 THEN 1 ELSE 0 END) AS "h_11"
  FROM "complete"
  GROUP BY
    "respondent_id"
), "seen" AS (
  SELECT
    "respondents"."half" AS "half",
    "respondents"."rated" AS "rated",
    "complete"."brand_code" AS "brand_code",
    "complete"."r_00" AS "v_00",
    "complete"."r_01" AS "v_01",
    "complete"."r_02" AS "v_02",
    "complete"."r_03" AS "v_03",
    "complete"."r_04" AS "v_04",
    "complete"."r_05" AS "v_05",
    "complete"."r_06" AS "v_06",
    "complete"."r_07" AS "v_07",
    "complete"."r_08" AS "v_08",
    "complete"."r_09" AS "v_09",
    "complete"."r_10" AS "v_10",
    "complete"."r_11" AS "v_11",
    "respondents"."t_00" AS "w_00",
    "respondents"."t_01" AS "w_01",
    "respondents"."t_02" AS "w_02",
    "respondents"."t_03" AS "w_03",
    "respondents"."t_04" AS "w_04",
    "respondents"."t_05" AS "w_05",
    "respondents"."t_06" AS "w_06",
    "respondents"."t_07" AS "w_07",
    "respondents"."t_08" AS "w_08",
    "respondents"."t_09" AS "w_09",
    "respondents"."t_10" AS "w_10",
    "respondents"."t_11" AS "w_11",
    "respondents"."h_00" AS "h_00",
    "respondents"."h_01" AS "h_01",
    "respondents"."h_02" AS "h_02",
    "respondents"."h_03" AS "h_03",
    "respondents"."h_04" AS "h_04",
    "respondents"."h_05" AS "h_05",
    "respondents"."h_06" AS "h_06",
    "respondents"."h_07" AS "h_07",
    "respondents"."h_08" AS "h_08",
    "respondents"."h_09" AS "h_09",
    "respondents"."h_10" AS "h_10",
    "respondents"."h_11" AS "h_11"
  FROM "complete"
  INNER JOIN "respondents"
    ON "complete"."respondent_id" = "respondents"."respondent_id"
  UNION ALL
  SELECT
    "half",
    "rated",
    -1 AS "brand_code",
    "t_00" AS "v_00",
    "t_01" AS "v_01",
    "t_02" AS "v_02",
    "t_03" AS "v_03",
    "t_04" AS "v_04",
    "t_05" AS "v_05",
    "t_06" AS "v_06",
    "t_07" AS "v_07",
    "t_08" AS "v_08",
    "t_09" AS "v_09",
    "t_10" AS "v_10",
    "t_11" AS "v_11",
    0 AS "w_00",
    0 AS "w_01",
    0 AS "w_02",
    0 AS "w_03",
    0 AS "w_04",
    0 AS "w_05",
    0 AS "w_06",
    0 AS "w_07",
    0 AS "w_08",
    0 AS "w_09",
    0 AS "w_10",
    0 AS "w_11",
    0 AS "h_00",
    0 AS "h_01",
    0 AS "h_02",
    0 AS "h_03",
    0 AS "h_04",
    0 AS "h_05",
    0 AS "h_06",
    0 AS "h_07",
    0 AS "h_08",
    0 AS "h_09",
    0 AS "h_10",
    0 AS "h_11"
  FROM "respondents"
)
SELECT
  "half",
  "rated",
  "brand_code",
  toInt64(COUNT(*)) AS "sheets",
  accurateCast(SUM(toInt128("v_00")), 'Nullable(Int64)') AS "sum_00",
  accurateCast(SUM(toInt128("v_01")), 'Nullable(Int64)') AS "sum_01",
  accurateCast(SUM(toInt128("v_02")), 'Nullable(Int64)') AS "sum_02",
  accurateCast(SUM(toInt128("v_03")), 'Nullable(Int64)') AS "sum_03",
  accurateCast(SUM(toInt128("v_04")), 'Nullable(Int64)') AS "sum_04",
  accurateCast(SUM(toInt128("v_05")), 'Nullable(Int64)') AS "sum_05",
  accurateCast(SUM(toInt128("v_06")), 'Nullable(Int64)') AS "sum_06",
  accurateCast(SUM(toInt128("v_07")), 'Nullable(Int64)') AS "sum_07",
  accurateCast(SUM(toInt128("v_08")), 'Nullable(Int64)') AS "sum_08",
  accurateCast(SUM(toInt128("v_09")), 'Nullable(Int64)') AS "sum_09",
  accurateCast(SUM(toInt128("v_10")), 'Nullable(Int64)') AS "sum_10",
  accurateCast(SUM(toInt128("v_11")), 'Nullable(Int64)') AS "sum_11",
  accurateCast(SUM(toInt128("w_00")), 'Nullable(Int64)') AS "around_00",
  accurateCast(SUM(toInt128("w_01")), 'Nullable(Int64)') AS "around_01",
  accurateCast(SUM(toInt128("w_02")), 'Nullable(Int64)') AS "around_02",
  accurateCast(SUM(toInt128("w_03")), 'Nullable(Int64)') AS "around_03",
  accurateCast(SUM(toInt128("w_04")), 'Nullable(Int64)') AS "around_04",
  accurateCast(SUM(toInt128("w_05")), 'Nullable(Int64)') AS "around_05",
  accurateCast(SUM(toInt128("w_06")), 'Nullable(Int64)') AS "around_06",
  accurateCast(SUM(toInt128("w_07")), 'Nullable(Int64)') AS "around_07",
  accurateCast(SUM(toInt128("w_08")), 'Nullable(Int64)') AS "around_08",
  accurateCast(SUM(toInt128("w_09")), 'Nullable(Int64)') AS "around_09",
  accurateCast(SUM(toInt128("w_10")), 'Nullable(Int64)') AS "around_10",
  accurateCast(SUM(toInt128("w_11")), 'Nullable(Int64)') AS "around_11",
  accurateCast(SUM(toInt128("h_00")), 'Nullable(Int64)') AS "with_00",
  accurateCast(SUM(toInt128("h_01")), 'Nullable(Int64)') AS "with_01",
  accurateCast(SUM(toInt128("h_02")), 'Nullable(Int64)') AS "with_02",
  accurateCast(SUM(toInt128("h_03")), 'Nullable(Int64)') AS "with_03",
  accurateCast(SUM(toInt128("h_04")), 'Nullable(Int64)') AS "with_04",
  accurateCast(SUM(toInt128("h_05")), 'Nullable(Int64)') AS "with_05",
  accurateCast(SUM(toInt128("h_06")), 'Nullable(Int64)') AS "with_06",
  accurateCast(SUM(toInt128("h_07")), 'Nullable(Int64)') AS "with_07",
  accurateCast(SUM(toInt128("h_08")), 'Nullable(Int64)') AS "with_08",
  accurateCast(SUM(toInt128("h_09")), 'Nullable(Int64)') AS "with_09",
  accurateCast(SUM(toInt128("h_10")), 'Nullable(Int64)') AS "with_10",
  accurateCast(SUM(toInt128("h_11")), 'Nullable(Int64)') AS "with_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_00", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_00",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_01", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_01",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_02", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_02",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_03", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_03",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_04", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_04",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_00") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_00_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_01", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_01",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_02", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_02",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_03", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_03",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_04", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_04",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_01") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_01_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_02", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_02",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_03", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_03",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_04", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_04",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_02") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_02_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_03", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_03",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_04", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_04",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_03") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_03_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_04", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_04",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_04") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_04_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_05", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_05",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_05") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_05_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_06", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_06",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_06") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_06_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_07") * "v_07", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_07_07",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_07") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_07_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_07") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_07_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_07") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_07_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_07") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_07_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_08") * "v_08", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_08_08",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_08") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_08_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_08") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_08_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_08") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_08_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_09") * "v_09", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_09_09",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_09") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_09_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_09") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_09_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_10") * "v_10", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_10_10",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_10") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_10_11",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("v_11") * "v_11", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "product_11_11"
FROM "seen"
GROUP BY
  "half",
  "rated",
  "brand_code"
