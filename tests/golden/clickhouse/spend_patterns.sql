WITH "days" AS (
  SELECT
    "customer_id",
    "ordered_day",
    CAST(accurateCast(SUM(toInt128("revenue")), 'Nullable(Int64)') AS Nullable(Int64)) AS "paid"
  FROM "orders"
  WHERE
    "revenue" >= 0 AND "ordered_day" <= {until_day: }
  GROUP BY
    "customer_id",
    "ordered_day"
), "histories" AS (
  SELECT
    toInt64(COUNT(*)) - 1 AS "purchases",
    CAST(accurateCast(SUM(toInt128("paid")), 'Nullable(Int64)') AS Nullable(Int64)) - (
      MIN(
        accurateCast(toInt128("ordered_day") * 100000000000000, 'Nullable(Int64)') + "paid"
      ) - accurateCast(toInt128(MIN("ordered_day")) * 100000000000000, 'Nullable(Int64)')
    ) AS "repeat_paid"
  FROM "days"
  GROUP BY
    "customer_id"
), "people" AS (
  SELECT
    "purchases",
    intDiv("repeat_paid", GREATEST("purchases", 1)) AS "spend"
  FROM "histories"
), "sized" AS (
  SELECT
    "purchases",
    "spend",
    CASE
      WHEN {coarse: } = 0 OR "spend" < 100
      THEN 1
      WHEN "spend" < 1000
      THEN 100
      WHEN "spend" < 10000
      THEN 1000
      WHEN "spend" < 100000
      THEN 10000
      WHEN "spend" < 1000000
      THEN 100000
      WHEN "spend" < 10000000
      THEN 1000000
      WHEN "spend" < 100000000
      THEN 10000000
      WHEN "spend" < 1000000000
      THEN 100000000
      WHEN "spend" < 10000000000
      THEN 1000000000
      WHEN "spend" < 100000000000
      THEN 10000000000
      WHEN "spend" < 1000000000000
      THEN 100000000000
      WHEN "spend" < 10000000000000
      THEN 1000000000000
      ELSE 10000000000000
    END AS "decade"
  FROM "people"
), "stepped" AS (
  SELECT
    "purchases",
    "spend",
    CASE
      WHEN {coarse: } = 2 OR "purchases" >= 32
      THEN "decade"
      ELSE GREATEST(intDiv("decade", 10), 1)
    END AS "spend_step"
  FROM "sized"
), "placed" AS (
  SELECT
    "purchases",
    "spend_step",
    intDiv("spend", "spend_step") AS "spend_cell",
    intDiv(
      accurateCast(
        toInt128(
          "spend" - accurateCast(toInt128(intDiv("spend", "spend_step")) * "spend_step", 'Nullable(Int64)')
        ) * 100,
        'Nullable(Int64)'
      ),
      "spend_step"
    ) AS "hundredths"
  FROM "stepped"
)
SELECT
  "purchases",
  "spend_step",
  "spend_cell",
  toInt64(COUNT(*)) AS "customers",
  accurateCast(SUM(toInt128("hundredths")), 'Nullable(Int64)') AS "hundredths_over",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("hundredths") * "hundredths", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "hundredths_squares"
FROM "placed"
GROUP BY
  "purchases",
  "spend_step",
  "spend_cell"
