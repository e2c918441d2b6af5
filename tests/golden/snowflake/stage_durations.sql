WITH stages AS (
  SELECT
    stage,
    4 * ROW_NUMBER() OVER (ORDER BY CASE WHEN ending = 1 THEN 0 ELSE 1 END, stage) + ending AS code
  FROM (
    SELECT
      stage,
      CASE
        WHEN LOWER(stage) IN ('won', 'closed won', 'closedwon', 'ganho', 'ganha')
        THEN 2
        WHEN LOWER(stage) IN ('lost', 'closed lost', 'closedlost', 'perdido', 'perdida')
        THEN 3
        ELSE 1
      END AS ending
    FROM (
      SELECT DISTINCT
        stage
      FROM stage_changes
    ) AS entered
  ) AS named
), entries AS (
  SELECT
    stage_changes.subject_id AS subject_id,
    (
      (
        stage_changes.entered_second + 15000000000
      ) * 1024 + stages.code
    ) * 262144 + stage_changes.entered_day + 172000 AS place
  FROM stage_changes
  INNER JOIN stages
    ON stage_changes.stage = stages.stage
  WHERE
    stage_changes.entered_day <= :until_day
), neighbours AS (
  SELECT
    subject_id,
    place,
    LAG(place) OVER (PARTITION BY subject_id ORDER BY place) AS place_before,
    LEAD(place) OVER (PARTITION BY subject_id ORDER BY place) AS place_after
  FROM entries
), deals AS (
  SELECT
    opportunities.opportunity_id AS opportunity_id,
    opportunities.created_day AS created_day,
    opportunities.closed_day AS closed_day,
    CASE opportunities.outcome WHEN 'won' THEN 2 WHEN 'lost' THEN 3 ELSE 0 END AS outcome,
    CASE
      WHEN opportunities.source IS NULL
      THEN ''
      WHEN sources.source IS NULL
      THEN '(other)'
      ELSE opportunities.source
    END AS origin
  FROM opportunities
  LEFT JOIN sources
    ON opportunities.source = sources.source
), dated AS (
  SELECT
    neighbours.subject_id AS subject_id,
    neighbours.place AS place,
    COALESCE(deals.origin, '') AS origin,
    deals.outcome AS outcome,
    deals.closed_day AS closed_day,
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
    ) AS BIGINT) % 1024 AS code,
    (
      place % 262144 - 172000
    ) AS entered_day,
    CAST((
      (
        place_after
      ) - (
        place_after
      ) % (
        262144
      )
    ) / (
      262144
    ) AS BIGINT) % 1024 AS next_code,
    (
      place_after % 262144 - 172000
    ) AS next_day,
    CASE WHEN (
      place % 262144 - 172000
    ) < deals.created_day THEN 1 ELSE 0 END AS too_early,
    CASE
      WHEN CAST((
        (
          place_before
        ) - (
          place_before
        ) % (
          262144
        )
      ) / (
        262144
      ) AS BIGINT) % 1024 = CAST((
        (
          place
        ) - (
          place
        ) % (
          262144
        )
      ) / (
        262144
      ) AS BIGINT) % 1024
      AND (
        deals.created_day IS NULL
        OR (
          place_before % 262144 - 172000
        ) >= deals.created_day
      )
      THEN 1
      ELSE 0
    END AS again,
    CASE
      WHEN CAST((
        (
          place_after
        ) - (
          place_after
        ) % (
          262144
        )
      ) / (
        262144
      ) AS BIGINT) % 1024 = CAST((
        (
          place
        ) - (
          place
        ) % (
          262144
        )
      ) / (
        262144
      ) AS BIGINT) % 1024
      THEN 1
      ELSE 0
    END AS goes_on
  FROM neighbours
  LEFT JOIN deals
    ON neighbours.subject_id = deals.opportunity_id
), spells AS (
  SELECT
    code,
    origin,
    outcome,
    closed_day,
    entered_day,
    next_code,
    next_day,
    too_early
  FROM dated
  WHERE
    too_early = 1 OR (
      again = 0 AND goes_on = 0
    )
  UNION ALL
  SELECT
    code,
    origin,
    outcome,
    closed_day,
    entered_day,
    last_code AS next_code,
    last_day AS next_day,
    too_early
  FROM (
    SELECT
      *,
      LEAD(next_code) OVER (PARTITION BY subject_id ORDER BY place) AS last_code,
      LEAD(next_day) OVER (PARTITION BY subject_id ORDER BY place) AS last_day
    FROM dated
    WHERE
      too_early = 0 AND again <> goes_on
  ) AS stays
  WHERE
    goes_on = 1
), ended AS (
  SELECT
    code,
    origin,
    CASE
      WHEN too_early = 1
      THEN 4
      WHEN NOT next_day IS NULL
      THEN next_code % 4
      WHEN outcome IS NULL OR outcome = 0 OR closed_day > :until_day
      THEN 0
      WHEN closed_day IS NULL OR closed_day < entered_day
      THEN 4
      ELSE outcome
    END AS ending,
    CASE
      WHEN too_early = 1
      THEN 0
      WHEN NOT next_day IS NULL
      THEN next_day - entered_day
      WHEN outcome IS NULL OR outcome = 0 OR closed_day > :until_day
      THEN :until_day - entered_day
      WHEN closed_day IS NULL OR closed_day < entered_day
      THEN 0
      ELSE closed_day - entered_day
    END AS elapsed
  FROM spells
  WHERE
    code % 4 = 1 OR too_early = 1
)
SELECT
  stages.stage AS step,
  origin,
  ending,
  LEAST_IGNORE_NULLS(elapsed, :longest) AS days,
  COUNT(*) AS deals
FROM ended
INNER JOIN stages
  ON ended.code = stages.code
GROUP BY
  stages.stage,
  origin,
  ending,
  LEAST_IGNORE_NULLS(elapsed, :longest)
