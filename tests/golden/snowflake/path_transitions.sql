WITH conversions AS (
  SELECT
    customer_id AS person_id,
    ordered_second AS converted_second
  FROM orders
  WHERE
    :from_leads = 0 AND revenue >= 0 AND ordered_day <= :until_day
  UNION ALL
  SELECT
    person_id,
    converted_second
  FROM leads
  WHERE
    :from_leads = 1 AND NOT person_id IS NULL AND converted_day <= :until_day
), buyers AS (
  SELECT
    person_id
  FROM conversions
  GROUP BY
    person_id
), unsold AS (
  SELECT
    touchpoints.person_id AS person_id,
    touchpoints.occurred_second * 64 + COALESCE(channels.code, 30) AS packed
  FROM touchpoints
  LEFT JOIN buyers
    ON touchpoints.person_id = buyers.person_id
  LEFT JOIN channels
    ON touchpoints.channel = channels.channel
  WHERE
    touchpoints.occurred_day <= :until_day AND buyers.person_id IS NULL
), sold AS (
  SELECT
    touchpoints.person_id AS person_id,
    touchpoints.occurred_second * 64 + COALESCE(channels.code, 30) AS packed
  FROM touchpoints
  LEFT JOIN channels
    ON touchpoints.channel = channels.channel
  WHERE
    touchpoints.occurred_day <= :until_day
    AND touchpoints.person_id IN (
      SELECT
        person_id
      FROM buyers
    )
), spans AS (
  SELECT
    person_id,
    CAST((
      (
        MIN(packed)
      ) - (
        MIN(packed)
      ) % (
        64
      )
    ) / (
      64
    ) AS BIGINT) AS opened,
    CAST((
      (
        MAX(packed)
      ) - (
        MAX(packed)
      ) % (
        64
      )
    ) / (
      64
    ) AS BIGINT) + :window_seconds AS closed
  FROM sold
  GROUP BY
    person_id
), events AS (
  SELECT
    person_id,
    packed
  FROM sold
  UNION ALL
  SELECT
    conversions.person_id AS person_id,
    conversions.converted_second * 64 + 63 AS packed
  FROM conversions
  INNER JOIN spans
    ON conversions.person_id = spans.person_id
  WHERE
    conversions.converted_second >= spans.opened
    AND conversions.converted_second <= spans.closed
), neighbours AS (
  SELECT
    packed,
    LEAD(packed) OVER (PARTITION BY person_id ORDER BY packed) AS following,
    LAG(packed) OVER (PARTITION BY person_id ORDER BY packed) AS preceding,
    CAST(NULL AS BIGINT) AS conversion
  FROM unsold
  UNION ALL
  SELECT
    packed,
    LAG(packed) OVER (PARTITION BY person_id ORDER BY packed DESC NULLS LAST) AS following,
    LEAD(packed) OVER (PARTITION BY person_id ORDER BY packed DESC NULLS LAST) AS preceding,
    MIN(CASE WHEN packed % 64 = 63 THEN packed END) OVER (
      PARTITION BY person_id
      ORDER BY packed DESC NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS conversion
  FROM events
), touches AS (
  SELECT
    packed,
    following,
    preceding,
    conversion,
    COALESCE(
      CAST((
        (
          conversion - packed
        ) - (
          conversion - packed
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) <= :window_seconds,
      FALSE
    ) AS converts
  FROM neighbours
  WHERE
    packed % 64 <> 63
    AND CAST((
      (
        packed
      ) - (
        packed
      ) % (
        64
      )
    ) / (
      64
    ) AS BIGINT) <= :known_second
), steps AS (
  SELECT
    CASE
      WHEN CAST((
        (
          packed
        ) - (
          packed
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) > :cut_second
      THEN 1
      ELSE 0
    END AS later,
    CASE
      WHEN preceding IS NULL OR preceding % 64 = 63
      THEN 62
      WHEN converts
      AND CAST((
        (
          conversion - preceding
        ) - (
          conversion - preceding
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) <= :window_seconds
      THEN preceding % 64
      WHEN NOT converts
      AND CAST((
        (
          packed
        ) - (
          packed
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) - CAST((
        (
          preceding
        ) - (
          preceding
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) <= :window_seconds
      THEN preceding % 64
      ELSE 62
    END AS came_from,
    packed % 64 AS channel,
    CASE
      WHEN converts
      THEN following % 64
      WHEN following IS NULL OR following % 64 = 63
      THEN 61
      WHEN CAST((
        (
          following
        ) - (
          following
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) - CAST((
        (
          packed
        ) - (
          packed
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) > :window_seconds
      THEN 61
      WHEN CAST((
        (
          conversion - following
        ) - (
          conversion - following
        ) % (
          64
        )
      ) / (
        64
      ) AS BIGINT) <= :window_seconds
      THEN 61
      ELSE following % 64
    END AS went_to
  FROM touches
)
SELECT
  later,
  came_from,
  channel,
  went_to,
  COUNT(*) AS n
FROM steps
GROUP BY
  later,
  came_from,
  channel,
  went_to
