WITH tasks AS (
  SELECT
    choices.respondent_id AS respondent_id,
    choices.task AS task,
    COALESCE(MAX(segments.segment_code), -1) AS of_segment,
    CAST(SUM(
      CASE
        WHEN messages.message_code IS NULL
        THEN 17179869184
        WHEN choices.chosen = -1
        THEN 1 + 67108864 * messages.message_code
        WHEN choices.chosen = 1
        THEN 8192 + 1073741824 * messages.message_code
        ELSE 0
      END
    ) AS BIGINT) AS picked
  FROM choices
  LEFT JOIN messages
    ON choices.alternative = messages.message
  LEFT JOIN segments
    ON choices.segment = segments.segment
  WHERE
    choices.respondent_id IN (
      SELECT DISTINCT
        respondent_id
      FROM choices
      WHERE
        chosen = -1
    )
  GROUP BY
    choices.respondent_id,
    choices.task
), pairs AS (
  SELECT
    of_segment AS segment_code,
    CAST((
      (
        picked
      ) - (
        picked
      ) % (
        1073741824
      )
    ) / (
      1073741824
    ) AS BIGINT) AS best_code,
    CAST((
      (
        picked
      ) - (
        picked
      ) % (
        67108864
      )
    ) / (
      67108864
    ) AS BIGINT) % 16 AS worst_code,
    COUNT(*) AS tasks
  FROM tasks
  WHERE
    picked < 17179869184 AND picked % 67108864 = 8193
  GROUP BY
    of_segment,
    picked
), sides AS (
  SELECT
    1 AS is_best
  UNION ALL
  SELECT
    0 AS is_best
)
SELECT
  segment_code,
  CASE WHEN is_best = 1 THEN best_code ELSE worst_code END AS message_code,
  CAST(SUM(tasks * is_best) AS BIGINT) AS best,
  CAST(SUM(tasks * (
    1 - is_best
  )) AS BIGINT) AS worst
FROM pairs
CROSS JOIN sides
GROUP BY
  segment_code,
  CASE WHEN is_best = 1 THEN best_code ELSE worst_code END
