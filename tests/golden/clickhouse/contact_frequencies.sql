WITH "levels" AS (
  SELECT
    "customer_id",
    "code"
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
      ) AS "segment_level"
    FROM "customers"
  ) AS "divided"
  LEFT JOIN "segment_codes"
    ON "divided"."segment_level" = "segment_codes"."segment_level"
  WHERE
    NOT (
      "customer_id" IS NULL
    )
), "met" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    COALESCE("channel_masks"."mask", 4096) AS "channel_mask",
    toInt64(COUNT(*)) AS "n"
  FROM "touchpoints"
  LEFT JOIN "channel_masks"
    ON "touchpoints"."channel" = "channel_masks"."channel"
  WHERE
    NOT (
      "touchpoints"."person_id" IS NULL
    )
    AND "touchpoints"."occurred_day" BETWEEN {from_day: } AND {until_day: }
  GROUP BY
    "touchpoints"."person_id",
    COALESCE("channel_masks"."mask", 4096)
)
SELECT
  CASE
    WHEN "levels"."customer_id" IS NULL
    THEN -1
    ELSE COALESCE("levels"."code", 0)
  END AS "segment",
  "met"."channel_mask" AS "channel_mask",
  LEAST("met"."n", 30) AS "contacts",
  toInt64(COUNT(*)) AS "people",
  accurateCast(SUM(toInt128("met"."n")), 'Nullable(Int64)') AS "touches"
FROM "met"
LEFT JOIN "levels"
  ON "met"."person_id" = "levels"."customer_id"
GROUP BY
  CASE
    WHEN "levels"."customer_id" IS NULL
    THEN -1
    ELSE COALESCE("levels"."code", 0)
  END,
  "met"."channel_mask",
  LEAST("met"."n", 30)
