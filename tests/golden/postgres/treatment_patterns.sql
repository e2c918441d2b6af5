WITH "levels" AS (
  SELECT
    "customer_id",
    (
      CASE %(use_1)s
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
    ) AS "level_1",
    (
      CASE %(use_2)s
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
    ) AS "level_2",
    (
      CASE %(use_3)s
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
    ) AS "level_3",
    (
      CASE %(use_4)s
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
    ) AS "level_4",
    (
      CASE %(use_5)s
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
    ) AS "level_5",
    (
      CASE %(use_6)s
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
    ) AS "level_6"
  FROM "customers"
), "people" AS (
  SELECT
    COALESCE("campaign_codes"."code", 0) AS "campaign",
    COALESCE("arm_codes"."code", 0) AS "arm",
    COALESCE("levels"."level_1", '') AS "level_1",
    COALESCE("levels"."level_2", '') AS "level_2",
    COALESCE("levels"."level_3", '') AS "level_3",
    COALESCE("levels"."level_4", '') AS "level_4",
    COALESCE("levels"."level_5", '') AS "level_5",
    COALESCE("levels"."level_6", '') AS "level_6",
    "outcome",
    COALESCE("value", 0) AS "worth"
  FROM "treatments"
  LEFT JOIN "campaign_codes"
    ON COALESCE("treatments"."campaign", '') = "campaign_codes"."campaign_level"
  LEFT JOIN "arm_codes"
    ON "treatments"."arm" = "arm_codes"."arm_level"
  LEFT JOIN "levels"
    ON "treatments"."person_id" = "levels"."customer_id"
  WHERE
    "assigned_day" <= %(until_day)s
)
SELECT
  "campaign",
  "arm",
  "level_1",
  "level_2",
  "level_3",
  "level_4",
  "level_5",
  "level_6",
  COUNT(*) AS "people",
  COUNT("outcome") AS "told_sum",
  CAST(SUM(COALESCE("outcome", 0)) AS BIGINT) AS "outcome_sum",
  COUNT(CASE WHEN "worth" > 0 THEN 1 END) AS "valued_sum"
FROM "people"
GROUP BY
  "campaign",
  "arm",
  "level_1",
  "level_2",
  "level_3",
  "level_4",
  "level_5",
  "level_6"
