WITH "rated" AS (
  SELECT
    COALESCE("segments"."segment_code", -1) AS "segment_code",
    "brands"."brand_code" AS "brand_code",
    "attributes"."attribute_code" AS "attribute_code",
    intDiv("ratings"."rating" + 1000000000, 100) - 10000000 AS "points"
  FROM "ratings"
  INNER JOIN "brands"
    ON "ratings"."brand" = "brands"."brand"
  INNER JOIN "attributes"
    ON "ratings"."attribute" = "attributes"."attribute"
  LEFT JOIN "segments"
    ON "ratings"."segment" = "segments"."segment"
)
SELECT
  "segment_code",
  "brand_code",
  "attribute_code",
  toInt64(COUNT(*)) AS "n",
  accurateCast(SUM(toInt128("points")), 'Nullable(Int64)') AS "total",
  accurateCast(
    SUM(toInt128(accurateCast(toInt128("points") * "points", 'Nullable(Int64)'))),
    'Nullable(Int64)'
  ) AS "squares"
FROM "rated"
GROUP BY
  "segment_code",
  "brand_code",
  "attribute_code"
