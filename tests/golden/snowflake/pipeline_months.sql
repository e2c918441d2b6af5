WITH dealt AS (
  SELECT
    created_day,
    CASE WHEN outcome = 'open' OR closed_day > :until_day THEN NULL ELSE closed_day END AS end_day,
    CASE
      WHEN outcome = 'open' OR closed_day > :until_day
      THEN 0
      WHEN outcome = 'won'
      THEN 2
      ELSE 3
    END AS ending,
    amount
  FROM opportunities
  WHERE
    COALESCE(created_day, :until_day) <= :until_day
)
SELECT
  COALESCE(begun.period, -1) AS opened,
  COALESCE(ended.period, -1) AS closed,
  ending,
  COUNT(*) AS deals,
  COUNT(amount) AS priced,
  CAST(SUM(COALESCE(amount, 0)) AS BIGINT) AS worth,
  CAST(SUM(
    COALESCE(
      (
        CAST((
          (
            amount
          ) - (
            amount
          ) % (
            100000
          )
        ) / (
          100000
        ) AS BIGINT)
      ) * (
        CAST((
          (
            amount
          ) - (
            amount
          ) % (
            100000
          )
        ) / (
          100000
        ) AS BIGINT)
      ),
      0
    )
  ) AS BIGINT) AS squares,
  COUNT(CASE WHEN end_day >= created_day THEN 1 END) AS timed,
  CAST(SUM(CASE WHEN end_day >= created_day THEN end_day - created_day ELSE 0 END) AS BIGINT) AS days,
  CAST(SUM(
    CASE
      WHEN end_day >= created_day
      THEN (
        end_day - created_day
      ) * (
        end_day - created_day
      )
      ELSE 0
    END
  ) AS BIGINT) AS day_squares
FROM dealt
LEFT JOIN calendar AS begun
  ON dealt.created_day = begun.day
LEFT JOIN calendar AS ended
  ON dealt.end_day = ended.day
GROUP BY
  COALESCE(begun.period, -1),
  COALESCE(ended.period, -1),
  ending
