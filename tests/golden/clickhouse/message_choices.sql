WITH "tasks" AS (
  SELECT
    "choices"."respondent_id" AS "respondent_id",
    "choices"."task" AS "task",
    COALESCE(MAX("segments"."segment_code"), -1) AS "of_segment",
    CAST(accurateCast(
      SUM(
        toInt128(
          CASE
            WHEN "messages"."message_code" IS NULL
            THEN 17179869184
            WHEN "choices"."chosen" = -1
            THEN 1 + accurateCast(toInt128(67108864) * "messages"."message_code", 'Nullable(Int64)')
            WHEN "choices"."chosen" = 1
            THEN 8192 + accurateCast(toInt128(1073741824) * "messages"."message_code", 'Nullable(Int64)')
            ELSE 0
          END
        )
      ),
      'Nullable(Int64)'
    ) AS Nullable(Int64)) AS "picked"
  FROM "choices"
  LEFT JOIN "messages"
    ON "choices"."alternative" = "messages"."message"
  LEFT JOIN "segments"
    ON "choices"."segment" = "segments"."segment"
  WHERE
    "choices"."respondent_id" IN (
      SELECT DISTINCT
        "respondent_id"
      FROM "choices"
      WHERE
        "chosen" = -1
    )
  GROUP BY
    "choices"."respondent_id",
    "choices"."task"
), "pairs" AS (
  SELECT
    "of_segment" AS "segment_code",
    intDiv("picked", 1073741824) AS "best_code",
    intDiv("picked", 67108864) % 16 AS "worst_code",
    toInt64(COUNT(*)) AS "tasks"
  FROM "tasks"
  WHERE
    "picked" < 17179869184 AND "picked" % 67108864 = 8193
  GROUP BY
    "of_segment",
    "picked"
), "sides" AS (
  SELECT
    1 AS "is_best"
  UNION ALL
  SELECT
    0 AS "is_best"
)
SELECT
  "segment_code",
  CASE WHEN "is_best" = 1 THEN "best_code" ELSE "worst_code" END AS "message_code",
  CAST(accurateCast(
    SUM(toInt128(accurateCast(toInt128("tasks") * "is_best", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "best",
  CAST(accurateCast(
    SUM(
      toInt128(accurateCast(toInt128("tasks") * (
        1 - "is_best"
      ), 'Nullable(Int64)'))
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "worst"
FROM "pairs"
CROSS JOIN "sides"
GROUP BY
  "segment_code",
  CASE WHEN "is_best" = 1 THEN "best_code" ELSE "worst_code" END
