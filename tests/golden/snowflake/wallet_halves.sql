WITH bought AS (
  SELECT
    category_purchases.person_id AS person_id,
    COALESCE(brand_codes.code, 24) AS code,
    SUM(CASE WHEN category_purchases.purchased_day <= :cut_day THEN 1 ELSE 0 END) AS first_times,
    SUM(CASE WHEN category_purchases.purchased_day > :cut_day THEN 1 ELSE 0 END) AS next_times
  FROM category_purchases
  LEFT JOIN brand_codes
    ON category_purchases.brand = brand_codes.brand
  WHERE
    category_purchases.purchased_day >= :from_day
    AND category_purchases.purchased_day <= :until_day
  GROUP BY
    category_purchases.person_id,
    COALESCE(brand_codes.code, 24)
), people AS (
  SELECT
    person_id,
    SUM(first_times) AS first_all,
    SUM(next_times) AS next_all
  FROM bought
  GROUP BY
    person_id
), both_kinds AS (
  SELECT
    bought.code AS code,
    people.first_all AS first_all,
    bought.first_times AS first_times,
    bought.next_times AS next_times
  FROM bought
  INNER JOIN people
    ON bought.person_id = people.person_id
  UNION ALL
  SELECT
    -1 AS code,
    first_all,
    0 AS first_times,
    next_all AS next_times
  FROM people
), cells AS (
  SELECT
    code,
    CASE
      WHEN first_all <= 40
      THEN first_all
      WHEN first_all < 200
      THEN CAST((
        (
          first_all
        ) - (
          first_all
        ) % (
          8
        )
      ) / (
        8
      ) AS BIGINT) * 8
      ELSE 200
    END AS before,
    CASE
      WHEN first_times <= 40
      THEN first_times
      WHEN first_times < 200
      THEN CAST((
        (
          first_times
        ) - (
          first_times
        ) % (
          8
        )
      ) / (
        8
      ) AS BIGINT) * 8
      ELSE 200
    END AS own,
    first_all,
    first_times,
    next_times
  FROM both_kinds
  WHERE
    first_all > 0
)
SELECT
  code,
  CAST(before AS BIGINT) AS before,
  CAST(own AS BIGINT) AS own,
  COUNT(*) AS people,
  CAST(SUM(first_all) AS BIGINT) AS category_purchases,
  CAST(SUM(first_times) AS BIGINT) AS purchases,
  CAST(SUM(next_times) AS BIGINT) AS next_purchases,
  CAST(SUM(next_times * next_times) AS BIGINT) AS next_squares,
  CAST(SUM((
    next_times - first_times
  ) * (
    next_times - first_times
  )) AS BIGINT) AS change_squares,
  SUM(CASE WHEN next_times > 0 THEN 1 ELSE 0 END) AS again
FROM cells
GROUP BY
  code,
  before,
  own
