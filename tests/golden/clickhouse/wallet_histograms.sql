WITH "bought" AS (
  SELECT
    "category_purchases"."person_id" AS "person_id",
    COALESCE("brand_codes"."code", 24) AS "code",
    toInt64(COUNT(*)) AS "own",
    toInt64(
      SUM(CASE WHEN "category_purchases"."purchased_day" <= {cut_day: } THEN 1 ELSE 0 END)
    ) AS "own_first"
  FROM "category_purchases"
  LEFT JOIN "brand_codes"
    ON "category_purchases"."brand" = "brand_codes"."brand"
  WHERE
    "category_purchases"."purchased_day" >= {from_day: }
    AND "category_purchases"."purchased_day" <= {until_day: }
  GROUP BY
    "category_purchases"."person_id",
    COALESCE("brand_codes"."code", 24)
), "people" AS (
  SELECT
    "person_id",
    accurateCast(SUM(toInt128("own")), 'Nullable(Int64)') AS "own_all",
    accurateCast(SUM(toInt128("own_first")), 'Nullable(Int64)') AS "own_first_all",
    accurateCast(
      SUM(toInt128(CASE WHEN "code" = {brand_code: } THEN "own" ELSE 0 END)),
      'Nullable(Int64)'
    ) AS "ours",
    accurateCast(
      SUM(toInt128(CASE WHEN "code" = {brand_code: } THEN "own_first" ELSE 0 END)),
      'Nullable(Int64)'
    ) AS "ours_first"
  FROM "bought"
  GROUP BY
    "person_id"
), "both_kinds" AS (
  SELECT
    "bought"."code" AS "code",
    "bought"."own" AS "own",
    "bought"."own_first" AS "own_first",
    "people"."own_all" AS "own_all",
    "people"."own_first_all" AS "own_first_all",
    "people"."ours" AS "ours",
    "people"."ours_first" AS "ours_first"
  FROM "bought"
  INNER JOIN "people"
    ON "bought"."person_id" = "people"."person_id"
  UNION ALL
  SELECT
    -1 AS "code",
    "own_all" AS "own",
    "own_first_all" AS "own_first",
    "own_all",
    "own_first_all",
    "ours",
    "ours_first"
  FROM "people"
), "together" AS (
  SELECT
    "code",
    "own",
    "own_first",
    "ours",
    "ours_first",
    toInt64(COUNT(*)) AS "people",
    accurateCast(SUM(toInt128("own_all")), 'Nullable(Int64)') AS "all_times",
    accurateCast(SUM(toInt128("own_first_all")), 'Nullable(Int64)') AS "all_first"
  FROM "both_kinds"
  GROUP BY
    "code",
    "own",
    "own_first",
    "ours",
    "ours_first"
), "periods" AS (
  SELECT
    0 AS "period",
    "code",
    "own",
    "people",
    "all_times",
    CASE WHEN "ours" > 0 THEN "people" ELSE 0 END AS "joint"
  FROM "together"
  UNION ALL
  SELECT
    1 AS "period",
    "code",
    "own_first" AS "own",
    "people",
    "all_first" AS "all_times",
    CASE WHEN "ours_first" > 0 THEN "people" ELSE 0 END AS "joint"
  FROM "together"
  UNION ALL
  SELECT
    2 AS "period",
    "code",
    "own" - "own_first" AS "own",
    "people",
    "all_times" - "all_first" AS "all_times",
    CASE WHEN "ours" > "ours_first" THEN "people" ELSE 0 END AS "joint"
  FROM "together"
), "cells" AS (
  SELECT
    "period",
    "code",
    CASE
      WHEN "own" <= 64
      THEN "own"
      WHEN "own" < 1024
      THEN accurateCast(toInt128(intDiv("own", 16)) * 16, 'Nullable(Int64)')
      WHEN "own" < 16384
      THEN accurateCast(toInt128(intDiv("own", 256)) * 256, 'Nullable(Int64)')
      ELSE 16384
    END AS "times",
    "own",
    "people" AS "heads",
    "all_times",
    "joint"
  FROM "periods"
  WHERE
    "own" > 0
)
SELECT
  "period",
  "code",
  CAST("times" AS Nullable(Int64)) AS "times",
  CAST(accurateCast(SUM(toInt128("heads")), 'Nullable(Int64)') AS Nullable(Int64)) AS "people",
  CAST(accurateCast(
    SUM(toInt128(accurateCast(toInt128("own") * "heads", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "purchases",
  CAST(accurateCast(SUM(toInt128("all_times")), 'Nullable(Int64)') AS Nullable(Int64)) AS "category_purchases",
  CAST(accurateCast(SUM(toInt128("joint")), 'Nullable(Int64)') AS Nullable(Int64)) AS "with_own"
FROM "cells"
GROUP BY
  "period",
  "code",
  "times"
