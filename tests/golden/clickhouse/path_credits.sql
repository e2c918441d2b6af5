WITH "conversions" AS (
  SELECT
    "customer_id" AS "person_id",
    "ordered_second" AS "converted_second",
    "revenue"
  FROM "orders"
  WHERE
    {from_leads: } = 0 AND "revenue" >= 0 AND "ordered_day" <= {until_day: }
  UNION ALL
  SELECT
    "person_id",
    "converted_second",
    0 AS "revenue"
  FROM "leads"
  WHERE
    {from_leads: } = 1
    AND NOT (
      "person_id" IS NULL
    )
    AND "converted_day" <= {until_day: }
), "buyers" AS (
  SELECT
    "person_id",
    MIN("converted_second") - {window_seconds: } AS "opened",
    MAX("converted_second") AS "closed"
  FROM "conversions"
  GROUP BY
    "person_id"
), "near" AS (
  SELECT
    "touchpoints"."person_id" AS "person_id",
    "touchpoints"."occurred_second" AS "occurred_second",
    COALESCE("channels"."code", 30) AS "code"
  FROM "touchpoints"
  INNER JOIN "buyers"
    ON "touchpoints"."person_id" = "buyers"."person_id"
  LEFT JOIN "channels"
    ON "touchpoints"."channel" = "channels"."channel"
  WHERE
    "touchpoints"."occurred_day" <= {until_day: }
    AND "touchpoints"."occurred_second" >= "buyers"."opened"
    AND "touchpoints"."occurred_second" <= "buyers"."closed"
), "spans" AS (
  SELECT
    "person_id",
    MIN("occurred_second") AS "opened",
    MAX("occurred_second") + {window_seconds: } AS "closed"
  FROM "near"
  GROUP BY
    "person_id"
), "events" AS (
  SELECT
    "person_id",
    accurateCast(toInt128("occurred_second") * 64, 'Nullable(Int64)') + "code" AS "packed",
    0 AS "revenue"
  FROM "near"
  UNION ALL
  SELECT
    "conversions"."person_id" AS "person_id",
    accurateCast(toInt128("conversions"."converted_second") * 64, 'Nullable(Int64)') + 63 AS "packed",
    "conversions"."revenue" AS "revenue"
  FROM "conversions"
  INNER JOIN "spans"
    ON "conversions"."person_id" = "spans"."person_id"
  WHERE
    "conversions"."converted_second" >= "spans"."opened"
    AND "conversions"."converted_second" <= "spans"."closed"
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
    CAST(accurateCast(SUM(toInt128("weight")), 'Nullable(Int64)') AS Nullable(Int64)) AS "weights",
    CAST(accurateCast(SUM(toInt128("revenue")), 'Nullable(Int64)') AS Nullable(Int64)) AS "path_value"
  FROM "members"
  GROUP BY
    "person_id",
    "conversion"
), "touches" AS (
  SELECT
    CASE WHEN "paths"."began" <= {known_second: } THEN 1 ELSE 0 END AS "settled",
    "paths"."channels_met" AS "channels_met",
    "members"."packed" % 64 AS "channel",
    "paths"."opening" - "paths"."closing" + 1 AS "length",
    CASE
      WHEN "members"."place" = "paths"."opening"
      THEN 1
      WHEN "members"."place" = "paths"."closing"
      THEN 2
      WHEN "members"."place" = "paths"."closing" + intDiv("paths"."opening" - "paths"."closing" + 1, 2)
      THEN 3
      ELSE 0
    END AS "standing",
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
), "shapes" AS (
  SELECT
    "settled",
    "channels_met",
    "channel",
    "length",
    "standing",
    toInt64(COUNT(*)) AS "n",
    accurateCast(SUM(toInt128("path_value")), 'Nullable(Int64)') AS "value_in_all",
    accurateCast(SUM(toInt128("decayed")), 'Nullable(Int64)') AS "decayed_in_all"
  FROM "touches"
  GROUP BY
    "settled",
    "channels_met",
    "channel",
    "length",
    "standing"
)
SELECT
  "settled",
  "channels_met",
  "channel",
  accurateCast(SUM(toInt128("n")), 'Nullable(Int64)') AS "touches",
  accurateCast(SUM(toInt128(CASE WHEN "standing" = 1 THEN "n" ELSE 0 END)), 'Nullable(Int64)') AS "first_touches",
  accurateCast(
    SUM(toInt128(CASE WHEN "standing" = 2 OR "length" = 1 THEN "n" ELSE 0 END)),
    'Nullable(Int64)'
  ) AS "last_touches",
  accurateCast(
    SUM(toInt128(CASE WHEN "standing" = 1 THEN "value_in_all" ELSE 0 END)),
    'Nullable(Int64)'
  ) AS "first_value",
  accurateCast(
    SUM(
      toInt128(
        accurateCast(toInt128("n") * (
          intDiv({unit: }, "length")
        ), 'Nullable(Int64)')
      )
    ),
    'Nullable(Int64)'
  ) AS "linear",
  accurateCast(
    SUM(
      toInt128(
        accurateCast(
          toInt128("n") * CASE
            WHEN "length" <= 2
            THEN intDiv({unit: }, "length")
            WHEN "standing" = 1 OR "standing" = 2
            THEN intDiv(accurateCast(toInt128(2) * {unit: }, 'Nullable(Int64)'), 5)
            ELSE intDiv({unit: }, accurateCast(toInt128(5) * (
              "length" - 2
            ), 'Nullable(Int64)'))
          END,
          'Nullable(Int64)'
        )
      )
    ),
    'Nullable(Int64)'
  ) AS "u_shaped",
  accurateCast(
    SUM(
      toInt128(
        accurateCast(
          toInt128("n") * CASE
            WHEN "length" <= 3
            THEN intDiv({unit: }, "length")
            WHEN "standing" > 0
            THEN intDiv(accurateCast(toInt128(3) * {unit: }, 'Nullable(Int64)'), 10)
            ELSE intDiv({unit: }, accurateCast(toInt128(10) * (
              "length" - 3
            ), 'Nullable(Int64)'))
          END,
          'Nullable(Int64)'
        )
      )
    ),
    'Nullable(Int64)'
  ) AS "w_shaped",
  accurateCast(SUM(toInt128("decayed_in_all")), 'Nullable(Int64)') AS "time_decay"
FROM "shapes"
GROUP BY
  "settled",
  "channels_met",
  "channel"
