SELECT
  "calendar"."period" AS "month",
  COALESCE("channels"."code", 0) AS "channel_code",
  COALESCE("kinds"."code", 0) AS "kind_code",
  COUNT(*) AS "contacts",
  COUNT("touchpoints"."cost") AS "priced",
  CAST(SUM(COALESCE("touchpoints"."cost", 0)) AS BIGINT) AS "spent"
FROM "touchpoints"
INNER JOIN "calendar"
  ON "touchpoints"."occurred_day" = "calendar"."day"
LEFT JOIN "channels"
  ON "touchpoints"."channel" = "channels"."channel"
LEFT JOIN "kinds"
  ON "touchpoints"."kind" = "kinds"."kind"
WHERE
  "touchpoints"."occurred_day" <= %(until_day)s
GROUP BY
  "calendar"."period",
  COALESCE("channels"."code", 0),
  COALESCE("kinds"."code", 0)
