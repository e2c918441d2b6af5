SELECT
  "asked",
  "part",
  "important",
  "satisfied",
  COUNT(*) AS "answers"
FROM (
  SELECT
    "need" AS "asked",
    CASE WHEN :use_segment = 1 THEN COALESCE("segment", '') ELSE '' END AS "part",
    CASE
      WHEN "importance" < 0
      THEN -1
      WHEN "importance" <= 100000
      THEN (
        CAST("importance" AS BIGINT) / CAST(10000 AS BIGINT)
      )
      WHEN "importance" <= 1000000
      THEN 9 + (
        CAST("importance" + 99999 AS BIGINT) / CAST(100000 AS BIGINT)
      )
      ELSE 20
    END AS "important",
    CASE
      WHEN "satisfaction" < 0
      THEN -1
      WHEN "satisfaction" <= 100000
      THEN (
        CAST("satisfaction" AS BIGINT) / CAST(10000 AS BIGINT)
      )
      WHEN "satisfaction" <= 1000000
      THEN 9 + (
        CAST("satisfaction" + 99999 AS BIGINT) / CAST(100000 AS BIGINT)
      )
      ELSE 20
    END AS "satisfied"
  FROM "needs"
  WHERE
    NOT "importance" IS NULL AND NOT "satisfaction" IS NULL
) AS "rated"
GROUP BY
  "asked",
  "part",
  "important",
  "satisfied"
