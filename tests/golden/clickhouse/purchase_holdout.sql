WITH "days" AS (
  SELECT
    "customer_id",
    "ordered_day"
  FROM "orders"
  WHERE
    "revenue" >= 0 AND "ordered_day" <= {until_day: }
  GROUP BY
    "customer_id",
    "ordered_day"
), "split" AS (
  SELECT
    MIN("ordered_day") AS "first_day",
    MAX(CASE WHEN "ordered_day" <= {cut_day: } THEN "ordered_day" END) AS "last_day",
    toInt64(SUM(CASE WHEN "ordered_day" <= {cut_day: } THEN 1 ELSE 0 END)) - 1 AS "purchases",
    toInt64(SUM(CASE WHEN "ordered_day" > {cut_day: } THEN 1 ELSE 0 END)) AS "later"
  FROM "days"
  GROUP BY
    "customer_id"
  HAVING
    MIN("ordered_day") <= {cut_day: }
), "people" AS (
  SELECT
    "purchases",
    "later",
    "last_day" - "first_day" AS "recency",
    {cut_day: } - "first_day" AS "age",
    CASE WHEN "purchases" < 32 THEN {width: } ELSE {wide: } END AS "step"
  FROM "split"
), "placed" AS (
  SELECT
    "purchases",
    "later",
    intDiv("recency", "step") AS "recency_cell",
    intDiv("age", "step") AS "age_cell",
    "recency" - accurateCast(toInt128(intDiv("recency", "step")) * "step", 'Nullable(Int64)') AS "recency_offset",
    "age" - accurateCast(toInt128(intDiv("age", "step")) * "step", 'Nullable(Int64)') AS "age_offset"
  FROM "people"
)
SELECT
  "purchases",
  "recency_cell",
  "age_cell",
  toInt64(COUNT(*)) AS "customers",
  accurateCast(SUM(toInt128("recency_offset")), 'Nullable(Int64)') AS "recency_over",
  accurateCast(SUM(toInt128("age_offset")), 'Nullable(Int64)') AS "age_over",
  accurateCast(
    SUM(
      toInt128(accurateCast(toInt128("recency_offset") * "recency_offset", 'Nullable(Int64)'))
    ),
    'Nullable(Int64)'
  ) AS "recency_squares",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("age_offset") * "age_offset", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "age_squares",
  accurateCast(
    SUM(
      toInt128(accurateCast(toInt128("recency_offset") * "age_offset", 'Nullable(Int64)'))
    ),
    'Nullable(Int64)'
  ) AS "products",
  accurateCast(SUM(toInt128("later")), 'Nullable(Int64)') AS "later_sum",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("later") * "later", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "later_squares"
FROM "placed"
GROUP BY
  "purchases",
  "recency_cell",
  "age_cell"
