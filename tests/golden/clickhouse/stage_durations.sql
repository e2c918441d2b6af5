WITH "entries" AS (
  SELECT
    "stage_changes"."subject_id" AS "subject_id",
    "stage_changes"."stage" AS "stage",
    "stage_changes"."entered_day" AS "entered_day",
    "stage_changes"."entered_second" AS "entered_second",
    CASE
      WHEN lowerUTF8("stage_changes"."stage") IN ('won', 'closed won', 'closedwon', 'ganho', 'ganha')
      THEN 2
      WHEN lowerUTF8("stage_changes"."stage") IN ('lost', 'closed lost', 'closedlost', 'perdido', 'perdida')
      THEN 3
      ELSE 1
    END AS "ending",
    CASE
      WHEN "stage_changes"."entered_day" < "opportunities"."created_day"
      THEN 1
      ELSE 0
    END AS "too_early",
    "opportunities"."outcome" AS "outcome",
    "opportunities"."closed_day" AS "closed_day",
    CASE
      WHEN "opportunities"."source" IS NULL
      THEN ''
      WHEN "sources"."source" IS NULL
      THEN '(other)'
      ELSE "opportunities"."source"
    END AS "origin"
  FROM "stage_changes"
  LEFT JOIN "opportunities"
    ON "stage_changes"."subject_id" = "opportunities"."opportunity_id"
  LEFT JOIN "sources"
    ON "opportunities"."source" = "sources"."source"
  WHERE
    "stage_changes"."entered_day" <= {until_day: }
), "ordered" AS (
  SELECT
    *,
    lag("stage") OVER (
      PARTITION BY "subject_id"
      ORDER BY "entered_second", CASE WHEN "ending" = 1 THEN 0 ELSE 1 END, "stage"
    ) AS "previous_stage"
  FROM "entries"
  WHERE
    "too_early" = 0
), "spells" AS (
  SELECT
    *,
    lead("ending") OVER (
      PARTITION BY "subject_id"
      ORDER BY "entered_second", CASE WHEN "ending" = 1 THEN 0 ELSE 1 END, "stage"
    ) AS "next_ending",
    lead("entered_day") OVER (
      PARTITION BY "subject_id"
      ORDER BY "entered_second", CASE WHEN "ending" = 1 THEN 0 ELSE 1 END, "stage"
    ) AS "next_day"
  FROM "ordered"
  WHERE
    "previous_stage" IS NULL OR "previous_stage" <> "stage"
), "ended" AS (
  SELECT
    "stage",
    "origin",
    CASE
      WHEN NOT (
        "next_day" IS NULL
      )
      THEN "next_ending"
      WHEN "outcome" IS NULL OR "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN 0
      WHEN "closed_day" IS NULL OR "closed_day" < "entered_day"
      THEN 4
      WHEN "outcome" = 'won'
      THEN 2
      ELSE 3
    END AS "ending",
    CASE
      WHEN NOT (
        "next_day" IS NULL
      )
      THEN "next_day" - "entered_day"
      WHEN "outcome" IS NULL OR "outcome" = 'open' OR "closed_day" > {until_day: }
      THEN {until_day: } - "entered_day"
      WHEN "closed_day" IS NULL OR "closed_day" < "entered_day"
      THEN 0
      ELSE "closed_day" - "entered_day"
    END AS "elapsed"
  FROM "spells"
  WHERE
    "ending" = 1
  UNION ALL
  SELECT
    "stage",
    "origin",
    4 AS "ending",
    0 AS "elapsed"
  FROM "entries"
  WHERE
    "too_early" = 1
)
SELECT
  "stage" AS "step",
  "origin",
  "ending",
  CASE WHEN "elapsed" > {longest: } THEN {longest: } ELSE "elapsed" END AS "days",
  toInt64(COUNT(*)) AS "deals"
FROM "ended"
GROUP BY
  "stage",
  "origin",
  "ending",
  CASE WHEN "elapsed" > {longest: } THEN {longest: } ELSE "elapsed" END
