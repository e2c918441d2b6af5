WITH "days" AS (
  SELECT
    "customer_id",
    "ordered_day",
    CAST(SUM("revenue") AS BIGINT) AS "paid"
  FROM "orders"
  WHERE
    "revenue" >= 0 AND "ordered_day" <= %(until_day)s
  GROUP BY
    "customer_id",
    "ordered_day"
), "histories" AS (
  SELECT
    COUNT(*) - 1 AS "purchases",
    CAST(SUM("paid") AS BIGINT) - (
      MIN("ordered_day" * 100000000000000 + "paid") - MIN("ordered_day") * 100000000000000
    ) AS "repeat_paid"
  FROM "days"
  GROUP BY
    "customer_id"
), "people" AS (
  SELECT
    "purchases",
    (
      CAST("repeat_paid" AS BIGINT) / CAST(GREATEST("purchases", 1) AS BIGINT)
    ) AS "spend"
  FROM "histories"
), "sized" AS (
  SELECT
    "purchases",
    "spend",
    CASE
      WHEN %(coarse)s = 0 OR "spend" < 100
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
      WHEN %(coarse)s = 2 OR "purchases" >= 32
      THEN "decade"
      ELSE GREATEST((
        CAST("decade" AS BIGINT) / CAST(10 AS BIGINT)
      ), 1)
    END AS "spend_step"
  FROM "sized"
), "placed" AS (
  SELECT
    "purchases",
    "spend_step",
    (
      CAST("spend" AS BIGINT) / CAST("spend_step" AS BIGINT)
    ) AS "spend_cell",
    (
      CAST((
        "spend" - (
          (
            CAST("spend" AS BIGINT) / CAST("spend_step" AS BIGINT)
          )
        ) * "spend_step"
      ) * 100 AS BIGINT) / CAST("spend_step" AS BIGINT)
    ) AS "hundredths"
  FROM "stepped"
)
SELECT
  "purchases",
  "spend_step",
  "spend_cell",
  COUNT(*) AS "customers",
  SUM("hundredths") AS "hundredths_over",
  SUM("hundredths" * "hundredths") AS "hundredths_squares"
FROM "placed"
GROUP BY
  "purchases",
  "spend_step",
  "spend_cell"
