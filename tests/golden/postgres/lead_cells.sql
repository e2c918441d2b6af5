WITH "told" AS (
  SELECT
    COALESCE("created_day", %(first_day)s) AS "began_day",
    COALESCE("created_second", 0) AS "began_second",
    "converted_day" AS "ended_day",
    CASE
      WHEN NOT "converted_day" IS NULL
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
    %(from_leads)s = 1 AND COALESCE("created_day", %(until_day)s) <= %(until_day)s
  UNION ALL
  SELECT
    COALESCE("created_day", %(first_day)s) AS "began_day",
    COALESCE("created_second", 0) AS "began_second",
    "closed_day" AS "ended_day",
    "outcome" AS "result",
    COALESCE("source", '') AS "column_01",
    '' AS "column_02",
    '' AS "column_03",
    COALESCE("owner", '') AS "column_04",
    COALESCE("competitor", '') AS "column_05",
    COALESCE(CAST("amount" AS TEXT), '') AS "column_06",
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
    %(from_leads)s = 0 AND COALESCE("created_day", %(until_day)s) <= %(until_day)s
), "stood" AS (
  SELECT
    CASE
      WHEN "began_day" < %(first_day)s
      THEN 0
      WHEN (
        CAST("began_day" - %(first_day)s AS BIGINT) / CAST(%(period_days)s AS BIGINT)
      ) > 59
      THEN 59
      ELSE (
        CAST("began_day" - %(first_day)s AS BIGINT) / CAST(%(period_days)s AS BIGINT)
      )
    END AS "period",
    "began_day",
    "ended_day",
    "result",
    CASE
      WHEN "result" <> 'open' AND COALESCE("ended_day", %(until_day)s) > %(until_day)s
      THEN 'open'
      WHEN %(horizon_days)s = 0
      THEN "result"
      WHEN "result" = 'won'
      AND COALESCE("ended_day", "began_day") - "began_day" <= %(horizon_days)s
      THEN 'won'
      WHEN "began_day" + %(horizon_days)s <= %(until_day)s
      THEN 'lost'
      ELSE 'open'
    END AS "standing",
    CASE WHEN %(use_01)s = 1 THEN "column_01" ELSE '' END AS "level_01",
    CASE WHEN %(use_02)s = 1 THEN "column_02" ELSE '' END AS "level_02",
    CASE WHEN %(use_03)s = 1 THEN "column_03" ELSE '' END AS "level_03",
    CASE WHEN %(use_04)s = 1 THEN "column_04" ELSE '' END AS "level_04",
    CASE WHEN %(use_05)s = 1 THEN "column_05" ELSE '' END AS "level_05",
    CASE WHEN %(use_06)s = 1 THEN "column_06" ELSE '' END AS "level_06",
    CASE WHEN %(use_07)s = 1 THEN "column_07" ELSE '' END AS "level_07",
    CASE WHEN %(use_08)s = 1 THEN "column_08" ELSE '' END AS "level_08",
    CASE WHEN %(use_09)s = 1 THEN "column_09" ELSE '' END AS "level_09",
    CASE WHEN %(use_10)s = 1 THEN "column_10" ELSE '' END AS "level_10",
    CASE WHEN %(use_11)s = 1 THEN "column_11" ELSE '' END AS "level_11",
    CASE WHEN %(use_12)s = 1 THEN "column_12" ELSE '' END AS "level_12",
    CASE WHEN %(use_13)s = 1 THEN "column_13" ELSE '' END AS "level_13",
    CASE WHEN %(use_14)s = 1 THEN "column_14" ELSE '' END AS "level_14",
    CASE WHEN %(use_15)s = 1 THEN "column_15" ELSE '' END AS "level_15",
    CASE WHEN %(use_16)s = 1 THEN "column_16" ELSE '' END AS "level_16",
    CASE WHEN %(use_17)s = 1 THEN "column_17" ELSE '' END AS "level_17",
    CASE WHEN %(use_18)s = 1 THEN "column_18" ELSE '' END AS "level_18",
    CASE WHEN %(use_19)s = 1 THEN "column_19" ELSE '' END AS "level_19",
    CASE WHEN %(use_20)s = 1 THEN "column_20" ELSE '' END AS "level_20",
    CASE WHEN %(use_21)s = 1 THEN "column_21" ELSE '' END AS "level_21",
    CASE WHEN %(use_22)s = 1 THEN "column_22" ELSE '' END AS "level_22",
    CASE WHEN %(use_23)s = 1 THEN "column_23" ELSE '' END AS "level_23",
    CASE WHEN %(use_24)s = 1 THEN "column_24" ELSE '' END AS "level_24",
    CASE WHEN %(use_25)s = 1 THEN "column_25" ELSE '' END AS "level_25",
    CASE WHEN %(use_26)s = 1 THEN "column_26" ELSE '' END AS "level_26",
    CASE WHEN %(use_27)s = 1 THEN "column_27" ELSE '' END AS "level_27",
    CASE WHEN %(use_28)s = 1 THEN "column_28" ELSE '' END AS "level_28",
    CASE WHEN %(use_29)s = 1 THEN "column_29" ELSE '' END AS "level_29",
    CASE WHEN %(use_30)s = 1 THEN "column_30" ELSE '' END AS "level_30"
  FROM "told"
  WHERE
    (
      "began_second" + 104729 * CAST("began_day" AS BIGINT) + 7919 * LENGTH("column_01") + 7921 * LENGTH("column_02") + 7927 * LENGTH("column_03") + 7937 * LENGTH("column_04") + 7951 * LENGTH("column_05") + 7969 * LENGTH("column_06") + 7991 * LENGTH("column_07") + 8017 * LENGTH("column_08") + 8047 * LENGTH("column_09") + 8081 * LENGTH("column_10") + 8119 * LENGTH("column_11") + 8161 * LENGTH("column_12") + 8207 * LENGTH("column_13") + 8257 * LENGTH("column_14") + 8311 * LENGTH("column_15") + 8369 * LENGTH("column_16") + 8431 * LENGTH("column_17") + 8497 * LENGTH("column_18") + 8567 * LENGTH("column_19") + 8641 * LENGTH("column_20") + 8719 * LENGTH("column_21") + 8801 * LENGTH("column_22") + 8887 * LENGTH("column_23") + 8977 * LENGTH("column_24") + 9071 * LENGTH("column_25") + 9169 * LENGTH("column_26") + 9271 * LENGTH("column_27") + 9377 * LENGTH("column_28") + 9487 * LENGTH("column_29") + 9601 * LENGTH("column_30")
    ) % %(every)s = 0
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
  COUNT(CASE WHEN "standing" = 'won' THEN 1 END) AS "won",
  COUNT(CASE WHEN "standing" = 'lost' THEN 1 END) AS "lost",
  COUNT(CASE WHEN "standing" = 'open' THEN 1 END) AS "still_open",
  COUNT(
    CASE
      WHEN "result" = 'won' AND COALESCE("ended_day", %(until_day)s) <= %(until_day)s
      THEN 1
    END
  ) AS "ever_won",
  COUNT(CASE WHEN "standing" <> 'open' AND "ended_day" >= "began_day" THEN 1 END) AS "dated",
  CAST(COALESCE(
    SUM(
      CASE
        WHEN "standing" <> 'open' AND "ended_day" >= "began_day"
        THEN "ended_day" - "began_day"
      END
    ),
    0
  ) AS BIGINT) AS "days"
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
