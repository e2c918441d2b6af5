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
), "split" AS (
  SELECT
    MIN("ordered_day") AS "first_day",
    MAX(CASE WHEN "ordered_day" <= %(cut_day)s THEN "ordered_day" END) AS "last_day",
    SUM(CASE WHEN "ordered_day" <= %(cut_day)s THEN 1 ELSE 0 END) - 1 AS "purchases",
    SUM(CASE WHEN "ordered_day" > %(cut_day)s THEN 1 ELSE 0 END) AS "later"
  FROM "days"
  GROUP BY
    "customer_id"
  HAVING
    MIN("ordered_day") <= %(cut_day)s
), "people" AS (
  SELECT
    "purchases",
    "later",
    "last_day" - "first_day" AS "recency",
    %(cut_day)s - "first_day" AS "age",
    CASE WHEN "purchases" < 32 THEN %(width)s ELSE %(wide)s END AS "step"
  FROM "split"
), "placed" AS (
  SELECT
    "purchases",
    "later",
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
  SUM("recency_offset" * "age_offset") AS "products",
  SUM("later") AS "later_sum",
  SUM("later" * "later") AS "later_squares"
FROM "placed"
GROUP BY
  "purchases",
  "recency_cell",
  "age_cell"
