WITH entries AS (
  SELECT
    stage_changes.subject_id AS subject_id,
    MIN(
      (
        (
          stage_changes.entered_second + stages.lift + 15000000000
        ) * 64 + stages.code
      ) * 262144 + stage_changes.entered_day + 172000
    ) AS place
  FROM stage_changes
  INNER JOIN stages
    ON stage_changes.stage = stages.stage
  WHERE
    stage_changes.entered_day <= :until_day
  GROUP BY
    stage_changes.subject_id,
    stages.code
), moves AS (
  SELECT
    place,
    LEAD(place) OVER (PARTITION BY subject_id ORDER BY place) AS next_place
  FROM entries
), waits AS (
  SELECT
    CAST((
      (
        place
      ) - (
        place
      ) % (
        262144
      )
    ) / (
      262144
    ) AS BIGINT) % 64 AS stage_code,
    COALESCE(
      CAST((
        (
          next_place
        ) - (
          next_place
        ) % (
          262144
        )
      ) / (
        262144
      ) AS BIGINT) % 64,
      63
    ) AS next_code,
    COALESCE((
      next_place % 262144 - 172000
    ), :until_day) - (
      place % 262144 - 172000
    ) AS elapsed
  FROM moves
)
SELECT
  waits.stage_code AS stage_code,
  waits.next_code AS next_code,
  ages.age_bin AS age_bin,
  COUNT(*) AS n
FROM waits
INNER JOIN ages
  ON LEAST_IGNORE_NULLS(GREATEST_IGNORE_NULLS(waits.elapsed, 0), 1500) = ages.days
GROUP BY
  waits.stage_code,
  waits.next_code,
  ages.age_bin
