SELECT
  CASE WHEN "outcome" = 'won' THEN 1 ELSE 0 END AS "won",
  COUNT("amount") AS "priced",
  SUM(COALESCE("amount", 0)) AS "worth"
FROM "opportunities"
WHERE
  "created_day" <= :until_day
GROUP BY
  CASE WHEN "outcome" = 'won' THEN 1 ELSE 0 END
