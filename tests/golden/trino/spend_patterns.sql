WITH "levels" AS (
  SELECT
    "customer_id",
    "code"
  FROM (
    SELECT
      "customer_id",
      CASE :segment_column
        WHEN 1
        THEN "size"
        WHEN 2
        THEN "acquired_channel"
        WHEN 3
        THEN "industry"
        WHEN 4
        THEN "country"
        WHEN 5
        THEN "region"
        WHEN 6
        THEN "attribute_01"
        WHEN 7
        THEN "attribute_02"
        WHEN 8
        THEN "attribute_03"
        WHEN 9
        THEN "attribute_04"
        WHEN 10
        THEN "attribute_05"
        WHEN 11
        THEN "attribute_06"
        WHEN 12
        THEN "attribute_07"
        WHEN 13
        THEN "attribute_08"
        WHEN 14
        THEN "attribute_09"
        WHEN 15
        THEN "attribute_10"
        WHEN 16
        THEN "attribute_11"
        WHEN 17
        THEN "attribute_12"
        WHEN 18
        THEN "attribute_13"
        WHEN 19
        THEN "attribute_14"
        WHEN 20
        THEN "attribute_15"
        WHEN 21
        THEN "attribute_16"
        WHEN 22
        THEN "attribute_17"
        WHEN 23
        THEN "attribute_18"
        WHEN 24
        THEN "attribute_19"
        WHEN 25
        THEN "attribute_20"
        WHEN 26
        THEN "attribute_21"
        WHEN 27
        THEN "attribute_22"
        WHEN 28
        THEN "attribute_23"
        WHEN 29
        THEN "attribute_24"
      END AS "chosen_level"
    FROM "customers"
  ) AS "chosen"
  INNER JOIN "segment_codes"
    ON "chosen"."chosen_level" = "segment_codes"."segment_level"
), "days" AS (
  SELECT
    "customer_id",
    "ordered_day",
    CAST(SUM("revenue") AS BIGINT) AS "paid"
  FROM "orders"
  WHERE
    "revenue" >= 0 AND "ordered_day" <= :until_day
  GROUP BY
    "customer_id",
    "ordered_day"
), "histories" AS (
  SELECT
    "customer_id",
    COUNT(*) - 1 AS "bought",
    SUM(CASE WHEN "ordered_day" <= :cut_day THEN 1 ELSE 0 END) - 1 AS "bought_by_cut",
    CAST(SUM("paid") AS BIGINT) AS "paid_in_all",
    CAST(SUM(CASE WHEN "ordered_day" <= :cut_day THEN "paid" ELSE 0 END) AS BIGINT) AS "paid_by_cut",
    MIN("ordered_day" * 100000000000000 + "paid") - MIN("ordered_day") * 100000000000000 AS "paid_first"
  FROM "days"
  GROUP BY
    "customer_id"
), "seen" AS (
  SELECT
    1 AS "at_end",
    "customer_id",
    "bought" AS "purchases",
    (
      CAST("paid_in_all" - "paid_first" AS BIGINT) / CAST(GREATEST(COALESCE("bought", 1), COALESCE(1, "bought")) AS BIGINT)
    ) AS "spend"
  FROM "histories"
  UNION ALL
  SELECT
    0 AS "at_end",
    "customer_id",
    "bought_by_cut" AS "purchases",
    (
      CAST("paid_by_cut" - "paid_first" AS BIGINT) / CAST(GREATEST(COALESCE("bought_by_cut", 1), COALESCE(1, "bought_by_cut")) AS BIGINT)
    ) AS "spend"
  FROM "histories"
  WHERE
    "bought_by_cut" >= 0
), "people" AS (
  SELECT
    "at_end",
    CASE WHEN "at_end" = 1 THEN COALESCE("code", 0) ELSE 0 END AS "segment",
    CASE WHEN "at_end" = 1 THEN :end_coarse ELSE :cut_coarse END AS "coarse",
    "purchases",
    "spend"
  FROM "seen"
  LEFT JOIN "levels"
    ON "seen"."customer_id" = "levels"."customer_id"
), "sized" AS (
  SELECT
    "at_end",
    "segment",
    "coarse",
    "purchases",
    "spend",
    CASE
      WHEN "coarse" = 0 OR "spend" < 100
      THEN 1
      WHEN "spend" < 1000
      THEN 100
      WHEN "spend" < 10000
      THEN 1000
      WHEN "spend" < 100000
      THEN 10000
      WHEN "spend" < 1000000
      THEN 100000
      WHEN "spend" < 10000000
      THEN 1000000
      WHEN "spend" < 100000000
      THEN 10000000
      WHEN "spend" < 1000000000
      THEN 100000000
      WHEN "spend" < 10000000000
      THEN 1000000000
      WHEN "spend" < 100000000000
      THEN 10000000000
      WHEN "spend" < 1000000000000
      THEN 100000000000
      WHEN "spend" < 10000000000000
      THEN 1000000000000
      ELSE 10000000000000
    END AS "decade"
  FROM "people"
), "stepped" AS (
  SELECT
    "at_end",
    "segment",
    "coarse",
    "purchases",
    "spend",
    CASE
      WHEN "coarse" = 2 OR "purchases" >= 32
      THEN "decade"
      ELSE GREATEST(
        COALESCE((
          CAST("decade" AS BIGINT) / CAST(10 AS BIGINT)
        ), 1),
        COALESCE(1, (
          CAST("decade" AS BIGINT) / CAST(10 AS BIGINT)
        ))
      )
    END AS "spend_step"
  FROM "sized"
), "placed" AS (
  SELECT
    "at_end",
    "segment",
    "purchases",
    "spend_step",
    (
      CAST("spend" AS BIGINT) / CAST("spend_step" AS BIGINT)
    ) AS "spend_cell",
    (
      CAST((
        "spend" - (
          (
            CAST("spend" AS BIGINT) / CAST("spend_step" AS BIGINT)
          )
        ) * "spend_step"
      ) * 100 AS BIGINT) / CAST("spend_step" AS BIGINT)
    ) AS "hundredths"
  FROM "stepped"
)
SELECT
  "at_end",
  "segment",
  "purchases",
  "spend_step",
  "spend_cell",
  COUNT(*) AS "customers",
  SUM("hundredths") AS "hundredths_over",
  SUM("hundredths" * "hundredths") AS "hundredths_squares"
FROM "placed"
GROUP BY
  "at_end",
  "segment",
  "purchases",
  "spend_step",
  "spend_cell"
