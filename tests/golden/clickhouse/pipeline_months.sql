WITH "dealt" AS (
  SELECT
    "created_day",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN NULL
      ELSE "closed_day"
    END AS "end_day",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN 0
      WHEN "outcome" = 'won'
      THEN 2
      ELSE 3
    END AS "ending",
    "amount"
  FROM "opportunities"
  WHERE
    COALESCE("created_day", {until_day: }) <= {until_day: }
)
SELECT
  COALESCE("begun"."period", -1) AS "opened",
  COALESCE("ended"."period", -1) AS "closed",
  "ending",
  toInt64(COUNT(*)) AS "deals",
  toInt64(COUNT("amount")) AS "priced",
  CAST(accurateCast(SUM(toInt128(COALESCE("amount", 0))), 'Nullable(Int64)') AS Nullable(Int64)) AS "worth",
  CAST(accurateCast(
    SUM(
      toInt128(
        COALESCE(
          accurateCast(
            toInt128(intDiv("amount", 100000)) * (
              intDiv("amount", 100000)
            ),
            'Nullable(Int64)'
          ),
          0
        )
      )
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "squares",
  toInt64(COUNT(CASE WHEN "end_day" >= "created_day" THEN 1 END)) AS "timed",
  CAST(accurateCast(
    SUM(
      toInt128(CASE WHEN "end_day" >= "created_day" THEN "end_day" - "created_day" ELSE 0 END)
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "days",
  CAST(accurateCast(
    SUM(
      toInt128(
        CASE
          WHEN "end_day" >= "created_day"
          THEN accurateCast(
            toInt128("end_day" - "created_day") * (
              "end_day" - "created_day"
            ),
            'Nullable(Int64)'
          )
          ELSE 0
        END
      )
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "day_squares"
FROM "dealt"
LEFT JOIN "calendar" AS "begun"
  ON "dealt"."created_day" = "begun"."day"
LEFT JOIN "calendar" AS "ended"
  ON "dealt"."end_day" = "ended"."day"
GROUP BY
  COALESCE("begun"."period", -1),
  COALESCE("ended"."period", -1),
  "ending"
