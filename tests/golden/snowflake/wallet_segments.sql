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
), people AS (
  SELECT
    category_purchases.person_id AS person_id,
    COUNT(*) AS times,
    SUM(CASE WHEN COALESCE(brand_codes.code, 24) = :brand_code THEN 1 ELSE 0 END) AS own
  FROM category_purchases
  LEFT JOIN brand_codes
    ON category_purchases.brand = brand_codes.brand
  WHERE
    category_purchases.purchased_day >= :from_day
    AND category_purchases.purchased_day <= :until_day
  GROUP BY
    category_purchases.person_id
), cells AS (
  SELECT
    COALESCE(levels.code, 0) AS segment,
    CASE
      WHEN people.times <= 40
      THEN people.times
      WHEN people.times < 200
      THEN CAST((
        (
          people.times
        ) - (
          people.times
        ) % (
          8
        )
      ) / (
        8
      ) AS BIGINT) * 8
      ELSE 200
    END AS times_cell,
    CASE
      WHEN people.own <= 40
      THEN people.own
      WHEN people.own < 200
      THEN CAST((
        (
          people.own
        ) - (
          people.own
        ) % (
          8
        )
      ) / (
        8
      ) AS BIGINT) * 8
      ELSE 200
    END AS own_cell,
    people.times AS times,
    people.own AS own
  FROM people
  LEFT JOIN levels
    ON people.person_id = levels.customer_id
)
SELECT
  segment,
  CAST(times_cell AS BIGINT) AS times,
  CAST(own_cell AS BIGINT) AS own,
  COUNT(*) AS people,
  CAST(SUM(cells.times) AS BIGINT) AS category_purchases,
  CAST(SUM(cells.own) AS BIGINT) AS purchases
FROM cells
GROUP BY
  segment,
  times_cell,
  own_cell
