WITH "levels" AS (
  SELECT
    "customer_id",
    "code",
    "segment_level"
  FROM (
    SELECT
      "customer_id",
      (
        CASE %(segment_column)s
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
        END
      ) AS "chosen_level"
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
    "revenue" >= 0 AND "ordered_day" <= %(until_day)s
  GROUP BY
    "customer_id",
    "ordered_day"
), "histories" AS (
  SELECT
    "customer_id",
    COUNT(*) - 1 AS "repeats",
    MAX("ordered_day") - MIN("ordered_day") AS "recency",
    %(until_day)s - MIN("ordered_day") AS "age",
    %(until_day)s - MAX("ordered_day") AS "days_since_last",
    CAST(SUM("paid") AS BIGINT) - (
      MIN("ordered_day" * 100000000000000 + "paid") - MIN("ordered_day") * 100000000000000
    ) AS "repeat_paid",
    CASE WHEN COUNT(*) - 1 < 32 THEN %(end_width)s ELSE %(end_wide)s END AS "step"
  FROM "days"
  GROUP BY
    "customer_id"
), "people" AS (
  SELECT
    "histories"."customer_id" AS "customer_id",
    COALESCE("code", 0) AS "code",
    "segment_level",
    "repeats",
    "days_since_last",
    (
      CAST("recency" AS BIGINT) / CAST("step" AS BIGINT)
    ) AS "recency_place",
    (
      CAST("age" AS BIGINT) / CAST("step" AS BIGINT)
    ) AS "age_place",
    (
      CAST("repeat_paid" AS BIGINT) / CAST(GREATEST("repeats", 1) AS BIGINT)
    ) AS "spend"
  FROM "histories"
  LEFT JOIN "levels"
    ON "histories"."customer_id" = "levels"."customer_id"
)
SELECT
  "people"."customer_id" AS "customer_id",
  "people"."repeats" + 1 AS "purchase_days",
  "people"."days_since_last" AS "days_since_last",
  "patterns"."p_active" AS "p_active",
  "patterns"."p_active_low" AS "p_active_low",
  "patterns"."p_active_high" AS "p_active_high",
  "patterns"."expected_purchases" AS "expected_purchases",
  "patterns"."value_base" + "patterns"."value_slope" * "people"."spend" AS "lifetime_value",
  "people"."segment_level" AS "customer_segment"
FROM "people"
INNER JOIN "patterns"
  ON "people"."code" = "patterns"."segment"
  AND "people"."repeats" = "patterns"."purchases"
  AND "people"."recency_place" = "patterns"."recency_cell"
  AND "people"."age_place" = "patterns"."age_cell"
