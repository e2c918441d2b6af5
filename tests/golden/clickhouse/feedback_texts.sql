SELECT
  "said",
  "rated",
  "rating",
  "words",
  toInt64(COUNT(*)) AS "texts"
FROM (
  SELECT
    COALESCE("said_day", -1000000) AS "said",
    CASE WHEN "score" IS NULL THEN 0 ELSE 1 END AS "rated",
    COALESCE("score", 0) AS "rating",
    substringUTF8("text", 1, 1000) AS "words"
  FROM "feedback"
  WHERE
    NOT (
      "text" IS NULL
    )
    AND COALESCE("said_day", -1000000) <= {until_day: }
    AND (
      COALESCE("said_second", 0) + accurateCast(toInt128(7919) * toInt64(lengthUTF8("text")), 'Nullable(Int64)')
    ) % {every: } = 0
) AS "heard"
GROUP BY
  "said",
  "rated",
  "rating",
  "words"
