SELECT
  COALESCE("loss_reason", '') AS "reason",
  COUNT(*) AS "deals"
FROM "opportunities"
WHERE
  "outcome" = 'lost' AND COALESCE("closed_day", %(until_day)s) <= %(until_day)s
GROUP BY
  COALESCE("loss_reason", '')
