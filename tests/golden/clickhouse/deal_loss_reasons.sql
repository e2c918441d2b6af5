SELECT
  COALESCE("loss_reason", '') AS "reason",
  toInt64(COUNT(*)) AS "deals"
FROM "opportunities"
WHERE
  "outcome" = 'lost' AND COALESCE("closed_day", {until_day: }) <= {until_day: }
GROUP BY
  COALESCE("loss_reason", '')
