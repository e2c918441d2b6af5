SELECT
  CASE WHEN "outcome" = 'won' THEN 1 ELSE 0 END AS "won",
  COUNT("amount") AS "priced",
  CAST(SUM(COALESCE("amount", 0)) AS BIGINT) AS "worth"
FROM "opportunities"
WHERE
  "created_day" <= %(until_day)s
GROUP BY
  CASE WHEN "outcome" = 'won' THEN 1 ELSE 0 END
