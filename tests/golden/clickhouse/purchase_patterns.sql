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
), "people" AS (
  SELECT
    toInt64(COUNT(*)) - 1 AS "purchases",
    MAX("ordered_day") - MIN("ordered_day") AS "recency",
    {until_day: } - MIN("ordered_day") AS "age",
    CASE WHEN toInt64(COUNT(*)) - 1 < 32 THEN {width: } ELSE {wide: } END AS "step"
  FROM "days"
  GROUP BY
    "customer_id"
  HAVING
    MIN("ordered_day") <= {acquired_until_day: }
), "placed" AS (
  SELECT
    "purchases",
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
  ) AS "products"
FROM "placed"
GROUP BY
  "purchases",
  "recency_cell",
  "age_cell"
