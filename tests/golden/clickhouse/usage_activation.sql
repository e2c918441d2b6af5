WITH "starts" AS (
  SELECT
    "customer_id",
    MIN("used_day") AS "first_day"
  FROM "usage"
  WHERE
    "used_day" <= {until_day: }
  GROUP BY
    "customer_id"
), "settled" AS (
  SELECT
    "customer_id",
    "first_day"
  FROM "starts"
  WHERE
    "first_day" >= {since_day: } AND "first_day" + 89 <= {until_day: }
), "people" AS (
  SELECT
    "settled"."customer_id" AS "customer_id",
    "settled"."first_day" AS "first_day",
    groupBitOr(
      CASE
        WHEN "usage"."used_day" < "settled"."first_day" + 14
        THEN COALESCE("features"."mask", 0)
        ELSE 0
      END
    ) AS "early_features",
    groupBitOr(COALESCE("early_days"."mask", 0)) AS "days",
    MAX(CASE WHEN "usage"."used_day" >= "settled"."first_day" + 60 THEN 1 ELSE 0 END) AS "active"
  FROM "usage"
  INNER JOIN "settled"
    ON "usage"."customer_id" = "settled"."customer_id"
  LEFT JOIN "features"
    ON "usage"."feature" = "features"."feature"
  LEFT JOIN "early_days"
    ON "usage"."used_day" - "settled"."first_day" = "early_days"."age"
  WHERE
    "usage"."used_day" <= "settled"."first_day" + 89
  GROUP BY
    "settled"."customer_id",
    "settled"."first_day"
), "levels" AS (
  SELECT
    "customer_id",
    "code",
    "segment_level"
  FROM (
    SELECT
      "customer_id",
      (
        CASE {segment_column: }
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
)
SELECT
  CASE WHEN "people"."first_day" > {cut_day: } THEN 1 ELSE 0 END AS "later",
  "people"."early_features" AS "early_features",
  "activity"."early_level" AS "early_level",
  COALESCE("levels"."code", 0) AS "segment",
  toInt64(COUNT(*)) AS "customers",
  accurateCast(SUM(toInt128("people"."active")), 'Nullable(Int64)') AS "stayed"
FROM "people"
INNER JOIN "activity"
  ON "people"."days" = "activity"."days"
LEFT JOIN "levels"
  ON "people"."customer_id" = "levels"."customer_id"
GROUP BY
  CASE WHEN "people"."first_day" > {cut_day: } THEN 1 ELSE 0 END,
  "people"."early_features",
  "activity"."early_level",
  COALESCE("levels"."code", 0)
