WITH "steps" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    "touchpoints"."occurred_day" - {first_day: } AS "met",
    "touchpoints"."occurred_second" - lag("touchpoints"."occurred_second") OVER (PARTITION BY "touchpoints"."person_id" ORDER BY "touchpoints"."occurred_second") AS "pause",
    lead("touchpoints"."occurred_day") OVER (PARTITION BY "touchpoints"."person_id" ORDER BY "touchpoints"."occurred_second") - {first_day: } AS "next_met"
  FROM "touchpoints"
  LEFT JOIN "passive"
    ON "touchpoints"."kind" = "passive"."kind"
  WHERE
    "passive"."kind" IS NULL AND "touchpoints"."occurred_day" <= {until_day: }
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
    {first_day: } + CASE
      WHEN "gone" = 0
      THEN "met"
      WHEN "next_met" < "met" + {memory: }
      THEN "next_met"
      ELSE "met" + {memory: }
    END AS "at_day"
  FROM "steps"
  CROSS JOIN "sides"
  WHERE
    "gone" = 0 OR "next_met" IS NULL OR "next_met" > "met"
), "people" AS (
  SELECT
    COALESCE("calendar"."period", -1) AS "month",
    "events"."person_id" AS "person_id",
    toInt64(
      COUNT(CASE WHEN "gone" = 0 AND (
        "pause" IS NULL OR "pause" > {pause: }
      ) THEN 1 END)
    ) AS "visits",
    CAST(accurateCast(
      SUM(toInt128(CASE WHEN "gone" = 0 AND "pause" <= {pause: } THEN "pause" ELSE 0 END)),
      'Nullable(Int64)'
    ) AS Nullable(Int64)) AS "seconds",
    CAST(accurateCast(
      SUM(
        toInt128(
          accurateCast(
            toInt128(1 - accurateCast(toInt128(2) * "gone", 'Nullable(Int64)')) * "last_of_day",
            'Nullable(Int64)'
          )
        )
      ),
      'Nullable(Int64)'
    ) AS Nullable(Int64)) AS "held",
    CAST(accurateCast(
      SUM(
        toInt128(
          accurateCast(
            toInt128(
              accurateCast(
                toInt128(1 - accurateCast(toInt128(2) * "gone", 'Nullable(Int64)')) * "last_of_day",
                'Nullable(Int64)'
              )
            ) * "met",
            'Nullable(Int64)'
          )
        )
      ),
      'Nullable(Int64)'
    ) AS Nullable(Int64)) AS "held_days",
    CAST(accurateCast(
      SUM(
        toInt128(
          accurateCast(
            toInt128(
              accurateCast(
                toInt128(
                  accurateCast(
                    toInt128(1 - accurateCast(toInt128(2) * "gone", 'Nullable(Int64)')) * "last_of_day",
                    'Nullable(Int64)'
                  )
                ) * "met",
                'Nullable(Int64)'
              )
            ) * "met",
            'Nullable(Int64)'
          )
        )
      ),
      'Nullable(Int64)'
    ) AS Nullable(Int64)) AS "held_squares"
  FROM "events"
  LEFT JOIN "calendar"
    ON "events"."at_day" = "calendar"."day"
  WHERE
    "at_day" <= {until_day: }
  GROUP BY
    COALESCE("calendar"."period", -1),
    "events"."person_id"
)
SELECT
  "month",
  toInt64(COUNT(CASE WHEN "visits" > 0 THEN 1 END)) AS "visitors",
  CAST(accurateCast(SUM(toInt128("visits")), 'Nullable(Int64)') AS Nullable(Int64)) AS "visits_made",
  CAST(accurateCast(SUM(toInt128("seconds")), 'Nullable(Int64)') AS Nullable(Int64)) AS "time_spent",
  CAST(accurateCast(
    SUM(toInt128(accurateCast(toInt128("visits") * "visits", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "visit_squares",
  CAST(accurateCast(
    SUM(
      toInt128(accurateCast(toInt128("visits") * LEAST("seconds", 1000000), 'Nullable(Int64)'))
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "products",
  CAST(accurateCast(
    SUM(
      toInt128(
        accurateCast(toInt128(LEAST("seconds", 1000000)) * LEAST("seconds", 1000000), 'Nullable(Int64)')
      )
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "time_squares",
  CAST(accurateCast(SUM(toInt128("held")), 'Nullable(Int64)') AS Nullable(Int64)) AS "people",
  CAST(accurateCast(SUM(toInt128("held_days")), 'Nullable(Int64)') AS Nullable(Int64)) AS "days",
  CAST(accurateCast(SUM(toInt128("held_squares")), 'Nullable(Int64)') AS Nullable(Int64)) AS "day_squares"
FROM "people"
GROUP BY
  "month"
