WITH "converting" AS (
  SELECT
    "person_id",
    "converted_second",
    GREATEST(
      COALESCE(
        "converted_second" - :window_seconds - 1,
        COALESCE(
          LAG("converted_second") OVER (PARTITION BY "person_id" ORDER BY "converted_second"),
          0
        )
      ),
      COALESCE(
        COALESCE(
          LAG("converted_second") OVER (PARTITION BY "person_id" ORDER BY "converted_second"),
          0
        ),
        "converted_second" - :window_seconds - 1
      )
    ) AS "opened",
    ROW_NUMBER() OVER (PARTITION BY "person_id" ORDER BY "converted_second") AS "number"
  FROM (
    SELECT
      "customer_id" AS "person_id",
      "ordered_second" AS "converted_second",
      "revenue"
    FROM "orders"
    WHERE
      :from_leads = 0 AND "revenue" >= 0 AND "ordered_day" <= :until_day
    UNION ALL
    SELECT
      "person_id",
      "converted_second",
      0 AS "revenue"
    FROM "leads"
    WHERE
      :from_leads = 1 AND NOT "person_id" IS NULL AND "converted_day" <= :until_day
  ) AS "conversions"
), "touches" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    (
      COALESCE("converting"."number", 0) * 100000000000 + "touchpoints"."occurred_second"
    ) * 128 + COALESCE("channels"."code", 30) AS "packed"
  FROM "touchpoints"
  LEFT JOIN "converting"
    ON "touchpoints"."person_id" = "converting"."person_id"
    AND "touchpoints"."occurred_second" > "converting"."opened"
    AND "touchpoints"."occurred_second" <= "converting"."converted_second"
  LEFT JOIN "channels"
    ON "touchpoints"."channel" = "channels"."channel"
  WHERE
    "touchpoints"."occurred_day" <= :until_day
), "neighbours" AS (
  SELECT
    "packed",
    LEAD("packed") OVER (PARTITION BY "person_id" ORDER BY "packed") AS "following",
    LAG("packed", 1) OVER (PARTITION BY "person_id" ORDER BY "packed") AS "before_1",
    LAG("packed", 2) OVER (PARTITION BY "person_id" ORDER BY "packed") AS "before_2",
    LAG("packed", 3) OVER (PARTITION BY "person_id" ORDER BY "packed") AS "before_3",
    LAG("packed", 4) OVER (PARTITION BY "person_id" ORDER BY "packed") AS "before_4"
  FROM "touches"
), "placed" AS (
  SELECT
    (
      CAST("packed" AS BIGINT) / CAST(128 AS BIGINT)
    ) % 100000000000 AS "second",
    "packed" % 128 AS "channel",
    CASE
      WHEN NOT (
        COALESCE("packed" - "before_1" <= 128 * CAST(:window_seconds AS BIGINT) + 63, FALSE)
      )
      THEN 1
      WHEN NOT (
        COALESCE("before_1" - "before_2" <= 128 * CAST(:window_seconds AS BIGINT) + 63, FALSE)
      )
      THEN 2
      WHEN NOT (
        COALESCE("before_2" - "before_3" <= 128 * CAST(:window_seconds AS BIGINT) + 63, FALSE)
      )
      THEN 3
      WHEN NOT (
        COALESCE("before_3" - "before_4" <= 128 * CAST(:window_seconds AS BIGINT) + 63, FALSE)
      )
      THEN 4
      ELSE 5
    END AS "contact",
    CASE
      WHEN (
        COALESCE("following" - "packed" <= 128 * CAST(:window_seconds AS BIGINT) + 63, FALSE)
      )
      THEN "following" % 128
      WHEN "packed" < 12800000000000
      THEN 61
      ELSE 63
    END AS "went_to",
    (
      CAST("following" - "packed" + 63 AS BIGINT) / CAST(128 AS BIGINT)
    ) AS "elapsed",
    "before_1",
    "before_2",
    "before_3"
  FROM "neighbours"
), "steps" AS (
  SELECT
    CASE WHEN "second" > :cut_second THEN 8 ELSE 0 END + "contact" AS "later_contact",
    CASE WHEN "contact" = 1 THEN 62 ELSE "before_1" % 128 END * 4096 + "channel" * 64 + "went_to" AS "step",
    CASE
      WHEN "went_to" < 61
      THEN (
        CASE
          WHEN "elapsed" < 172800
          THEN (
            CAST("elapsed" AS BIGINT) / CAST(3600 AS BIGINT)
          )
          ELSE 46 + (
            CAST("elapsed" AS BIGINT) / CAST(86400 AS BIGINT)
          )
        END
      )
      WHEN "went_to" = 61
      THEN 0
      WHEN "contact" = 1
      THEN (
        LEAST(COALESCE("channel" % 128, 8), COALESCE(8, "channel" % 128)) + 1
      )
      WHEN "contact" = 2
      THEN 10 * (
        LEAST(COALESCE("before_1" % 128, 8), COALESCE(8, "before_1" % 128)) + 1
      ) + (
        LEAST(COALESCE("channel" % 128, 8), COALESCE(8, "channel" % 128)) + 1
      )
      WHEN "contact" = 3
      THEN 100 * (
        LEAST(COALESCE("before_2" % 128, 8), COALESCE(8, "before_2" % 128)) + 1
      ) + 10 * (
        LEAST(COALESCE("before_1" % 128, 8), COALESCE(8, "before_1" % 128)) + 1
      ) + (
        LEAST(COALESCE("channel" % 128, 8), COALESCE(8, "channel" % 128)) + 1
      )
      WHEN "contact" = 4
      THEN 1000 * (
        LEAST(COALESCE("before_3" % 128, 8), COALESCE(8, "before_3" % 128)) + 1
      ) + 100 * (
        LEAST(COALESCE("before_2" % 128, 8), COALESCE(8, "before_2" % 128)) + 1
      ) + 10 * (
        LEAST(COALESCE("before_1" % 128, 8), COALESCE(8, "before_1" % 128)) + 1
      ) + (
        LEAST(COALESCE("channel" % 128, 8), COALESCE(8, "channel" % 128)) + 1
      )
      ELSE 0
    END AS "wait_or_way"
  FROM "placed"
  WHERE
    "second" <= :known_second
), "packed_cells" AS (
  SELECT
    "later_contact",
    "step",
    "wait_or_way",
    COUNT(*) AS "times"
  FROM "steps"
  GROUP BY
    "later_contact",
    "step",
    "wait_or_way"
), "cells" AS (
  SELECT
    (
      CAST("later_contact" AS BIGINT) / CAST(8 AS BIGINT)
    ) AS "later",
    "later_contact" % 8 AS "contact",
    (
      CAST("step" AS BIGINT) / CAST(4096 AS BIGINT)
    ) AS "came_from",
    (
      CAST("step" AS BIGINT) / CAST(64 AS BIGINT)
    ) % 64 AS "channel",
    "step" % 64 AS "went_to",
    "wait_or_way",
    "times"
  FROM "packed_cells"
), "routed" AS (
  SELECT
    "later",
    "contact",
    "came_from",
    "channel",
    "went_to",
    CASE WHEN "went_to" = 63 THEN "wait_or_way" ELSE 0 END AS "route",
    "times"
  FROM "cells"
)
SELECT
  "later",
  "contact",
  "came_from",
  "channel",
  "went_to",
  "route",
  -1 AS "waited",
  CAST(SUM("times") AS BIGINT) AS "n"
FROM "routed"
GROUP BY
  "later",
  "contact",
  "came_from",
  "channel",
  "went_to",
  "route"
UNION ALL
SELECT
  0 AS "later",
  "contact",
  0 AS "came_from",
  0 AS "channel",
  0 AS "went_to",
  0 AS "route",
  "wait_or_way" AS "waited",
  CAST(SUM("times") AS BIGINT) AS "n"
FROM "cells"
WHERE
  "went_to" < 61
GROUP BY
  "contact",
  "wait_or_way"
