SELECT
  said,
  rated,
  rating,
  words,
  COUNT(*) AS texts
FROM (
  SELECT
    COALESCE(said_day, -1000000) AS said,
    CASE WHEN score IS NULL THEN 0 ELSE 1 END AS rated,
    COALESCE(score, 0) AS rating,
    SUBSTRING(text, 1, 1000) AS words
  FROM feedback
  WHERE
    NOT text IS NULL
    AND COALESCE(said_day, -1000000) <= :until_day
    AND (
      COALESCE(said_second, 0) + 7919 * LENGTH(text)
    ) % :every = 0
) AS heard
GROUP BY
  said,
  rated,
  rating,
  words
