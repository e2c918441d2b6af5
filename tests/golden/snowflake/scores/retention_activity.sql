WITH levels AS (
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
), days AS (
  SELECT
    customer_id,
    ordered_day AS day
  FROM orders
  WHERE
    :from_usage = 0 AND revenue >= 0 AND ordered_day <= :until_day
  GROUP BY
    customer_id,
    ordered_day
  UNION ALL
  SELECT
    customer_id,
    used_day AS day
  FROM usage
  WHERE
    :from_usage = 1 AND used_day <= :until_day
  GROUP BY
    customer_id,
    used_day
), firsts AS (
  SELECT
    customer_id,
    MIN(day) AS first_day
  FROM days
  GROUP BY
    customer_id
), lately AS (
  SELECT
    customer_id,
    MAX(day) AS last_day,
    COUNT(*) AS active_days
  FROM days
  WHERE
    day > :until_day - :period_days
  GROUP BY
    customer_id
), noted_lately AS (
  SELECT DISTINCT
    customer_id
  FROM tickets
  WHERE
    opened_day > :until_day - :period_days AND opened_day <= :until_day
), present AS (
  SELECT
    lately.customer_id AS customer_id,
    COALESCE(code, 0) AS segment,
    :until_day - last_day AS days_since_last,
    active_days,
    CAST((
      (
        :until_day + 1 - first_day
      ) - (
        :until_day + 1 - first_day
      ) % (
        :period_days
      )
    ) / (
      :period_days
    ) AS BIGINT) AS whole_periods,
    CAST((
      (
        (
          :until_day - last_day
        ) * 4
      ) - (
        (
          :until_day - last_day
        ) * 4
      ) % (
        :period_days
      )
    ) / (
      :period_days
    ) AS BIGINT) AS silence,
    LEAST_IGNORE_NULLS(active_days, 4) AS activity,
    CASE WHEN noted_lately.customer_id IS NULL THEN 0 ELSE 1 END AS ticket
  FROM lately
  INNER JOIN firsts
    ON lately.customer_id = firsts.customer_id
  LEFT JOIN levels
    ON lately.customer_id = levels.customer_id
  LEFT JOIN noted_lately
    ON lately.customer_id = noted_lately.customer_id
), binned AS (
  SELECT
    customer_id,
    segment,
    days_since_last,
    active_days,
    (
      CASE
        WHEN whole_periods < 1
        THEN 1
        WHEN whole_periods < 3
        THEN whole_periods
        WHEN whole_periods < 6
        THEN 3
        WHEN whole_periods < 12
        THEN 6
        WHEN whole_periods < 24
        THEN 12
        ELSE 24
      END
    ) AS age,
    silence,
    activity,
    ticket
  FROM present
)
SELECT
  binned.customer_id AS customer_id,
  binned.days_since_last AS days_since_last,
  binned.active_days AS active_days,
  binned.ticket AS recent_ticket,
  patterns.chance AS chance,
  patterns.low AS low,
  patterns.high AS high
FROM binned
INNER JOIN patterns
  ON binned.segment = patterns.segment
  AND binned.age = patterns.age
  AND binned.silence = patterns.silence
  AND binned.activity = patterns.activity
  AND binned.ticket = patterns.ticket
