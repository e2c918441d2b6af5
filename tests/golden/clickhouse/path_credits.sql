WITH "conversions" AS (
  SELECT
    "customer_id" AS "person_id",
    accurateCast(toInt128("ordered_second") * 64, 'Nullable(Int64)') + 63 AS "packed",
    "revenue"
  FROM "orders"
  WHERE
    {from_leads: } = 0 AND "revenue" >= 0 AND "ordered_day" <= {until_day: }
  UNION ALL
  SELECT
    "person_id",
    accurateCast(toInt128("converted_second") * 64, 'Nullable(Int64)') + 63 AS "packed",
    0 AS "revenue"
  FROM "leads"
  WHERE
    {from_leads: } = 1
    AND NOT (
      "person_id" IS NULL
    )
    AND "converted_day" <= {until_day: }
), "events" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    accurateCast(toInt128("touchpoints"."occurred_second") * 64, 'Nullable(Int64)') + COALESCE("channels"."code", 30) AS "packed",
    0 AS "revenue"
  FROM "touchpoints"
  LEFT JOIN "channels"
    ON "touchpoints"."channel" = "channels"."channel"
  WHERE
    "touchpoints"."occurred_day" <= {until_day: }
    AND "touchpoints"."person_id" IN (
      SELECT
        "person_id"
      FROM "conversions"
    )
  UNION ALL
  SELECT
    "person_id",
    "packed",
    "revenue"
  FROM "conversions"
), "neighbours" AS (
  SELECT
    "person_id",
    "packed",
    "revenue",
    toInt64(ROW_NUMBER() OVER (PARTITION BY "person_id" ORDER BY "packed" DESC)) AS "place",
    lead("packed") OVER (PARTITION BY "person_id" ORDER BY "packed" DESC) AS "preceding",
    MIN(CASE WHEN "packed" % 64 = 63 THEN "packed" END) OVER (
      PARTITION BY "person_id"
      ORDER BY "packed" DESC
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS "conversion"
  FROM "events"
), "members" AS (
  SELECT
    "neighbours"."person_id" AS "person_id",
    "neighbours"."conversion" AS "conversion",
    "neighbours"."packed" AS "packed",
    "neighbours"."revenue" AS "revenue",
    "neighbours"."place" AS "place",
    "bits"."mask" AS "mask",
    CASE
      WHEN "neighbours"."packed" = "neighbours"."conversion"
      THEN 0
      ELSE "decay"."weight"
    END AS "weight"
  FROM "neighbours"
  INNER JOIN "bits"
    ON "neighbours"."packed" % 64 = "bits"."code"
  INNER JOIN "decay"
    ON intDiv("neighbours"."conversion" - "neighbours"."packed", 5529600) = "decay"."age"
  WHERE
    intDiv("neighbours"."conversion" - "neighbours"."packed", 64) <= {window_seconds: }
    AND (
      "neighbours"."packed" % 64 <> 63
      OR "neighbours"."preceding" = "neighbours"."packed"
      OR (
        "neighbours"."preceding" % 64 <> 63
        AND intDiv("neighbours"."packed" - "neighbours"."preceding", 64) <= {window_seconds: }
      )
    )
), "paths" AS (
  SELECT
    "person_id",
    "conversion",
    MAX("place") AS "opening",
    MIN(CASE WHEN "packed" < "conversion" THEN "place" END) AS "closing",
    intDiv(MIN("packed"), 64) AS "began",
    groupBitOr("mask") AS "channels_met",
    accurateCast(SUM(toInt128("weight")), 'Nullable(Int64)') AS "weights",
    accurateCast(SUM(toInt128("revenue")), 'Nullable(Int64)') AS "path_value"
  FROM "members"
  GROUP BY
    "person_id",
    "conversion"
), "touches" AS (
  SELECT
    CASE WHEN "paths"."began" <= {known_second: } THEN 1 ELSE 0 END AS "settled",
    "paths"."channels_met" AS "channels_met",
    "members"."packed" % 64 AS "channel",
    "members"."place" AS "place",
    "paths"."opening" AS "opening",
    "paths"."closing" AS "closing",
    "paths"."closing" + intDiv("paths"."opening" - "paths"."closing" + 1, 2) AS "middle",
    "paths"."opening" - "paths"."closing" + 1 AS "length",
    "paths"."path_value" AS "path_value",
    intDiv(
      accurateCast(toInt128("members"."weight") * {unit: }, 'Nullable(Int64)'),
      "paths"."weights"
    ) AS "decayed"
  FROM "members"
  INNER JOIN "paths"
    ON "members"."person_id" = "paths"."person_id"
    AND "members"."conversion" = "paths"."conversion"
  WHERE
    "members"."packed" < "members"."conversion"
)
SELECT
  "settled",
  "channels_met",
  "channel",
  toInt64(COUNT(*)) AS "touches",
  toInt64(SUM(CASE WHEN "place" = "opening" THEN 1 ELSE 0 END)) AS "first_touches",
  toInt64(SUM(CASE WHEN "place" = "closing" THEN 1 ELSE 0 END)) AS "last_touches",
  accurateCast(
    SUM(toInt128(CASE WHEN "place" = "opening" THEN "path_value" ELSE 0 END)),
    'Nullable(Int64)'
  ) AS "first_value",
  accurateCast(SUM(toInt128(intDiv({unit: }, "length"))), 'Nullable(Int64)') AS "linear",
  accurateCast(
    SUM(
      toInt128(
        CASE
          WHEN "length" <= 2
          THEN intDiv({unit: }, "length")
          WHEN "place" = "opening" OR "place" = "closing"
          THEN intDiv(accurateCast(toInt128(2) * {unit: }, 'Nullable(Int64)'), 5)
          ELSE intDiv({unit: }, accurateCast(toInt128(5) * (
            "length" - 2
          ), 'Nullable(Int64)'))
        END
      )
    ),
    'Nullable(Int64)'
  ) AS "u_shaped",
  accurateCast(
    SUM(
      toInt128(
        CASE
          WHEN "length" <= 3
          THEN intDiv({unit: }, "length")
          WHEN "place" = "opening" OR "place" = "closing" OR "place" = "middle"
          THEN intDiv(accurateCast(toInt128(3) * {unit: }, 'Nullable(Int64)'), 10)
          ELSE intDiv({unit: }, accurateCast(toInt128(10) * (
            "length" - 3
          ), 'Nullable(Int64)'))
        END
      )
    ),
    'Nullable(Int64)'
  ) AS "w_shaped",
  accurateCast(SUM(toInt128("decayed")), 'Nullable(Int64)') AS "time_decay"
FROM "touches"
GROUP BY
  "settled",
  "channels_met",
  "channel"
