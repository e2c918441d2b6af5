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
), "days" AS (
  SELECT
    "customer_id",
    "ordered_day" AS "day"
  FROM "orders"
  WHERE
    :from_usage = 0 AND "revenue" >= 0 AND "ordered_day" <= :until_day
  GROUP BY
    "customer_id",
    "ordered_day"
  UNION ALL
  SELECT
    "customer_id",
    "used_day" AS "day"
  FROM "usage"
  WHERE
    :from_usage = 1 AND "used_day" <= :until_day
  GROUP BY
    "customer_id",
    "used_day"
), "known" AS (
  SELECT
    "lived"."customer_id" AS "customer_id",
    "first_day",
    "last_day",
    "recent_days",
    COALESCE("code", 0) AS "segment",
    (
      CAST(:until_day + 1 - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "whole_periods"
  FROM (
    SELECT
      "customer_id",
      MIN("day") AS "first_day",
      MAX("day") AS "last_day",
      COUNT(CASE WHEN "day" > :until_day - :period_days THEN 1 END) AS "recent_days"
    FROM "days"
    GROUP BY
      "customer_id"
  ) AS "lived"
  LEFT JOIN "levels"
    ON "lived"."customer_id" = "levels"."customer_id"
), "active" AS (
  SELECT
    "days"."customer_id" AS "customer_id",
    (
      CAST("day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "place",
    MAX((
      "first_day" + 3000000
    ) * 64 + "segment") AS "life",
    MAX("day") AS "latest_day",
    COUNT(*) AS "active_days"
  FROM "days"
  INNER JOIN "known"
    ON "days"."customer_id" = "known"."customer_id"
  GROUP BY
    "days"."customer_id",
    (
      CAST("day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    )
), "lives" AS (
  SELECT
    "customer_id",
    "place",
    (
      CAST("life" AS BIGINT) / CAST(64 AS BIGINT)
    ) - 3000000 AS "first_day",
    "life" % 64 AS "segment",
    (
      CAST(:until_day + 3000001 - (
        CAST("life" AS BIGINT) / CAST(64 AS BIGINT)
      ) AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "cohort",
    "latest_day",
    "active_days"
  FROM "active"
), "follows" AS (
  SELECT
    "customer_id",
    "place" - 1 AS "place"
  FROM "active"
  WHERE
    "place" > 0
), "noted" AS (
  SELECT DISTINCT
    "known"."customer_id" AS "customer_id",
    (
      CAST("opened_day" - "first_day" AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "place"
  FROM "tickets"
  INNER JOIN "known"
    ON "tickets"."customer_id" = "known"."customer_id"
  WHERE
    "opened_day" >= "first_day" AND "opened_day" <= :until_day
), "risks" AS (
  SELECT
    "segment",
    "cohort" - 2 - "lives"."place" AS "back",
    "lives"."place" + 1 AS "whole",
    (
      CAST((
        (
          "lives"."place" + 1
        ) * :period_days + "first_day" - 1 - "latest_day"
      ) * 4 AS BIGINT) / CAST(:period_days AS BIGINT)
    ) AS "silence",
    LEAST(COALESCE("active_days", 4), COALESCE(4, "active_days")) AS "activity",
    CASE WHEN "noted"."customer_id" IS NULL THEN 0 ELSE 1 END AS "ticket",
    CASE WHEN "follows"."customer_id" IS NULL THEN 1 ELSE 0 END AS "left_here"
  FROM "lives"
  LEFT JOIN "follows"
    ON "lives"."customer_id" = "follows"."customer_id"
    AND "lives"."place" = "follows"."place"
  LEFT JOIN "noted"
    ON "lives"."customer_id" = "noted"."customer_id"
    AND "lives"."place" = "noted"."place"
  WHERE
    "lives"."place" + 1 < "cohort"
), "noted_lately" AS (
  SELECT DISTINCT
    "customer_id"
  FROM "tickets"
  WHERE
    "opened_day" > :until_day - :period_days AND "opened_day" <= :until_day
), "paid_lately" AS (
  SELECT
    "customer_id",
    CAST(SUM("revenue") AS BIGINT) AS "paid"
  FROM "orders"
  WHERE
    "ordered_day" > :until_day - :period_days AND "ordered_day" <= :until_day
  GROUP BY
    "customer_id"
)
SELECT
  0 AS "part",
  "segment",
  LEAST(COALESCE("back", 12), COALESCE(12, "back")) AS "period",
  0 AS "cohort",
  (
    CASE
      WHEN "whole" < 1
      THEN 1
      WHEN "whole" < 3
      THEN "whole"
      WHEN "whole" < 6
      THEN 3
      WHEN "whole" < 12
      THEN 6
      WHEN "whole" < 24
      THEN 12
      ELSE 24
    END
  ) AS "age",
  "silence",
  "activity",
  "ticket",
  COUNT(*) AS "customers",
  SUM("left_here") AS "left_sum",
  0 AS "paid_sum"
FROM "risks"
GROUP BY
  "segment",
  LEAST(COALESCE("back", 12), COALESCE(12, "back")),
  (
    CASE
      WHEN "whole" < 1
      THEN 1
      WHEN "whole" < 3
      THEN "whole"
      WHEN "whole" < 6
      THEN 3
      WHEN "whole" < 12
      THEN 6
      WHEN "whole" < 24
      THEN 12
      ELSE 24
    END
  ),
  "silence",
  "activity",
  "ticket"
UNION ALL
SELECT
  1 AS "part",
  "segment",
  0 AS "period",
  "cohort",
  "place" AS "age",
  0 AS "silence",
  0 AS "activity",
  0 AS "ticket",
  COUNT(*) AS "customers",
  0 AS "left_sum",
  0 AS "paid_sum"
FROM "lives"
WHERE
  "place" < "cohort"
GROUP BY
  "segment",
  "cohort",
  "place"
UNION ALL
SELECT
  2 AS "part",
  "segment",
  0 AS "period",
  0 AS "cohort",
  (
    CASE
      WHEN "whole_periods" < 1
      THEN 1
      WHEN "whole_periods" < 3
      THEN "whole_periods"
      WHEN "whole_periods" < 6
      THEN 3
      WHEN "whole_periods" < 12
      THEN 6
      WHEN "whole_periods" < 24
      THEN 12
      ELSE 24
    END
  ) AS "age",
  (
    CAST((
      :until_day - "last_day"
    ) * 4 AS BIGINT) / CAST(:period_days AS BIGINT)
  ) AS "silence",
  LEAST(COALESCE("recent_days", 4), COALESCE(4, "recent_days")) AS "activity",
  CASE WHEN "noted_lately"."customer_id" IS NULL THEN 0 ELSE 1 END AS "ticket",
  COUNT(*) AS "customers",
  0 AS "left_sum",
  SUM(COALESCE("paid", 0)) AS "paid_sum"
FROM "known"
LEFT JOIN "noted_lately"
  ON "known"."customer_id" = "noted_lately"."customer_id"
LEFT JOIN "paid_lately"
  ON "known"."customer_id" = "paid_lately"."customer_id"
WHERE
  "recent_days" > 0
GROUP BY
  "segment",
  (
    CASE
      WHEN "whole_periods" < 1
      THEN 1
      WHEN "whole_periods" < 3
      THEN "whole_periods"
      WHEN "whole_periods" < 6
      THEN 3
      WHEN "whole_periods" < 12
      THEN 6
      WHEN "whole_periods" < 24
      THEN 12
      ELSE 24
    END
  ),
  (
    CAST((
      :until_day - "last_day"
    ) * 4 AS BIGINT) / CAST(:period_days AS BIGINT)
  ),
  LEAST(COALESCE("recent_days", 4), COALESCE(4, "recent_days")),
  CASE WHEN "noted_lately"."customer_id" IS NULL THEN 0 ELSE 1 END
