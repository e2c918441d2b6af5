SELECT
  COALESCE("channels"."code", 30) AS "code",
  COUNT(*) AS "touches",
  COUNT("touchpoints"."cost") AS "priced",
  SUM(COALESCE("touchpoints"."cost", 0)) AS "spent"
FROM "touchpoints"
LEFT JOIN "channels"
  ON "touchpoints"."channel" = "channels"."channel"
WHERE
  "touchpoints"."occurred_day" <= %(until_day)s
GROUP BY
  COALESCE("channels"."code", 30)
