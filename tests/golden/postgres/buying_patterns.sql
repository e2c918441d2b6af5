SELECT
  "recency",
  "frequency",
  "tenure",
  "touches",
  "uses",
  "segment",
  COUNT(*) AS "customers",
  SUM("bought") AS "bought_sum"
FROM (
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
      "ordered_day" AS "day"
    FROM "orders"
    WHERE
      %(from_touchpoints)s = 0
      AND "revenue" >= 0
      AND "ordered_day" <= LEAST(%(cut_day)s + %(window_days)s, %(until_day)s)
    UNION ALL
    SELECT
      "person_id" AS "customer_id",
      "occurred_day" AS "day"
    FROM "touchpoints"
    INNER JOIN "purchase_kinds"
      ON "touchpoints"."kind" = "purchase_kinds"."kind_level"
    WHERE
      %(from_touchpoints)s = 1
      AND "occurred_day" <= LEAST(%(cut_day)s + %(window_days)s, %(until_day)s)
  ), "histories" AS (
    SELECT
      "customer_id",
      MIN("day") AS "first_day",
      MAX(CASE WHEN "day" <= %(cut_day)s THEN "day" END) AS "last_day",
      CAST(SUM(CASE WHEN "day" <= %(cut_day)s THEN 1 ELSE 0 END) AS BIGINT) AS "purchases",
      MAX(CASE WHEN "day" > %(cut_day)s THEN 1 ELSE 0 END) AS "bought"
    FROM "days"
    GROUP BY
      "customer_id"
  ), "touched" AS (
    SELECT
      "person_id",
      COUNT(*) AS "contacts"
    FROM "touchpoints"
    WHERE
      "occurred_day" > %(cut_day)s - %(window_days)s AND "occurred_day" <= %(cut_day)s
    GROUP BY
      "person_id"
  ), "used" AS (
    SELECT
      "customer_id",
      COUNT(*) AS "times"
    FROM "usage"
    WHERE
      "used_day" > %(cut_day)s - %(window_days)s AND "used_day" <= %(cut_day)s
    GROUP BY
      "customer_id"
  ), "people" AS (
    SELECT
      "histories"."customer_id" AS "customer_id",
      "bought",
      %(cut_day)s - "last_day" AS "days_since_last",
      "purchases",
      (
        CAST((
          %(cut_day)s - "last_day"
        ) * 8 AS BIGINT) / CAST(%(window_days)s AS BIGINT)
      ) AS "eighths",
      (
        CAST((
          %(cut_day)s - "first_day"
        ) * 8 AS BIGINT) / CAST(%(window_days)s AS BIGINT)
      ) AS "age_eighths",
      COALESCE("contacts", 0) AS "contacts",
      COALESCE("times", 0) AS "times",
      COALESCE("levels"."code", 0) AS "segment",
      "levels"."segment_level" AS "segment_level"
    FROM "histories"
    LEFT JOIN "levels"
      ON "histories"."customer_id" = "levels"."customer_id"
    LEFT JOIN "touched"
      ON "histories"."customer_id" = "touched"."person_id"
    LEFT JOIN "used"
      ON "histories"."customer_id" = "used"."customer_id"
    WHERE
      "first_day" <= %(cut_day)s
  )
  SELECT
    "customer_id",
    "bought",
    "days_since_last",
    "purchases",
    "segment",
    "segment_level",
    CASE
      WHEN "eighths" < 1
      THEN 0
      WHEN "eighths" < 2
      THEN 1
      WHEN "eighths" < 4
      THEN 2
      WHEN "eighths" < 8
      THEN 3
      WHEN "eighths" < 12
      THEN 4
      WHEN "eighths" < 16
      THEN 5
      WHEN "eighths" < 24
      THEN 6
      WHEN "eighths" < 32
      THEN 7
      WHEN "eighths" < 40
      THEN 8
      ELSE 9
    END AS "recency",
    CASE
      WHEN "purchases" < 3
      THEN "purchases" - 1
      WHEN "purchases" < 5
      THEN 2
      WHEN "purchases" < 9
      THEN 3
      ELSE 4
    END AS "frequency",
    CASE
      WHEN "age_eighths" < 4
      THEN 0
      WHEN "age_eighths" < 8
      THEN 1
      WHEN "age_eighths" < 16
      THEN 2
      WHEN "age_eighths" < 32
      THEN 3
      ELSE 4
    END AS "tenure",
    CASE WHEN "contacts" < 1 THEN 0 WHEN "contacts" < 3 THEN 1 ELSE 2 END AS "touches",
    CASE WHEN "times" < 1 THEN 0 WHEN "times" < 4 THEN 1 ELSE 2 END AS "uses"
  FROM "people"
) AS "patterns_of"
GROUP BY
  "recency",
  "frequency",
  "tenure",
  "touches",
  "uses",
  "segment"
