WITH "days" AS (
  SELECT
    "customer_id",
    "ordered_day"
  FROM "orders"
  WHERE
    "revenue" >= 0 AND "ordered_day" <= %(until_day)s
  GROUP BY
    "customer_id",
    "ordered_day"
), "people" AS (
  SELECT
    COUNT(*) - 1 AS "purchases",
    MAX("ordered_day") - MIN("ordered_day") AS "recency",
    %(until_day)s - MIN("ordered_day") AS "age",
    CASE WHEN COUNT(*) - 1 < 32 THEN %(width)s ELSE %(wide)s END AS "step"
  FROM "days"
  GROUP BY
    "customer_id"
  HAVING
    MIN("ordered_day") <= %(acquired_until_day)s
), "placed" AS (
  SELECT
    "purchases",
    (
      CAST("recency" AS BIGINT) / CAST("step" AS BIGINT)
    ) AS "recency_cell",
    (
      CAST("age" AS BIGINT) / CAST("step" AS BIGINT)
    ) AS "age_cell",
    "recency" - (
      (
        CAST("recency" AS BIGINT) / CAST("step" AS BIGINT)
      )
    ) * "step" AS "recency_offset",
    "age" - (
      (
        CAST("age" AS BIGINT) / CAST("step" AS BIGINT)
      )
    ) * "step" AS "age_offset"
  FROM "people"
)
SELECT
  "purchases",
  "recency_cell",
  "age_cell",
  COUNT(*) AS "customers",
  SUM("recency_offset") AS "recency_over",
  SUM("age_offset") AS "age_over",
  SUM("recency_offset" * "recency_offset") AS "recency_squares",
  SUM("age_offset" * "age_offset") AS "age_squares",
  SUM("recency_offset" * "age_offset") AS "products"
FROM "placed"
GROUP BY
  "purchases",
  "recency_cell",
  "age_cell"
