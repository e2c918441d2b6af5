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
      WHEN %(cut_day)s - "created_day" > %(longest)s
      THEN %(longest)s
      ELSE %(cut_day)s - "created_day"
    END AS "age",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > %(until_day)s
      THEN 0
      ELSE 1 + (
        CAST((
          "closed_day" - %(cut_day)s - 1
        ) * 4 AS BIGINT) / CAST(%(until_day)s - %(cut_day)s AS BIGINT)
      )
    END AS "part",
    CASE
      WHEN "outcome" = 'open' OR "closed_day" > %(until_day)s
      THEN 0
      WHEN "outcome" = 'won'
      THEN 2
      ELSE 3
    END AS "ending"
  FROM "opportunities"
  LEFT JOIN "sources"
    ON "opportunities"."source" = "sources"."source"
  WHERE
    "created_day" <= %(cut_day)s
    AND (
      "outcome" = 'open' OR "closed_day" > %(cut_day)s
    )
)
SELECT
  "origin",
  "age",
  "part",
  "ending",
  COUNT(*) AS "deals"
FROM "spans"
GROUP BY
  "origin",
  "age",
  "part",
  "ending"
