WITH "dealt" AS (
  SELECT
    "opportunities"."created_day" AS "created_day",
    "opportunities"."created_second" AS "created_second",
    CASE
      WHEN "opportunities"."outcome" = 'open' OR "closed_day" > {until_day: }
      THEN NULL
      ELSE "closed_day"
    END AS "end_day",
    CASE
      WHEN "opportunities"."outcome" = 'open' OR "closed_day" > {until_day: }
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
    COALESCE("opportunities"."created_day", {until_day: }) <= {until_day: }
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
    "unsent"."channel" IS NULL AND "touchpoints"."occurred_day" <= {until_day: }
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
  toInt64(COUNT(*)) AS "deals",
  toInt64(COUNT("amount")) AS "priced",
  CAST(accurateCast(SUM(toInt128(COALESCE("amount", 0))), 'Nullable(Int64)') AS Nullable(Int64)) AS "worth",
  CAST(accurateCast(
    SUM(
      toInt128(
        COALESCE(
          accurateCast(
            toInt128(intDiv("amount", 100000)) * (
              intDiv("amount", 100000)
            ),
            'Nullable(Int64)'
          ),
          0
        )
      )
    ),
    'Nullable(Int64)'
  ) AS Nullable(Int64)) AS "squares"
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
