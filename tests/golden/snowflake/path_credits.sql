WITH conversions AS (
  SELECT
    customer_id AS person_id,
    ordered_second AS converted_second,
    revenue
  FROM orders
  WHERE
    :from_leads = 0 AND revenue >= 0 AND ordered_day <= :until_day
  UNION ALL
  SELECT
    person_id,
    converted_second,
    0 AS revenue
  FROM leads
  WHERE
    :from_leads = 1 AND NOT person_id IS NULL AND converted_day <= :until_day
), buyers AS (
  SELECT
    person_id,
    MIN(converted_second) - :window_seconds AS opened,
    MAX(converted_second) AS closed
  FROM conversions
  GROUP BY
    person_id
), near AS (
  SELECT
    touchpoints.person_id AS person_id,
    touchpoints.occurred_second AS occurred_second,
    COALESCE(channels.code, 30) AS code
  FROM touchpoints
  INNER JOIN buyers
    ON touchpoints.person_id = buyers.person_id
  LEFT JOIN channels
    ON touchpoints.channel = channels.channel
  WHERE
    touchpoints.occurred_day <= :until_day
    AND touchpoints.occurred_second >= buyers.opened
    AND touchpoints.occurred_second <= buyers.closed
), spans AS (
  SELECT
    person_id,
    MIN(occurred_second) AS opened,
    MAX(occurred_second) + :window_seconds AS closed
  FROM near
  GROUP BY
    person_id
), events AS (
  SELECT
    person_id,
    occurred_second * 64 + code AS packed,
    0 AS revenue
  FROM near
  UNION ALL
  SELECT
    conversions.person_id AS person_id,
    conversions.converted_second * 64 + 63 AS packed,
    conversions.revenue AS revenue
  FROM conversions
  INNER JOIN spans
    ON conversions.person_id = spans.person_id
  WHERE
    conversions.converted_second >= spans.opened
    AND conversions.converted_second <= spans.closed
), neighbours AS (
  SELECT
    person_id,
    packed,
    revenue,
    ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY packed DESC NULLS LAST) AS place,
    LEAD(packed) OVER (PARTITION BY person_id ORDER BY packed DESC NULLS LAST) AS preceding,
    MIN(CASE WHEN packed % 64 = 63 THEN packed END) OVER (
      PARTITION BY person_id
      ORDER BY packed DESC NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS conversion
  FROM events
), members AS (
  SELECT
    neighbours.person_id AS person_id,
    neighbours.conversion AS conversion,
    neighbours.packed AS packed,
    neighbours.revenue AS revenue,
    neighbours.place AS place,
    bits.mask AS mask,
    CASE WHEN neighbours.packed = neighbours.conversion THEN 0 ELSE decay.weight END AS weight
  FROM neighbours
  INNER JOIN bits
    ON neighbours.packed % 64 = bits.code
  INNER JOIN decay
    ON CAST((
      (
        neighbours.conversion - neighbours.packed
      ) - (
        neighbours.conversion - neighbours.packed
      ) % (
        5529600
      )
    ) / (
      5529600
    ) AS BIGINT) = decay.age
  WHERE
    CAST((
      (
        neighbours.conversion - neighbours.packed
      ) - (
        neighbours.conversion - neighbours.packed
      ) % (
        64
      )
    ) / (
      64
    ) AS BIGINT) <= :window_seconds
    AND (
      neighbours.packed % 64 <> 63
      OR neighbours.preceding = neighbours.packed
      OR (
        neighbours.preceding % 64 <> 63
        AND CAST((
          (
            neighbours.packed - neighbours.preceding
          ) - (
            neighbours.packed - neighbours.preceding
          ) % (
            64
          )
        ) / (
          64
        ) AS BIGINT) <= :window_seconds
      )
    )
), paths AS (
  SELECT
    person_id,
    conversion,
    MAX(place) AS opening,
    MIN(CASE WHEN packed < conversion THEN place END) AS closing,
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
    ) AS BIGINT) AS began,
    BITORAGG(mask) AS channels_met,
    CAST(SUM(weight) AS BIGINT) AS weights,
    CAST(SUM(revenue) AS BIGINT) AS path_value
  FROM members
  GROUP BY
    person_id,
    conversion
), touches AS (
  SELECT
    CASE WHEN paths.began <= :known_second THEN 1 ELSE 0 END AS settled,
    paths.channels_met AS channels_met,
    members.packed % 64 AS channel,
    paths.opening - paths.closing + 1 AS length,
    CASE
      WHEN members.place = paths.opening
      THEN 1
      WHEN members.place = paths.closing
      THEN 2
      WHEN members.place = paths.closing + CAST((
        (
          paths.opening - paths.closing + 1
        ) - (
          paths.opening - paths.closing + 1
        ) % (
          2
        )
      ) / (
        2
      ) AS BIGINT)
      THEN 3
      ELSE 0
    END AS standing,
    paths.path_value AS path_value,
    CAST((
      (
        members.weight * :unit
      ) - (
        members.weight * :unit
      ) % (
        paths.weights
      )
    ) / (
      paths.weights
    ) AS BIGINT) AS decayed
  FROM members
  INNER JOIN paths
    ON members.person_id = paths.person_id AND members.conversion = paths.conversion
  WHERE
    members.packed < members.conversion
), shapes AS (
  SELECT
    settled,
    channels_met,
    channel,
    length,
    standing,
    COUNT(*) AS n,
    SUM(path_value) AS value_in_all,
    SUM(decayed) AS decayed_in_all
  FROM touches
  GROUP BY
    settled,
    channels_met,
    channel,
    length,
    standing
)
SELECT
  settled,
  channels_met,
  channel,
  SUM(n) AS touches,
  SUM(CASE WHEN standing = 1 THEN n ELSE 0 END) AS first_touches,
  SUM(CASE WHEN standing = 2 OR length = 1 THEN n ELSE 0 END) AS last_touches,
  SUM(CASE WHEN standing = 1 THEN value_in_all ELSE 0 END) AS first_value,
  SUM(
    n * (
      CAST((
        (
          :unit
        ) - (
          :unit
        ) % (
          length
        )
      ) / (
        length
      ) AS BIGINT)
    )
  ) AS linear,
  SUM(
    n * CASE
      WHEN length <= 2
      THEN CAST((
        (
          :unit
        ) - (
          :unit
        ) % (
          length
        )
      ) / (
        length
      ) AS BIGINT)
      WHEN standing = 1 OR standing = 2
      THEN CAST((
        (
          2 * :unit
        ) - (
          2 * :unit
        ) % (
          5
        )
      ) / (
        5
      ) AS BIGINT)
      ELSE CAST((
        (
          :unit
        ) - (
          :unit
        ) % (
          5 * (
            length - 2
          )
        )
      ) / (
        5 * (
          length - 2
        )
      ) AS BIGINT)
    END
  ) AS u_shaped,
  SUM(
    n * CASE
      WHEN length <= 3
      THEN CAST((
        (
          :unit
        ) - (
          :unit
        ) % (
          length
        )
      ) / (
        length
      ) AS BIGINT)
      WHEN standing > 0
      THEN CAST((
        (
          3 * :unit
        ) - (
          3 * :unit
        ) % (
          10
        )
      ) / (
        10
      ) AS BIGINT)
      ELSE CAST((
        (
          :unit
        ) - (
          :unit
        ) % (
          10 * (
            length - 3
          )
        )
      ) / (
        10 * (
          length - 3
        )
      ) AS BIGINT)
    END
  ) AS w_shaped,
  SUM(decayed_in_all) AS time_decay
FROM shapes
GROUP BY
  settled,
  channels_met,
  channel
