WITH "offered" AS (
  SELECT
    "respondent_id",
    "task",
    COUNT(*) AS "alternatives",
    SUM(
      CASE
        WHEN NOT "price" IS NULL
        OR NOT COALESCE(
          "attribute_01",
          "attribute_02",
          "attribute_03",
          "attribute_04",
          "attribute_05",
          "attribute_06",
          "attribute_07",
          "attribute_08",
          "attribute_09",
          "attribute_10",
          "attribute_11",
          "attribute_12",
          "attribute_13",
          "attribute_14",
          "attribute_15",
          "attribute_16",
          "attribute_17",
          "attribute_18",
          "attribute_19",
          "attribute_20",
          "attribute_21",
          "attribute_22",
          "attribute_23",
          "attribute_24"
        ) IS NULL
        THEN 1
        ELSE 0
      END
    ) AS "described"
  FROM "choices"
  GROUP BY
    "respondent_id",
    "task"
), "numbered" AS (
  SELECT
    "respondent_id",
    ROW_NUMBER() OVER (ORDER BY "respondent_id") AS "place",
    COUNT(*) OVER () AS "people"
  FROM (
    SELECT DISTINCT
      "respondent_id"
    FROM "offered"
    WHERE
      "described" > 0
  ) AS "respondents"
), "tasks" AS (
  SELECT
    "offered"."respondent_id" AS "respondent_id",
    "offered"."task" AS "task",
    SUM("offered"."alternatives") OVER (
      PARTITION BY "offered"."respondent_id"
      ORDER BY "offered"."task"
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS "so_far"
  FROM "offered"
  INNER JOIN "numbered"
    ON "numbered"."respondent_id" = "offered"."respondent_id"
  WHERE
    "offered"."described" > 0
    AND (
      "numbered"."people" <= %(respondents)s
      OR (
        CAST("numbered"."place" * %(respondents)s AS BIGINT) / CAST("numbered"."people" AS BIGINT)
      ) > (
        CAST((
          "numbered"."place" - 1
        ) * %(respondents)s AS BIGINT) / CAST("numbered"."people" AS BIGINT)
      )
    )
)
SELECT
  "choices"."respondent_id" AS "respondent",
  "choices"."task" AS "task",
  "choices"."alternative" AS "alternative",
  "choices"."chosen" AS "chosen",
  COALESCE("choices"."price", -1) AS "shown_price",
  COALESCE("choices"."segment", '') AS "group_name",
  CASE WHEN %(use_01)s = 1 THEN COALESCE("choices"."attribute_01", '') ELSE '' END AS "level_01",
  CASE WHEN %(use_02)s = 1 THEN COALESCE("choices"."attribute_02", '') ELSE '' END AS "level_02",
  CASE WHEN %(use_03)s = 1 THEN COALESCE("choices"."attribute_03", '') ELSE '' END AS "level_03",
  CASE WHEN %(use_04)s = 1 THEN COALESCE("choices"."attribute_04", '') ELSE '' END AS "level_04",
  CASE WHEN %(use_05)s = 1 THEN COALESCE("choices"."attribute_05", '') ELSE '' END AS "level_05",
  CASE WHEN %(use_06)s = 1 THEN COALESCE("choices"."attribute_06", '') ELSE '' END AS "level_06",
  CASE WHEN %(use_07)s = 1 THEN COALESCE("choices"."attribute_07", '') ELSE '' END AS "level_07",
  CASE WHEN %(use_08)s = 1 THEN COALESCE("choices"."attribute_08", '') ELSE '' END AS "level_08",
  CASE WHEN %(use_09)s = 1 THEN COALESCE("choices"."attribute_09", '') ELSE '' END AS "level_09",
  CASE WHEN %(use_10)s = 1 THEN COALESCE("choices"."attribute_10", '') ELSE '' END AS "level_10",
  CASE WHEN %(use_11)s = 1 THEN COALESCE("choices"."attribute_11", '') ELSE '' END AS "level_11",
  CASE WHEN %(use_12)s = 1 THEN COALESCE("choices"."attribute_12", '') ELSE '' END AS "level_12",
  CASE WHEN %(use_13)s = 1 THEN COALESCE("choices"."attribute_13", '') ELSE '' END AS "level_13",
  CASE WHEN %(use_14)s = 1 THEN COALESCE("choices"."attribute_14", '') ELSE '' END AS "level_14",
  CASE WHEN %(use_15)s = 1 THEN COALESCE("choices"."attribute_15", '') ELSE '' END AS "level_15",
  CASE WHEN %(use_16)s = 1 THEN COALESCE("choices"."attribute_16", '') ELSE '' END AS "level_16",
  CASE WHEN %(use_17)s = 1 THEN COALESCE("choices"."attribute_17", '') ELSE '' END AS "level_17",
  CASE WHEN %(use_18)s = 1 THEN COALESCE("choices"."attribute_18", '') ELSE '' END AS "level_18",
  CASE WHEN %(use_19)s = 1 THEN COALESCE("choices"."attribute_19", '') ELSE '' END AS "level_19",
  CASE WHEN %(use_20)s = 1 THEN COALESCE("choices"."attribute_20", '') ELSE '' END AS "level_20",
  CASE WHEN %(use_21)s = 1 THEN COALESCE("choices"."attribute_21", '') ELSE '' END AS "level_21",
  CASE WHEN %(use_22)s = 1 THEN COALESCE("choices"."attribute_22", '') ELSE '' END AS "level_22",
  CASE WHEN %(use_23)s = 1 THEN COALESCE("choices"."attribute_23", '') ELSE '' END AS "level_23",
  CASE WHEN %(use_24)s = 1 THEN COALESCE("choices"."attribute_24", '') ELSE '' END AS "level_24",
  COUNT(*) AS "times"
FROM "choices"
INNER JOIN "tasks"
  ON "tasks"."respondent_id" = "choices"."respondent_id"
  AND "tasks"."task" = "choices"."task"
WHERE
  "tasks"."so_far" <= %(rows_each)s
GROUP BY
  "choices"."respondent_id",
  "choices"."task",
  "choices"."alternative",
  "choices"."chosen",
  COALESCE("choices"."price", -1),
  COALESCE("choices"."segment", ''),
  CASE WHEN %(use_01)s = 1 THEN COALESCE("choices"."attribute_01", '') ELSE '' END,
  CASE WHEN %(use_02)s = 1 THEN COALESCE("choices"."attribute_02", '') ELSE '' END,
  CASE WHEN %(use_03)s = 1 THEN COALESCE("choices"."attribute_03", '') ELSE '' END,
  CASE WHEN %(use_04)s = 1 THEN COALESCE("choices"."attribute_04", '') ELSE '' END,
  CASE WHEN %(use_05)s = 1 THEN COALESCE("choices"."attribute_05", '') ELSE '' END,
  CASE WHEN %(use_06)s = 1 THEN COALESCE("choices"."attribute_06", '') ELSE '' END,
  CASE WHEN %(use_07)s = 1 THEN COALESCE("choices"."attribute_07", '') ELSE '' END,
  CASE WHEN %(use_08)s = 1 THEN COALESCE("choices"."attribute_08", '') ELSE '' END,
  CASE WHEN %(use_09)s = 1 THEN COALESCE("choices"."attribute_09", '') ELSE '' END,
  CASE WHEN %(use_10)s = 1 THEN COALESCE("choices"."attribute_10", '') ELSE '' END,
  CASE WHEN %(use_11)s = 1 THEN COALESCE("choices"."attribute_11", '') ELSE '' END,
  CASE WHEN %(use_12)s = 1 THEN COALESCE("choices"."attribute_12", '') ELSE '' END,
  CASE WHEN %(use_13)s = 1 THEN COALESCE("choices"."attribute_13", '') ELSE '' END,
  CASE WHEN %(use_14)s = 1 THEN COALESCE("choices"."attribute_14", '') ELSE '' END,
  CASE WHEN %(use_15)s = 1 THEN COALESCE("choices"."attribute_15", '') ELSE '' END,
  CASE WHEN %(use_16)s = 1 THEN COALESCE("choices"."attribute_16", '') ELSE '' END,
  CASE WHEN %(use_17)s = 1 THEN COALESCE("choices"."attribute_17", '') ELSE '' END,
  CASE WHEN %(use_18)s = 1 THEN COALESCE("choices"."attribute_18", '') ELSE '' END,
  CASE WHEN %(use_19)s = 1 THEN COALESCE("choices"."attribute_19", '') ELSE '' END,
  CASE WHEN %(use_20)s = 1 THEN COALESCE("choices"."attribute_20", '') ELSE '' END,
  CASE WHEN %(use_21)s = 1 THEN COALESCE("choices"."attribute_21", '') ELSE '' END,
  CASE WHEN %(use_22)s = 1 THEN COALESCE("choices"."attribute_22", '') ELSE '' END,
  CASE WHEN %(use_23)s = 1 THEN COALESCE("choices"."attribute_23", '') ELSE '' END,
  CASE WHEN %(use_24)s = 1 THEN COALESCE("choices"."attribute_24", '') ELSE '' END
