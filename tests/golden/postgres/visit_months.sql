WITH "steps" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    "touchpoints"."occurred_day" - %(first_day)s AS "met",
    "touchpoints"."occurred_second" - LAG("touchpoints"."occurred_second") OVER (PARTITION BY "touchpoints"."person_id" ORDER BY "touchpoints"."occurred_second") AS "pause",
    LEAD("touchpoints"."occurred_day") OVER (PARTITION BY "touchpoints"."person_id" ORDER BY "touchpoints"."occurred_second") - %(first_day)s AS "next_met"
  FROM "touchpoints"
  LEFT JOIN "passive"
    ON "touchpoints"."kind" = "passive"."kind"
  WHERE
    "passive"."kind" IS NULL AND "touchpoints"."occurred_day" <= %(until_day)s
), "sides" AS (
  SELECT
    0 AS "gone"
  UNION ALL
  SELECT
    1 AS "gone"
), "events" AS (
  SELECT
    "person_id",
    "met",
    "pause",
    "gone",
    CASE WHEN "next_met" = "met" THEN 0 ELSE 1 END AS "last_of_day",
    %(first_day)s + CASE
      WHEN "gone" = 0
      THEN "met"
      WHEN "next_met" < "met" + %(memory)s
      THEN "next_met"
      ELSE "met" + %(memory)s
    END AS "at_day"
  FROM "steps"
  CROSS JOIN "sides"
  WHERE
    "gone" = 0 OR "next_met" IS NULL OR "next_met" > "met"
), "people" AS (
  SELECT
    COALESCE("calendar"."period", -1) AS "month",
    "events"."person_id" AS "person_id",
    COUNT(CASE WHEN "gone" = 0 AND (
      "pause" IS NULL OR "pause" > %(pause)s
    ) THEN 1 END) AS "visits",
    CAST(SUM(CASE WHEN "gone" = 0 AND "pause" <= %(pause)s THEN "pause" ELSE 0 END) AS BIGINT) AS "seconds",
    CAST(SUM((
      1 - 2 * "gone"
    ) * "last_of_day") AS BIGINT) AS "held",
    CAST(SUM((
      1 - 2 * "gone"
    ) * "last_of_day" * "met") AS BIGINT) AS "held_days",
    CAST(SUM((
      1 - 2 * "gone"
    ) * "last_of_day" * "met" * "met") AS BIGINT) AS "held_squares"
  FROM "events"
  LEFT JOIN "calendar"
    ON "events"."at_day" = "calendar"."day"
  WHERE
    "at_day" <= %(until_day)s
  GROUP BY
    COALESCE("calendar"."period", -1),
    "events"."person_id"
)
SELECT
  "month",
  COUNT(CASE WHEN "visits" > 0 THEN 1 END) AS "visitors",
  CAST(SUM("visits") AS BIGINT) AS "visits_made",
  CAST(SUM("seconds") AS BIGINT) AS "time_spent",
  CAST(SUM("visits" * "visits") AS BIGINT) AS "visit_squares",
  CAST(SUM("visits" * LEAST("seconds", 1000000)) AS BIGINT) AS "products",
  CAST(SUM(LEAST("seconds", 1000000) * LEAST("seconds", 1000000)) AS BIGINT) AS "time_squares",
  CAST(SUM("held") AS BIGINT) AS "people",
  CAST(SUM("held_days") AS BIGINT) AS "days",
  CAST(SUM("held_squares") AS BIGINT) AS "day_squares"
FROM "people"
GROUP BY
  "month"
