WITH "told" AS (
  SELECT
    COALESCE("created_day", {first_day: }) AS "began_day",
    COALESCE("created_second", 0) AS "began_second",
    "converted_day" AS "ended_day",
    CASE
      WHEN NOT (
        "converted_day" IS NULL
      )
      THEN 'won'
      ELSE COALESCE("outcome", 'open')
    END AS "result",
    COALESCE("source", '') AS "column_01",
    COALESCE("campaign", '') AS "column_02",
    COALESCE("landing_page", '') AS "column_03",
    '' AS "column_04",
    '' AS "column_05",
    '' AS "column_06",
    COALESCE("attribute_01", '') AS "column_07",
    COALESCE("attribute_02", '') AS "column_08",
    COALESCE("attribute_03", '') AS "column_09",
    COALESCE("attribute_04", '') AS "column_10",
    COALESCE("attribute_05", '') AS "column_11",
    COALESCE("attribute_06", '') AS "column_12",
    COALESCE("attribute_07", '') AS "column_13",
    COALESCE("attribute_08", '') AS "column_14",
    COALESCE("attribute_09", '') AS "column_15",
    COALESCE("attribute_10", '') AS "column_16",
    COALESCE("attribute_11", '') AS "column_17",
    COALESCE("attribute_12", '') AS "column_18",
    COALESCE("attribute_13", '') AS "column_19",
    COALESCE("attribute_14", '') AS "column_20",
    COALESCE("attribute_15", '') AS "column_21",
    COALESCE("attribute_16", '') AS "column_22",
    COALESCE("attribute_17", '') AS "column_23",
    COALESCE("attribute_18", '') AS "column_24",
    COALESCE("attribute_19", '') AS "column_25",
    COALESCE("attribute_20", '') AS "column_26",
    COALESCE("attribute_21", '') AS "column_27",
    COALESCE("attribute_22", '') AS "column_28",
    COALESCE("attribute_23", '') AS "column_29",
    COALESCE("attribute_24", '') AS "column_30"
  FROM "leads"
  WHERE
    {from_leads: } = 1 AND COALESCE("created_day", {until_day: }) <= {until_day: }
  UNION ALL
  SELECT
    COALESCE("created_day", {first_day: }) AS "began_day",
    COALESCE("created_second", 0) AS "began_second",
    "closed_day" AS "ended_day",
    "outcome" AS "result",
    COALESCE("source", '') AS "column_01",
    '' AS "column_02",
    '' AS "column_03",
    COALESCE("owner", '') AS "column_04",
    COALESCE("competitor", '') AS "column_05",
    COALESCE(CAST("amount" AS Nullable(String)), '') AS "column_06",
    COALESCE("attribute_01", '') AS "column_07",
    COALESCE("attribute_02", '') AS "column_08",
    COALESCE("attribute_03", '') AS "column_09",
    COALESCE("attribute_04", '') AS "column_10",
    COALESCE("attribute_05", '') AS "column_11",
    COALESCE("attribute_06", '') AS "column_12",
    COALESCE("attribute_07", '') AS "column_13",
    COALESCE("attribute_08", '') AS "column_14",
    COALESCE("attribute_09", '') AS "column_15",
    COALESCE("attribute_10", '') AS "column_16",
    COALESCE("attribute_11", '') AS "column_17",
    COALESCE("attribute_12", '') AS "column_18",
    COALESCE("attribute_13", '') AS "column_19",
    COALESCE("attribute_14", '') AS "column_20",
    COALESCE("attribute_15", '') AS "column_21",
    COALESCE("attribute_16", '') AS "column_22",
    COALESCE("attribute_17", '') AS "column_23",
    COALESCE("attribute_18", '') AS "column_24",
    COALESCE("attribute_19", '') AS "column_25",
    COALESCE("attribute_20", '') AS "column_26",
    COALESCE("attribute_21", '') AS "column_27",
    COALESCE("attribute_22", '') AS "column_28",
    COALESCE("attribute_23", '') AS "column_29",
    COALESCE("attribute_24", '') AS "column_30"
  FROM "opportunities"
  WHERE
    {from_leads: } = 0 AND COALESCE("created_day", {until_day: }) <= {until_day: }
), "stood" AS (
  SELECT
    CASE
      WHEN "began_day" < {first_day: }
      THEN 0
      WHEN intDiv("began_day" - {first_day: }, {period_days: }) > 59
      THEN 59
      ELSE intDiv("began_day" - {first_day: }, {period_days: })
    END AS "period",
    "began_day",
    "ended_day",
    "result",
    CASE
      WHEN "result" <> 'open' AND COALESCE("ended_day", {until_day: }) > {until_day: }
      THEN 'open'
      WHEN {horizon_days: } = 0
      THEN "result"
      WHEN "result" = 'won'
      AND COALESCE("ended_day", "began_day") - "began_day" <= {horizon_days: }
      THEN 'won'
      WHEN "began_day" + {horizon_days: } <= {until_day: }
      THEN 'lost'
      ELSE 'open'
    END AS "standing",
    CASE WHEN {use_01: } = 1 THEN "column_01" ELSE '' END AS "level_01",
    CASE WHEN {use_02: } = 1 THEN "column_02" ELSE '' END AS "level_02",
    CASE WHEN {use_03: } = 1 THEN "column_03" ELSE '' END AS "level_03",
    CASE WHEN {use_04: } = 1 THEN "column_04" ELSE '' END AS "level_04",
    CASE WHEN {use_05: } = 1 THEN "column_05" ELSE '' END AS "level_05",
    CASE WHEN {use_06: } = 1 THEN "column_06" ELSE '' END AS "level_06",
    CASE WHEN {use_07: } = 1 THEN "column_07" ELSE '' END AS "level_07",
    CASE WHEN {use_08: } = 1 THEN "column_08" ELSE '' END AS "level_08",
    CASE WHEN {use_09: } = 1 THEN "column_09" ELSE '' END AS "level_09",
    CASE WHEN {use_10: } = 1 THEN "column_10" ELSE '' END AS "level_10",
    CASE WHEN {use_11: } = 1 THEN "column_11" ELSE '' END AS "level_11",
    CASE WHEN {use_12: } = 1 THEN "column_12" ELSE '' END AS "level_12",
    CASE WHEN {use_13: } = 1 THEN "column_13" ELSE '' END AS "level_13",
    CASE WHEN {use_14: } = 1 THEN "column_14" ELSE '' END AS "level_14",
    CASE WHEN {use_15: } = 1 THEN "column_15" ELSE '' END AS "level_15",
    CASE WHEN {use_16: } = 1 THEN "column_16" ELSE '' END AS "level_16",
    CASE WHEN {use_17: } = 1 THEN "column_17" ELSE '' END AS "level_17",
    CASE WHEN {use_18: } = 1 THEN "column_18" ELSE '' END AS "level_18",
    CASE WHEN {use_19: } = 1 THEN "column_19" ELSE '' END AS "level_19",
    CASE WHEN {use_20: } = 1 THEN "column_20" ELSE '' END AS "level_20",
    CASE WHEN {use_21: } = 1 THEN "column_21" ELSE '' END AS "level_21",
    CASE WHEN {use_22: } = 1 THEN "column_22" ELSE '' END AS "level_22",
    CASE WHEN {use_23: } = 1 THEN "column_23" ELSE '' END AS "level_23",
    CASE WHEN {use_24: } = 1 THEN "column_24" ELSE '' END AS "level_24",
    CASE WHEN {use_25: } = 1 THEN "column_25" ELSE '' END AS "level_25",
    CASE WHEN {use_26: } = 1 THEN "column_26" ELSE '' END AS "level_26",
    CASE WHEN {use_27: } = 1 THEN "column_27" ELSE '' END AS "level_27",
    CASE WHEN {use_28: } = 1 THEN "column_28" ELSE '' END AS "level_28",
    CASE WHEN {use_29: } = 1 THEN "column_29" ELSE '' END AS "level_29",
    CASE WHEN {use_30: } = 1 THEN "column_30" ELSE '' END AS "level_30"
  FROM "told"
  WHERE
    (
      "began_second" + accurateCast(toInt128(104729) * CAST("began_day" AS Nullable(Int64)), 'Nullable(Int64)') + accurateCast(toInt128(7919) * toInt64(lengthUTF8("column_01")), 'Nullable(Int64)') + accurateCast(toInt128(7921) * toInt64(lengthUTF8("column_02")), 'Nullable(Int64)') + accurateCast(toInt128(7927) * toInt64(lengthUTF8("column_03")), 'Nullable(Int64)') + accurateCast(toInt128(7937) * toInt64(lengthUTF8("column_04")), 'Nullable(Int64)') + accurateCast(toInt128(7951) * toInt64(lengthUTF8("column_05")), 'Nullable(Int64)') + accurateCast(toInt128(7969) * toInt64(lengthUTF8("column_06")), 'Nullable(Int64)') + accurateCast(toInt128(7991) * toInt64(lengthUTF8("column_07")), 'Nullable(Int64)') + accurateCast(toInt128(8017) * toInt64(lengthUTF8("column_08")), 'Nullable(Int64)') + accurateCast(toInt128(8047) * toInt64(lengthUTF8("column_09")), 'Nullable(Int64)') + accurateCast(toInt128(8081) * toInt64(lengthUTF8("column_10")), 'Nullable(Int64)') + accurateCast(toInt128(8119) * toInt64(lengthUTF8("column_11")), 'Nullable(Int64)') + accurateCast(toInt128(8161) * toInt64(lengthUTF8("column_12")), 'Nullable(Int64)') + accurateCast(toInt128(8207) * toInt64(lengthUTF8("column_13")), 'Nullable(Int64)') + accurateCast(toInt128(8257) * toInt64(lengthUTF8("column_14")), 'Nullable(Int64)') + accurateCast(toInt128(8311) * toInt64(lengthUTF8("column_15")), 'Nullable(Int64)') + accurateCast(toInt128(8369) * toInt64(lengthUTF8("column_16")), 'Nullable(Int64)') + accurateCast(toInt128(8431) * toInt64(lengthUTF8("column_17")), 'Nullable(Int64)') + accurateCast(toInt128(8497) * toInt64(lengthUTF8("column_18")), 'Nullable(Int64)') + accurateCast(toInt128(8567) * toInt64(lengthUTF8("column_19")), 'Nullable(Int64)') + accurateCast(toInt128(8641) * toInt64(lengthUTF8("column_20")), 'Nullable(Int64)') + accurateCast(toInt128(8719) * toInt64(lengthUTF8("column_21")), 'Nullable(Int64)') + accurateCast(toInt128(8801) * toInt64(lengthUTF8("column_22")), 'Nullable(Int64)') + accurateCast(toInt128(8887) * toInt64(lengthUTF8("column_23")), 'Nullable(Int64)') + accurateCast(toInt128(8977) * toInt64(lengthUTF8("column_24")), 'Nullable(Int64)') + accurateCast(toInt128(9071) * toInt64(lengthUTF8("column_25")), 'Nullable(Int64)') + accurateCast(toInt128(9169) * toInt64(lengthUTF8("column_26")), 'Nullable(Int64)') + accurateCast(toInt128(9271) * toInt64(lengthUTF8("column_27")), 'Nullable(Int64)') + accurateCast(toInt128(9377) * toInt64(lengthUTF8("column_28")), 'Nullable(Int64)') + accurateCast(toInt128(9487) * toInt64(lengthUTF8("column_29")), 'Nullable(Int64)') + accurateCast(toInt128(9601) * toInt64(lengthUTF8("column_30")), 'Nullable(Int64)')
    ) % {every: } = 0
)
SELECT
  "period",
  "level_01",
  "level_02",
  "level_03",
  "level_04",
  "level_05",
  "level_06",
  "level_07",
  "level_08",
  "level_09",
  "level_10",
  "level_11",
  "level_12",
  "level_13",
  "level_14",
  "level_15",
  "level_16",
  "level_17",
  "level_18",
  "level_19",
  "level_20",
  "level_21",
  "level_22",
  "level_23",
  "level_24",
  "level_25",
  "level_26",
  "level_27",
  "level_28",
  "level_29",
  "level_30",
  toInt64(COUNT(CASE WHEN "standing" = 'won' THEN 1 END)) AS "won",
  toInt64(COUNT(CASE WHEN "standing" = 'lost' THEN 1 END)) AS "lost",
  toInt64(COUNT(CASE WHEN "standing" = 'open' THEN 1 END)) AS "still_open",
  toInt64(
    COUNT(
      CASE
        WHEN "result" = 'won' AND COALESCE("ended_day", {until_day: }) <= {until_day: }
        THEN 1
      END
    )
  ) AS "ever_won",
  toInt64(COUNT(CASE WHEN "standing" <> 'open' AND "ended_day" >= "began_day" THEN 1 END)) AS "dated",
  CAST(COALESCE(
    accurateCast(
      SUM(
        toInt128(
          CASE
            WHEN "standing" <> 'open' AND "ended_day" >= "began_day"
            THEN "ended_day" - "began_day"
          END
        )
      ),
      'Nullable(Int64)'
    ),
    0
  ) AS Nullable(Int64)) AS "days"
FROM "stood"
GROUP BY
  "period",
  "level_01",
  "level_02",
  "level_03",
  "level_04",
  "level_05",
  "level_06",
  "level_07",
  "level_08",
  "level_09",
  "level_10",
  "level_11",
  "level_12",
  "level_13",
  "level_14",
  "level_15",
  "level_16",
  "level_17",
  "level_18",
  "level_19",
  "level_20",
  "level_21",
  "level_22",
  "level_23",
  "level_24",
  "level_25",
  "level_26",
  "level_27",
  "level_28",
  "level_29",
  "level_30"
