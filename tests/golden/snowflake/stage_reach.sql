WITH entries AS (
  SELECT
    stage_changes.subject_id AS subject_id,
    MIN((
      stage_changes.entered_second + stages.lift
    ) * 64 + stages.code) AS packed,
    MIN(stage_changes.entered_day) AS first_day
  FROM stage_changes
  INNER JOIN stages
    ON stage_changes.stage = stages.stage
  WHERE
    stage_changes.entered_day <= :until_day
  GROUP BY
    stage_changes.subject_id,
    stages.code
), subjects AS (
  SELECT
    lead_id AS subject_id,
    source
  FROM leads
  UNION ALL
  SELECT
    opportunity_id AS subject_id,
    source
  FROM opportunities
), origins AS (
  SELECT
    subjects.subject_id AS subject_id,
    MIN(CASE WHEN subjects.source IS NULL THEN 31 ELSE COALESCE(sources.code, 30) END) AS source_code
  FROM subjects
  LEFT JOIN sources
    ON subjects.source = sources.source
  GROUP BY
    subjects.subject_id
), moves AS (
  SELECT
    COALESCE(origins.source_code, 31) AS source_code,
    packed % 64 AS stage_code,
    COALESCE(LEAD(packed) OVER (PARTITION BY entries.subject_id ORDER BY packed) % 64, 63) AS next_code,
    LEAD(first_day) OVER (PARTITION BY entries.subject_id ORDER BY packed) - first_day AS elapsed,
    LEAST_IGNORE_NULLS(
      CAST((
        (
          :until_day - first_day
        ) - (
          :until_day - first_day
        ) % (
          :period_days
        )
      ) / (
        :period_days
      ) AS BIGINT),
      :last_period
    ) AS periods_ago
  FROM entries
  LEFT JOIN origins
    ON entries.subject_id = origins.subject_id
), cells AS (
  SELECT
    stage_code,
    next_code,
    source_code,
    periods_ago,
    CASE WHEN elapsed <= :horizon_days THEN 1 ELSE 0 END AS in_time
  FROM moves
)
SELECT
  stage_code,
  next_code,
  source_code,
  periods_ago,
  in_time,
  COUNT(*) AS n
FROM cells
GROUP BY
  stage_code,
  next_code,
  source_code,
  periods_ago,
  in_time
