WITH "dealt" AS (
  SELECT
    "opportunities"."created_day" AS "created_day",
    "opportunities"."created_second" AS "created_second",
    CASE
      WHEN "opportunities"."outcome" = 'open' OR "closed_day" > %(until_day)s
      THEN NULL
      ELSE "closed_day"
    END AS "end_day",
    CASE
      WHEN "opportunities"."outcome" = 'open' OR "closed_day" > %(until_day)s
      THEN 0
      WHEN "opportunities"."outcome" = 'won'
      THEN 2
      ELSE 3
    END AS "ending",
    "amount",
    COALESCE("customer_id", "leads"."person_id") AS "buyer_id"
  FROM "opportunities"
  LEFT JOIN "leads"
    ON "opportunities"."lead_id" = "leads"."lead_id"
  WHERE
    COALESCE("opportunities"."created_day", %(until_day)s) <= %(until_day)s
), "firsts" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    MIN("touchpoints"."occurred_second") AS "met_second"
  FROM "touchpoints"
  INNER JOIN (
    SELECT DISTINCT
      "buyer_id"
    FROM "dealt"
  ) AS "buyers"
    ON "touchpoints"."person_id" = "buyers"."buyer_id"
  LEFT JOIN "unsent"
    ON "touchpoints"."channel" = "unsent"."channel"
  WHERE
    "unsent"."channel" IS NULL AND "touchpoints"."occurred_day" <= %(until_day)s
  GROUP BY
    "touchpoints"."person_id"
)
SELECT
  COALESCE("begun"."period", -1) AS "opened",
  COALESCE("ended"."period", -1) AS "closed",
  "ending",
  CASE
    WHEN "buyer_id" IS NULL
    THEN 0
    WHEN "met_second" < "created_second"
    THEN 2
    ELSE 1
  END AS "influence",
  COUNT(*) AS "deals",
  COUNT("amount") AS "priced",
  CAST(SUM(COALESCE("amount", 0)) AS BIGINT) AS "worth",
  CAST(SUM(
    COALESCE(
      (
        (
          CAST("amount" AS BIGINT) / CAST(100000 AS BIGINT)
        )
      ) * (
        (
          CAST("amount" AS BIGINT) / CAST(100000 AS BIGINT)
        )
      ),
      0
    )
  ) AS BIGINT) AS "squares"
FROM "dealt"
LEFT JOIN "firsts"
  ON "dealt"."buyer_id" = "firsts"."person_id"
LEFT JOIN "calendar" AS "begun"
  ON "dealt"."created_day" = "begun"."day"
LEFT JOIN "calendar" AS "ended"
  ON "dealt"."end_day" = "ended"."day"
GROUP BY
  COALESCE("begun"."period", -1),
  COALESCE("ended"."period", -1),
  "ending",
  CASE
    WHEN "buyer_id" IS NULL
    THEN 0
    WHEN "met_second" < "created_second"
    THEN 2
    ELSE 1
  END
