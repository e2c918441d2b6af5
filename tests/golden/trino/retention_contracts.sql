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
), "contracts" AS (
  SELECT
    "customer_id",
    MIN("started_day") AS "first_day",
    MIN("started_day" * 100 + COALESCE("plan_codes"."code", 0)) - 100 * MIN("started_day") AS "first_plan",
    MAX(CASE WHEN "ended_day" IS NULL OR "ended_day" > :until_day THEN 1 ELSE 0 END) AS "running",
    MAX("ended_day") AS "last_day",
    CAST(SUM(
      CASE
        WHEN "ended_day" IS NULL OR "ended_day" > :until_day
        THEN COALESCE("price", 0)
        ELSE 0
      END
    ) AS BIGINT) AS "monthly"
  FROM "subscriptions"
  LEFT JOIN "plan_codes"
    ON "subscriptions"."plan" = "plan_codes"."plan_level"
  WHERE
    "started_day" <= :until_day
  GROUP BY
    "customer_id"
), "lives" AS (
  SELECT
    "contracts"."customer_id" AS "customer_id",
    "first_day",
    "first_plan" AS "plan",
    COALESCE("levels"."code", 0) AS "segment",
    (
      CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "cohort",
    CASE
      WHEN "running" = 1
      THEN (
        CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
      )
      ELSE LEAST(
        COALESCE(
          (
            CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
          ),
          (
            CAST(GREATEST(COALESCE("last_day" - "first_day", 0), COALESCE(0, "last_day" - "first_day")) AS BIGINT) / CAST(:period_days AS BIGINT)
          )
        ),
        COALESCE(
          (
            CAST(GREATEST(COALESCE("last_day" - "first_day", 0), COALESCE(0, "last_day" - "first_day")) AS BIGINT) / CAST(:period_days AS BIGINT)
          ),
          (
            CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
          )
        )
      )
    END AS "age",
    CASE
      WHEN "running" = 0
      AND (
        CAST(GREATEST(COALESCE("last_day" - "first_day", 0), COALESCE(0, "last_day" - "first_day")) AS BIGINT) / CAST(:period_days AS BIGINT)
      ) < (
        CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
      )
      THEN 1
      ELSE 0
    END AS "left_now",
    "running",
    "monthly"
  FROM "contracts"
  LEFT JOIN "levels"
    ON "contracts"."customer_id" = "levels"."customer_id"
), "noted" AS (
  SELECT DISTINCT
    "lives"."customer_id" AS "customer_id",
    "plan",
    "segment",
    "cohort",
    (
      CAST("opened_day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) + 1 AS "age",
    CASE
      WHEN "left_now" = 1
      AND (
        CAST("opened_day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
      ) + 1 = "lives"."age"
      THEN 1
      ELSE 0
    END AS "left_here"
  FROM "lives"
  INNER JOIN "tickets"
    ON "lives"."customer_id" = "tickets"."customer_id"
  WHERE
    "opened_day" >= "first_day"
    AND (
      CAST("opened_day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) + 1 < "lives"."age" + "left_now"
), "noted_lately" AS (
  SELECT DISTINCT
    "customer_id"
  FROM "tickets"
  WHERE
    "opened_day" > :until_day - :period_days AND "opened_day" <= :until_day
)
SELECT
  0 AS "part",
  "plan",
  "segment",
  "cohort",
  "age",
  "left_now",
  COUNT(*) AS "customers",
  SUM("running") AS "current_customers",
  SUM("monthly") AS "price_sum"
FROM "lives"
GROUP BY
  "plan",
  "segment",
  "cohort",
  "age",
  "left_now"
UNION ALL
SELECT
  1 AS "part",
  "plan",
  "segment",
  "cohort",
  "age",
  "left_here" AS "left_now",
  COUNT(*) AS "customers",
  0 AS "current_customers",
  0 AS "price_sum"
FROM "noted"
GROUP BY
  "plan",
  "segment",
  "cohort",
  "age",
  "left_here"
UNION ALL
SELECT
  2 AS "part",
  "plan",
  "segment",
  0 AS "cohort",
  "cohort" AS "age",
  CASE WHEN "noted_lately"."customer_id" IS NULL THEN 0 ELSE 1 END AS "left_now",
  COUNT(*) AS "customers",
  SUM("running") AS "current_customers",
  SUM("monthly") AS "price_sum"
FROM "lives"
LEFT JOIN "noted_lately"
  ON "lives"."customer_id" = "noted_lately"."customer_id"
WHERE
  "running" = 1
GROUP BY
  "plan",
  "segment",
  "cohort",
  CASE WHEN "noted_lately"."customer_id" IS NULL THEN 0 ELSE 1 END
