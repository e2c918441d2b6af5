WITH converting AS (
  SELECT
    person_id,
    converted_second,
    GREATEST_IGNORE_NULLS(
      converted_second - :window_seconds - 1,
      COALESCE(LAG(converted_second) OVER (PARTITION BY person_id ORDER BY converted_second), 0)
    ) AS opened,
    ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY converted_second) AS number
  FROM (
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
  ) AS conversions
), levels AS (
  SELECT
    customer_id,
    code,
    segment_level
  FROM (
    SELECT
      customer_id,
      (
        CASE :segment_column
          WHEN 1
          THEN size
          WHEN 2
          THEN acquired_channel
          WHEN 3
          THEN industry
          WHEN 4
          THEN country
          WHEN 5
          THEN region
          WHEN 6
          THEN attribute_01
          WHEN 7
          THEN attribute_02
          WHEN 8
          THEN attribute_03
          WHEN 9
          THEN attribute_04
          WHEN 10
          THEN attribute_05
          WHEN 11
          THEN attribute_06
          WHEN 12
          THEN attribute_07
          WHEN 13
          THEN attribute_08
          WHEN 14
          THEN attribute_09
          WHEN 15
          THEN attribute_10
          WHEN 16
          THEN attribute_11
          WHEN 17
          THEN attribute_12
          WHEN 18
          THEN attribute_13
          WHEN 19
          THEN attribute_14
          WHEN 20
          THEN attribute_15
          WHEN 21
          THEN attribute_16
          WHEN 22
          THEN attribute_17
          WHEN 23
          THEN attribute_18
          WHEN 24
          THEN attribute_19
          WHEN 25
          THEN attribute_20
          WHEN 26
          THEN attribute_21
          WHEN 27
          THEN attribute_22
          WHEN 28
          THEN attribute_23
          WHEN 29
          THEN attribute_24
        END
      ) AS chosen_level
    FROM customers
  ) AS chosen
  INNER JOIN segment_codes
    ON chosen.chosen_level = segment_codes.segment_level
), journeys AS (
  SELECT
    converting.person_id AS person_id,
    converting.converted_second AS converted_second,
    COUNT(*) AS touches,
    MIN(touchpoints.occurred_second) AS began
  FROM touchpoints
  INNER JOIN converting
    ON touchpoints.person_id = converting.person_id
  WHERE
    touchpoints.occurred_day <= :until_day
    AND touchpoints.occurred_second > converting.opened
    AND touchpoints.occurred_second <= converting.converted_second
  GROUP BY
    converting.person_id,
    converting.converted_second
), timed AS (
  SELECT
    person_id,
    touches,
    converted_second - began AS elapsed
  FROM journeys
  WHERE
    began <= :known_second
), binned AS (
  SELECT
    CASE WHEN customers.customer_id IS NULL THEN -1 ELSE COALESCE(levels.code, 0) END AS segment,
    LEAST_IGNORE_NULLS(timed.touches, 30) AS contacts,
    (
      CASE
        WHEN elapsed < 172800
        THEN CAST((
          (
            elapsed
          ) - (
            elapsed
          ) % (
            3600
          )
        ) / (
          3600
        ) AS BIGINT)
        ELSE 46 + CAST((
          (
            elapsed
          ) - (
            elapsed
          ) % (
            86400
          )
        ) / (
          86400
        ) AS BIGINT)
      END
    ) AS lasted,
    timed.touches AS touches
  FROM timed
  LEFT JOIN customers
    ON timed.person_id = customers.customer_id
  LEFT JOIN levels
    ON timed.person_id = levels.customer_id
)
SELECT
  segment,
  contacts,
  lasted,
  COUNT(*) AS journeys,
  CAST(SUM(touches) AS BIGINT) AS touches_in_all
FROM binned
GROUP BY
  segment,
  contacts,
  lasted
