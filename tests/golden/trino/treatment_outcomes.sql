WITH "levels" AS (
  SELECT
    "customer_id",
    "code",
    "segment_level"
  FROM (
    SELECT
      "customer_id",
      (
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
        END
      ) AS "chosen_level"
    FROM "customers"
  ) AS "chosen"
  INNER JOIN "segment_codes"
    ON "chosen"."chosen_level" = "segment_codes"."segment_level"
), "people" AS (
  SELECT
    COALESCE("campaign_codes"."code", 0) AS "campaign",
    COALESCE("arm_codes"."code", 0) AS "arm",
    COALESCE("levels"."code", 0) AS "segment",
    COALESCE("outcome", 0) AS "outcome",
    CASE WHEN "outcome" IS NULL THEN 0 ELSE 1 END AS "told",
    COALESCE("value", 0) AS "value",
    ABS(COALESCE("value", 0)) AS "size"
  FROM "treatments"
  LEFT JOIN "campaign_codes"
    ON COALESCE("treatments"."campaign", '') = "campaign_codes"."campaign_level"
  LEFT JOIN "arm_codes"
    ON "treatments"."arm" = "arm_codes"."arm_level"
  LEFT JOIN "levels"
    ON "treatments"."person_id" = "levels"."customer_id"
  WHERE
    "assigned_day" <= :until_day
), "sized" AS (
  SELECT
    "campaign",
    "arm",
    "segment",
    "outcome",
    "told",
    "value",
    CASE
      WHEN "size" < 100
      THEN LEAST(COALESCE("size", 1), COALESCE(1, "size"))
      WHEN "size" < 1000
      THEN 10
      WHEN "size" < 10000
      THEN 100
      WHEN "size" < 100000
      THEN 1000
      WHEN "size" < 1000000
      THEN 10000
      WHEN "size" < 10000000
      THEN 100000
      WHEN "size" < 100000000
      THEN 1000000
      WHEN "size" < 1000000000
      THEN 10000000
      WHEN "size" < 10000000000
      THEN 100000000
      WHEN "size" < 100000000000
      THEN 1000000000
      WHEN "size" < 1000000000000
      THEN 10000000000
      ELSE 100000000000
    END AS "step",
    "size"
  FROM "people"
), "stepped" AS (
  SELECT
    "campaign",
    "arm",
    "segment",
    "outcome",
    "told",
    "value",
    CASE WHEN "value" < 0 THEN -"step" ELSE "step" END AS "value_step",
    (
      CAST("size" AS BIGINT) / CAST(GREATEST(COALESCE("step", 1), COALESCE(1, "step")) AS BIGINT)
    ) AS "value_cell"
  FROM "sized"
)
SELECT
  "campaign",
  "arm",
  "segment",
  "value_step",
  "value_cell",
  COUNT(*) AS "people",
  SUM("told") AS "told_sum",
  SUM("outcome") AS "outcome_sum",
  SUM("value") AS "value_sum"
FROM "stepped"
GROUP BY
  "campaign",
  "arm",
  "segment",
  "value_step",
  "value_cell"
