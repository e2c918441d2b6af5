SELECT
  CASE WHEN "sent"."occurred_day" > %(cut_day)s THEN 1 ELSE 0 END AS "later",
  "sent"."channel" AS "channel",
  "sent"."message" AS "message",
  (
    "sent"."occurred_day" + 3
  ) % 7 AS "weekday",
  LEAST(
    (
      CAST(GREATEST("sent"."occurred_second" - "midnights"."midnight_second", 0) AS BIGINT) / CAST(3600 AS BIGINT)
    ),
    23
  ) AS "hour",
  COUNT(*) AS "contacts",
  CAST(SUM("sent"."answered") AS BIGINT) AS "answered_sum"
FROM (
  WITH "events" AS (
    SELECT
      "person_id",
      "occurred_second",
      "occurred_day",
      COALESCE("channels"."code", 0) AS "channel",
      COALESCE("message_codes"."code", 0) AS "message",
      COALESCE("contact_kinds"."code", 0) AS "role",
      COALESCE("touchpoints"."response", 0) AS "response"
    FROM "touchpoints"
    LEFT JOIN "channels"
      ON "touchpoints"."channel" = "channels"."channel"
    LEFT JOIN "message_codes"
      ON CASE %(message_column)s
        WHEN 1
        THEN "touchpoints"."message"
        WHEN 2
        THEN "touchpoints"."campaign"
      END = "message_codes"."message_level"
    LEFT JOIN "contact_kinds"
      ON "touchpoints"."kind" = "contact_kinds"."kind_level"
    WHERE
      NOT "touchpoints"."person_id" IS NULL
      AND "touchpoints"."occurred_day" <= %(until_day)s
  ), "steps" AS (
    SELECT
      "person_id",
      "occurred_second",
      "occurred_day",
      "channel",
      "message",
      "role",
      LEAD("occurred_second" * 64 + "role" * 16 + "message") OVER (
        PARTITION BY "person_id", "channel"
        ORDER BY "occurred_second" * 64 + "role" * 16 + "message"
      ) AS "following"
    FROM "events"
    WHERE
      %(from_kinds)s = 1 AND "role" > 0
  )
  SELECT
    "person_id",
    "occurred_second",
    "occurred_day",
    "channel",
    "message",
    "response" AS "answered"
  FROM "events"
  WHERE
    %(from_kinds)s = 0
  UNION ALL
  SELECT
    "person_id",
    "occurred_second",
    "occurred_day",
    "channel",
    "message",
    CASE
      WHEN (
        CAST("following" % 64 AS BIGINT) / CAST(16 AS BIGINT)
      ) = 2
      AND (
        CAST("following" AS BIGINT) / CAST(64 AS BIGINT)
      ) - "occurred_second" <= %(answer_seconds)s
      THEN 1
      ELSE 0
    END AS "answered"
  FROM "steps"
  WHERE
    "role" = 1
) AS "sent"
INNER JOIN "midnights"
  ON "sent"."occurred_day" = "midnights"."day"
GROUP BY
  CASE WHEN "sent"."occurred_day" > %(cut_day)s THEN 1 ELSE 0 END,
  "sent"."channel",
  "sent"."message",
  (
    "sent"."occurred_day" + 3
  ) % 7,
  LEAST(
    (
      CAST(GREATEST("sent"."occurred_second" - "midnights"."midnight_second", 0) AS BIGINT) / CAST(3600 AS BIGINT)
    ),
    23
  )
