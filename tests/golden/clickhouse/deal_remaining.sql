WITH "spans" AS (
  SELECT
    CASE
      WHEN "opportunities"."source" IS NULL
      THEN ''
      WHEN "sources"."source" IS NULL
      THEN '(other)'
      ELSE "opportunities"."source"
    END AS "origin",
    CASE
      WHEN {cut_day: } - "created_day" > {longest: }
      THEN {longest: }
      ELSE {cut_day: } - "created_day"
    END AS "age",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN 0
      ELSE 1 + intDiv(
        accurateCast(toInt128("closed_day" - {cut_day: } - 1) * 4, 'Nullable(Int64)'),
        {until_day: } - {cut_day: }
      )
    END AS "part",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN 0
      WHEN "outcome" = 'won'
      THEN 2
      ELSE 3
    END AS "ending"
  FROM "opportunities"
  LEFT JOIN "sources"
    ON "opportunities"."source" = "sources"."source"
  WHERE
    "created_day" <= {cut_day: }
    AND (
      "outcome" = 'open' OR "closed_day" > {cut_day: }
    )
)
SELECT
  "origin",
  "age",
  "part",
  "ending",
  toInt64(COUNT(*)) AS "deals"
FROM "spans"
GROUP BY
  "origin",
  "age",
  "part",
  "ending"
