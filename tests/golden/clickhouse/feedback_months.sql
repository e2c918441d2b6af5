SELECT
  "month",
  toInt64(COUNT(*)) AS "comments",
  toInt64(COUNT("score")) AS "rated",
  CAST(accurateCast(SUM(toInt128(COALESCE("score", 0))), 'Nullable(Int64)') AS Nullable(Int64)) AS "total",
  CAST(accurateCast(
    SUM(
      toInt128(COALESCE(accurateCast(toInt128("rating") * "rating", 'Nullable(Int64)'), 0))
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "squares"
FROM (
  SELECT
    "calendar"."period" AS "month",
    "score",
    CASE
      WHEN toInt64(ABS("score")) > 100000000
      THEN 1000000
      ELSE intDiv(toInt64(ABS("score")), 100)
    END AS "rating"
  FROM "feedback"
  INNER JOIN "calendar"
    ON "feedback"."said_day" = "calendar"."day"
  WHERE
    "feedback"."said_day" <= {until_day: }
) AS "heard"
GROUP BY
  "month"
