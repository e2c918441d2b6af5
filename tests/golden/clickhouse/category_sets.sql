WITH "people" AS (
  SELECT
    "orders"."customer_id" AS "customer_id",
    groupBitOr(
      CASE WHEN "orders"."ordered_day" <= {cut_day: } THEN "categories"."bit" ELSE 0 END
    ) AS "owned",
    MAX(
      CASE
        WHEN "categories"."code" = 1 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_01",
    MAX(
      CASE
        WHEN "categories"."code" = 2 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_02",
    MAX(
      CASE
        WHEN "categories"."code" = 3 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_03",
    MAX(
      CASE
        WHEN "categories"."code" = 4 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_04",
    MAX(
      CASE
        WHEN "categories"."code" = 5 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_05",
    MAX(
      CASE
        WHEN "categories"."code" = 6 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_06",
    MAX(
      CASE
        WHEN "categories"."code" = 7 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_07",
    MAX(
      CASE
        WHEN "categories"."code" = 8 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_08",
    MAX(
      CASE
        WHEN "categories"."code" = 9 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_09",
    MAX(
      CASE
        WHEN "categories"."code" = 10 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_10",
    MAX(
      CASE
        WHEN "categories"."code" = 11 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_11",
    MAX(
      CASE
        WHEN "categories"."code" = 12 AND "orders"."ordered_day" > {cut_day: }
        THEN 1
        ELSE 0
      END
    ) AS "then_12"
  FROM "orders"
  INNER JOIN "categories"
    ON "orders"."category" = "categories"."category"
  WHERE
    "orders"."revenue" >= 0 AND "orders"."ordered_day" <= {until_day: }
  GROUP BY
    "orders"."customer_id"
)
SELECT
  CAST("owned" AS Nullable(Int64)) AS "owned",
  toInt64(COUNT(*)) AS "people",
  accurateCast(SUM(toInt128("then_01")), 'Nullable(Int64)') AS "next_01",
  accurateCast(SUM(toInt128("then_02")), 'Nullable(Int64)') AS "next_02",
  accurateCast(SUM(toInt128("then_03")), 'Nullable(Int64)') AS "next_03",
  accurateCast(SUM(toInt128("then_04")), 'Nullable(Int64)') AS "next_04",
  accurateCast(SUM(toInt128("then_05")), 'Nullable(Int64)') AS "next_05",
  accurateCast(SUM(toInt128("then_06")), 'Nullable(Int64)') AS "next_06",
  accurateCast(SUM(toInt128("then_07")), 'Nullable(Int64)') AS "next_07",
  accurateCast(SUM(toInt128("then_08")), 'Nullable(Int64)') AS "next_08",
  accurateCast(SUM(toInt128("then_09")), 'Nullable(Int64)') AS "next_09",
  accurateCast(SUM(toInt128("then_10")), 'Nullable(Int64)') AS "next_10",
  accurateCast(SUM(toInt128("then_11")), 'Nullable(Int64)') AS "next_11",
  accurateCast(SUM(toInt128("then_12")), 'Nullable(Int64)') AS "next_12"
FROM "people"
WHERE
  "owned" > 0
GROUP BY
  "owned"
