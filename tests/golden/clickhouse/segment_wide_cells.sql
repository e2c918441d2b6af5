SELECT
  CAST("frequency" AS Nullable(Int64)) AS "frequency",
  "silence",
  "spend",
  CAST("category" AS Nullable(Int64)) AS "category",
  "level_1",
  "level_2",
  "level_3",
  CAST("usage_level" AS Nullable(Int64)) AS "usage_level",
  CAST("rating_level" AS Nullable(Int64)) AS "rating_level",
  toInt64(COUNT(*)) AS "customers",
  toInt64(COUNT(CASE WHEN "first_day" > {since_day: } THEN 1 END)) AS "recent",
  toInt64(
    COUNT(
      CASE WHEN "first_day" > {before_day: } AND "first_day" <= {since_day: } THEN 1 END
    )
  ) AS "earlier",
  CAST(accurateCast(SUM(toInt128("paid_since")), 'Nullable(Int64)') AS Nullable(Int64)) AS "spent",
  CAST(accurateCast(
    SUM(
      toInt128(
        accurateCast(
          toInt128(LEAST("paid_since", 1000000)) * LEAST("paid_since", 1000000),
          'Nullable(Int64)'
        )
      )
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "spent_squares"
FROM (
  WITH "patterns" AS (
    WITH "levels" AS (
      SELECT
        "customer_id",
        COALESCE(
          (
            CASE {use_1: }
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
          ),
          ''
        ) AS "level_1",
        COALESCE(
          (
            CASE {use_2: }
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
          ),
          ''
        ) AS "level_2",
        COALESCE(
          (
            CASE {use_3: }
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
          ),
          ''
        ) AS "level_3"
      FROM "customers"
    ), "people" AS (
      SELECT
        "orders"."customer_id" AS "customer_id",
        toInt64(COUNT(*)) AS "purchases",
        {until_day: } - MAX("orders"."ordered_day") AS "silent",
        accurateCast(SUM(toInt128("orders"."revenue")), 'Nullable(Int64)') AS "paid",
        MIN("orders"."ordered_day") AS "first_day",
        intDiv(
          accurateCast(
            SUM(
              toInt128(
                CASE WHEN "orders"."ordered_day" > {since_day: } THEN "orders"."revenue" ELSE 0 END
              )
            ),
            'Nullable(Int64)'
          ),
          10000
        ) AS "paid_since",
        MIN(
          accurateCast(toInt128("orders"."ordered_day" + 3000000) * 64, 'Nullable(Int64)') + COALESCE("categories"."code", 0)
        ) % 64 AS "category"
      FROM "orders"
      LEFT JOIN "categories"
        ON "orders"."category" = "categories"."category"
      WHERE
        "orders"."revenue" >= 0 AND "orders"."ordered_day" <= {until_day: }
      GROUP BY
        "orders"."customer_id"
    )
    SELECT
      "people"."customer_id" AS "customer_id",
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
        WHEN "silent" < 30
        THEN 0
        WHEN "silent" < 90
        THEN 1
        WHEN "silent" < 180
        THEN 2
        WHEN "silent" < 365
        THEN 3
        ELSE 4
      END AS "silence",
      CASE
        WHEN "paid" < accurateCast(toInt128(10000) * "purchases", 'Nullable(Int64)')
        THEN 0
        WHEN "paid" < accurateCast(toInt128(20000) * "purchases", 'Nullable(Int64)')
        THEN 1
        WHEN "paid" < accurateCast(toInt128(30000) * "purchases", 'Nullable(Int64)')
        THEN 2
        WHEN "paid" < accurateCast(toInt128(50000) * "purchases", 'Nullable(Int64)')
        THEN 3
        WHEN "paid" < accurateCast(toInt128(70000) * "purchases", 'Nullable(Int64)')
        THEN 4
        WHEN "paid" < accurateCast(toInt128(100000) * "purchases", 'Nullable(Int64)')
        THEN 5
        WHEN "paid" < accurateCast(toInt128(200000) * "purchases", 'Nullable(Int64)')
        THEN 6
        WHEN "paid" < accurateCast(toInt128(300000) * "purchases", 'Nullable(Int64)')
        THEN 7
        WHEN "paid" < accurateCast(toInt128(500000) * "purchases", 'Nullable(Int64)')
        THEN 8
        WHEN "paid" < accurateCast(toInt128(700000) * "purchases", 'Nullable(Int64)')
        THEN 9
        WHEN "paid" < accurateCast(toInt128(1000000) * "purchases", 'Nullable(Int64)')
        THEN 10
        WHEN "paid" < accurateCast(toInt128(2000000) * "purchases", 'Nullable(Int64)')
        THEN 11
        WHEN "paid" < accurateCast(toInt128(3000000) * "purchases", 'Nullable(Int64)')
        THEN 12
        WHEN "paid" < accurateCast(toInt128(5000000) * "purchases", 'Nullable(Int64)')
        THEN 13
        WHEN "paid" < accurateCast(toInt128(7000000) * "purchases", 'Nullable(Int64)')
        THEN 14
        WHEN "paid" < accurateCast(toInt128(10000000) * "purchases", 'Nullable(Int64)')
        THEN 15
        WHEN "paid" < accurateCast(toInt128(20000000) * "purchases", 'Nullable(Int64)')
        THEN 16
        WHEN "paid" < accurateCast(toInt128(30000000) * "purchases", 'Nullable(Int64)')
        THEN 17
        WHEN "paid" < accurateCast(toInt128(50000000) * "purchases", 'Nullable(Int64)')
        THEN 18
        WHEN "paid" < accurateCast(toInt128(70000000) * "purchases", 'Nullable(Int64)')
        THEN 19
        WHEN "paid" < accurateCast(toInt128(100000000) * "purchases", 'Nullable(Int64)')
        THEN 20
        WHEN "paid" < accurateCast(toInt128(200000000) * "purchases", 'Nullable(Int64)')
        THEN 21
        WHEN "paid" < accurateCast(toInt128(300000000) * "purchases", 'Nullable(Int64)')
        THEN 22
        WHEN "paid" < accurateCast(toInt128(500000000) * "purchases", 'Nullable(Int64)')
        THEN 23
        ELSE 24
      END AS "spend",
      "category",
      COALESCE("levels"."level_1", '') AS "level_1",
      COALESCE("levels"."level_2", '') AS "level_2",
      COALESCE("levels"."level_3", '') AS "level_3",
      "people"."first_day" AS "first_day",
      "people"."paid_since" AS "paid_since"
    FROM "people"
    LEFT JOIN "levels"
      ON "people"."customer_id" = "levels"."customer_id"
  ), "uses" AS (
    SELECT
      "customer_id",
      MAX(CASE WHEN "used_day" > {usage_day: } - 7 THEN 1 ELSE 0 END) + MAX(
        CASE
          WHEN "used_day" > {usage_day: } - 14 AND "used_day" <= {usage_day: } - 7
          THEN 1
          ELSE 0
        END
      ) + MAX(
        CASE
          WHEN "used_day" > {usage_day: } - 21 AND "used_day" <= {usage_day: } - 14
          THEN 1
          ELSE 0
        END
      ) + MAX(CASE WHEN "used_day" <= {usage_day: } - 21 THEN 1 ELSE 0 END) AS "weeks"
    FROM "usage"
    WHERE
      "used_day" > {usage_day: } - 28 AND "used_day" <= {usage_day: }
    GROUP BY
      "customer_id"
  ), "opinions" AS (
    SELECT
      "ratings"."respondent_id" AS "respondent_id",
      CAST(accurateCast(SUM(toInt128("ratings"."rating")), 'Nullable(Int64)') AS Nullable(Int64)) AS "points",
      toInt64(COUNT(*)) AS "answers"
    FROM "ratings"
    INNER JOIN "own_brands"
      ON "ratings"."brand" = "own_brands"."brand"
    GROUP BY
      "ratings"."respondent_id"
  )
  SELECT
    "patterns"."customer_id" AS "customer_id",
    "patterns"."frequency" AS "frequency",
    "patterns"."silence" AS "silence",
    "patterns"."spend" AS "spend",
    "patterns"."category" AS "category",
    "patterns"."level_1" AS "level_1",
    "patterns"."level_2" AS "level_2",
    "patterns"."level_3" AS "level_3",
    "patterns"."first_day" AS "first_day",
    "patterns"."paid_since" AS "paid_since",
    CASE
      WHEN "uses"."weeks" IS NULL
      THEN 0
      WHEN "patterns"."first_day" > {usage_day: } - 28
      THEN 1
      WHEN "uses"."weeks" < 3
      THEN 2
      ELSE 3
    END AS "usage_level",
    CASE
      WHEN "opinions"."answers" IS NULL
      THEN 0
      WHEN "points" <= accurateCast(toInt128(-20000) * "answers", 'Nullable(Int64)')
      THEN 1
      WHEN "points" <= accurateCast(toInt128(-10000) * "answers", 'Nullable(Int64)')
      THEN 2
      WHEN "points" <= 0
      THEN 3
      WHEN "points" <= accurateCast(toInt128(10000) * "answers", 'Nullable(Int64)')
      THEN 4
      WHEN "points" <= accurateCast(toInt128(20000) * "answers", 'Nullable(Int64)')
      THEN 5
      WHEN "points" <= accurateCast(toInt128(25000) * "answers", 'Nullable(Int64)')
      THEN 6
      WHEN "points" <= accurateCast(toInt128(30000) * "answers", 'Nullable(Int64)')
      THEN 7
      WHEN "points" <= accurateCast(toInt128(35000) * "answers", 'Nullable(Int64)')
      THEN 8
      WHEN "points" <= accurateCast(toInt128(40000) * "answers", 'Nullable(Int64)')
      THEN 9
      WHEN "points" <= accurateCast(toInt128(45000) * "answers", 'Nullable(Int64)')
      THEN 10
      WHEN "points" <= accurateCast(toInt128(50000) * "answers", 'Nullable(Int64)')
      THEN 11
      WHEN "points" <= accurateCast(toInt128(60000) * "answers", 'Nullable(Int64)')
      THEN 12
      WHEN "points" <= accurateCast(toInt128(70000) * "answers", 'Nullable(Int64)')
      THEN 13
      WHEN "points" <= accurateCast(toInt128(80000) * "answers", 'Nullable(Int64)')
      THEN 14
      WHEN "points" <= accurateCast(toInt128(90000) * "answers", 'Nullable(Int64)')
      THEN 15
      WHEN "points" <= accurateCast(toInt128(100000) * "answers", 'Nullable(Int64)')
      THEN 16
      WHEN "points" <= accurateCast(toInt128(200000) * "answers", 'Nullable(Int64)')
      THEN 17
      WHEN "points" <= accurateCast(toInt128(300000) * "answers", 'Nullable(Int64)')
      THEN 18
      WHEN "points" <= accurateCast(toInt128(400000) * "answers", 'Nullable(Int64)')
      THEN 19
      WHEN "points" <= accurateCast(toInt128(500000) * "answers", 'Nullable(Int64)')
      THEN 20
      WHEN "points" <= accurateCast(toInt128(600000) * "answers", 'Nullable(Int64)')
      THEN 21
      WHEN "points" <= accurateCast(toInt128(700000) * "answers", 'Nullable(Int64)')
      THEN 22
      WHEN "points" <= accurateCast(toInt128(800000) * "answers", 'Nullable(Int64)')
      THEN 23
      WHEN "points" <= accurateCast(toInt128(900000) * "answers", 'Nullable(Int64)')
      THEN 24
      ELSE 25
    END AS "rating_level"
  FROM "patterns"
  LEFT JOIN "uses"
    ON "patterns"."customer_id" = "uses"."customer_id"
  LEFT JOIN "opinions"
    ON CAST("patterns"."customer_id" AS Nullable(String)) = "opinions"."respondent_id"
) AS "signs"
GROUP BY
  "frequency",
  "silence",
  "spend",
  "category",
  "level_1",
  "level_2",
  "level_3",
  "usage_level",
  "rating_level"
