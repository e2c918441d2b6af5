WITH told AS (
  SELECT
    lead_id AS subject_id,
    COALESCE(created_day, :first_day) AS began_day,
    COALESCE(created_second, 0) AS began_second,
    converted_day AS ended_day,
    CASE WHEN NOT converted_day IS NULL THEN 'won' ELSE COALESCE(outcome, 'open') END AS result,
    COALESCE(source, '') AS column_01,
    COALESCE(campaign, '') AS column_02,
    COALESCE(landing_page, '') AS column_03,
    '' AS column_04,
    '' AS column_05,
    '' AS column_06,
    COALESCE(attribute_01, '') AS column_07,
    COALESCE(attribute_02, '') AS column_08,
    COALESCE(attribute_03, '') AS column_09,
    COALESCE(attribute_04, '') AS column_10,
    COALESCE(attribute_05, '') AS column_11,
    COALESCE(attribute_06, '') AS column_12,
    COALESCE(attribute_07, '') AS column_13,
    COALESCE(attribute_08, '') AS column_14,
    COALESCE(attribute_09, '') AS column_15,
    COALESCE(attribute_10, '') AS column_16,
    COALESCE(attribute_11, '') AS column_17,
    COALESCE(attribute_12, '') AS column_18,
    COALESCE(attribute_13, '') AS column_19,
    COALESCE(attribute_14, '') AS column_20,
    COALESCE(attribute_15, '') AS column_21,
    COALESCE(attribute_16, '') AS column_22,
    COALESCE(attribute_17, '') AS column_23,
    COALESCE(attribute_18, '') AS column_24,
    COALESCE(attribute_19, '') AS column_25,
    COALESCE(attribute_20, '') AS column_26,
    COALESCE(attribute_21, '') AS column_27,
    COALESCE(attribute_22, '') AS column_28,
    COALESCE(attribute_23, '') AS column_29,
    COALESCE(attribute_24, '') AS column_30
  FROM leads
  WHERE
    :from_leads = 1 AND COALESCE(created_day, :until_day) <= :until_day
  UNION ALL
  SELECT
    opportunity_id AS subject_id,
    COALESCE(created_day, :first_day) AS began_day,
    COALESCE(created_second, 0) AS began_second,
    closed_day AS ended_day,
    outcome AS result,
    COALESCE(source, '') AS column_01,
    '' AS column_02,
    '' AS column_03,
    COALESCE(owner, '') AS column_04,
    COALESCE(competitor, '') AS column_05,
    COALESCE(CAST(amount AS VARCHAR), '') AS column_06,
    COALESCE(attribute_01, '') AS column_07,
    COALESCE(attribute_02, '') AS column_08,
    COALESCE(attribute_03, '') AS column_09,
    COALESCE(attribute_04, '') AS column_10,
    COALESCE(attribute_05, '') AS column_11,
    COALESCE(attribute_06, '') AS column_12,
    COALESCE(attribute_07, '') AS column_13,
    COALESCE(attribute_08, '') AS column_14,
    COALESCE(attribute_09, '') AS column_15,
    COALESCE(attribute_10, '') AS column_16,
    COALESCE(attribute_11, '') AS column_17,
    COALESCE(attribute_12, '') AS column_18,
    COALESCE(attribute_13, '') AS column_19,
    COALESCE(attribute_14, '') AS column_20,
    COALESCE(attribute_15, '') AS column_21,
    COALESCE(attribute_16, '') AS column_22,
    COALESCE(attribute_17, '') AS column_23,
    COALESCE(attribute_18, '') AS column_24,
    COALESCE(attribute_19, '') AS column_25,
    COALESCE(attribute_20, '') AS column_26,
    COALESCE(attribute_21, '') AS column_27,
    COALESCE(attribute_22, '') AS column_28,
    COALESCE(attribute_23, '') AS column_29,
    COALESCE(attribute_24, '') AS column_30
  FROM opportunities
  WHERE
    :from_leads = 0 AND COALESCE(created_day, :until_day) <= :until_day
), texts AS (
  SELECT
    subject_id,
    CASE
      WHEN result <> 'open' AND COALESCE(ended_day, :until_day) > :until_day
      THEN 'open'
      WHEN :horizon_days = 0
      THEN result
      WHEN result = 'won' AND COALESCE(ended_day, began_day) - began_day <= :horizon_days
      THEN 'won'
      WHEN began_day + :horizon_days <= :until_day
      THEN 'lost'
      ELSE 'open'
    END AS standing,
    CASE :column_1
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_1,
    CASE :column_2
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_2,
    CASE :column_3
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_3,
    CASE :column_4
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_4,
    CASE :column_5
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_5,
    CASE :column_6
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_6,
    CASE :column_7
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_7,
    CASE :column_8
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_8,
    CASE :column_9
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_9,
    CASE :column_10
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_10,
    CASE :column_11
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_11,
    CASE :column_12
      WHEN 1
      THEN column_01
      WHEN 2
      THEN column_02
      WHEN 3
      THEN column_03
      WHEN 4
      THEN column_04
      WHEN 5
      THEN column_05
      WHEN 6
      THEN column_06
      WHEN 7
      THEN column_07
      WHEN 8
      THEN column_08
      WHEN 9
      THEN column_09
      WHEN 10
      THEN column_10
      WHEN 11
      THEN column_11
      WHEN 12
      THEN column_12
      WHEN 13
      THEN column_13
      WHEN 14
      THEN column_14
      WHEN 15
      THEN column_15
      WHEN 16
      THEN column_16
      WHEN 17
      THEN column_17
      WHEN 18
      THEN column_18
      WHEN 19
      THEN column_19
      WHEN 20
      THEN column_20
      WHEN 21
      THEN column_21
      WHEN 22
      THEN column_22
      WHEN 23
      THEN column_23
      WHEN 24
      THEN column_24
      WHEN 25
      THEN column_25
      WHEN 26
      THEN column_26
      WHEN 27
      THEN column_27
      WHEN 28
      THEN column_28
      WHEN 29
      THEN column_29
      WHEN 30
      THEN column_30
      ELSE ''
    END AS text_12
  FROM told
), keyed AS (
  SELECT
    subject_id,
    standing,
    1 AS place_1,
    CASE WHEN :number_1 = 1 THEN SUBSTRING(text_1, 1, 1) ELSE text_1 END AS level_1,
    CASE WHEN :number_1 = 1 THEN LENGTH(text_1) ELSE 0 END AS digits_1,
    2 AS place_2,
    CASE WHEN :number_2 = 1 THEN SUBSTRING(text_2, 1, 1) ELSE text_2 END AS level_2,
    CASE WHEN :number_2 = 1 THEN LENGTH(text_2) ELSE 0 END AS digits_2,
    3 AS place_3,
    CASE WHEN :number_3 = 1 THEN SUBSTRING(text_3, 1, 1) ELSE text_3 END AS level_3,
    CASE WHEN :number_3 = 1 THEN LENGTH(text_3) ELSE 0 END AS digits_3,
    4 AS place_4,
    CASE WHEN :number_4 = 1 THEN SUBSTRING(text_4, 1, 1) ELSE text_4 END AS level_4,
    CASE WHEN :number_4 = 1 THEN LENGTH(text_4) ELSE 0 END AS digits_4,
    5 AS place_5,
    CASE WHEN :number_5 = 1 THEN SUBSTRING(text_5, 1, 1) ELSE text_5 END AS level_5,
    CASE WHEN :number_5 = 1 THEN LENGTH(text_5) ELSE 0 END AS digits_5,
    6 AS place_6,
    CASE WHEN :number_6 = 1 THEN SUBSTRING(text_6, 1, 1) ELSE text_6 END AS level_6,
    CASE WHEN :number_6 = 1 THEN LENGTH(text_6) ELSE 0 END AS digits_6,
    7 AS place_7,
    CASE WHEN :number_7 = 1 THEN SUBSTRING(text_7, 1, 1) ELSE text_7 END AS level_7,
    CASE WHEN :number_7 = 1 THEN LENGTH(text_7) ELSE 0 END AS digits_7,
    8 AS place_8,
    CASE WHEN :number_8 = 1 THEN SUBSTRING(text_8, 1, 1) ELSE text_8 END AS level_8,
    CASE WHEN :number_8 = 1 THEN LENGTH(text_8) ELSE 0 END AS digits_8,
    9 AS place_9,
    CASE WHEN :number_9 = 1 THEN SUBSTRING(text_9, 1, 1) ELSE text_9 END AS level_9,
    CASE WHEN :number_9 = 1 THEN LENGTH(text_9) ELSE 0 END AS digits_9,
    10 AS place_10,
    CASE WHEN :number_10 = 1 THEN SUBSTRING(text_10, 1, 1) ELSE text_10 END AS level_10,
    CASE WHEN :number_10 = 1 THEN LENGTH(text_10) ELSE 0 END AS digits_10,
    11 AS place_11,
    CASE WHEN :number_11 = 1 THEN SUBSTRING(text_11, 1, 1) ELSE text_11 END AS level_11,
    CASE WHEN :number_11 = 1 THEN LENGTH(text_11) ELSE 0 END AS digits_11,
    12 AS place_12,
    CASE WHEN :number_12 = 1 THEN SUBSTRING(text_12, 1, 1) ELSE text_12 END AS level_12,
    CASE WHEN :number_12 = 1 THEN LENGTH(text_12) ELSE 0 END AS digits_12
  FROM texts
), pointed AS (
  SELECT
    keyed.subject_id AS subject_id,
    keyed.standing AS standing,
    COALESCE(c1.points, rest.points_1) AS points_1,
    COALESCE(c1.reason, rest.reason_1) AS reason_1,
    COALESCE(c2.points, rest.points_2) AS points_2,
    COALESCE(c2.reason, rest.reason_2) AS reason_2,
    COALESCE(c3.points, rest.points_3) AS points_3,
    COALESCE(c3.reason, rest.reason_3) AS reason_3,
    COALESCE(c4.points, rest.points_4) AS points_4,
    COALESCE(c4.reason, rest.reason_4) AS reason_4,
    COALESCE(c5.points, rest.points_5) AS points_5,
    COALESCE(c5.reason, rest.reason_5) AS reason_5,
    COALESCE(c6.points, rest.points_6) AS points_6,
    COALESCE(c6.reason, rest.reason_6) AS reason_6,
    COALESCE(c7.points, rest.points_7) AS points_7,
    COALESCE(c7.reason, rest.reason_7) AS reason_7,
    COALESCE(c8.points, rest.points_8) AS points_8,
    COALESCE(c8.reason, rest.reason_8) AS reason_8,
    COALESCE(c9.points, rest.points_9) AS points_9,
    COALESCE(c9.reason, rest.reason_9) AS reason_9,
    COALESCE(c10.points, rest.points_10) AS points_10,
    COALESCE(c10.reason, rest.reason_10) AS reason_10,
    COALESCE(c11.points, rest.points_11) AS points_11,
    COALESCE(c11.reason, rest.reason_11) AS reason_11,
    COALESCE(c12.points, rest.points_12) AS points_12,
    COALESCE(c12.reason, rest.reason_12) AS reason_12
  FROM keyed
  LEFT JOIN card AS c1
    ON c1.place = keyed.place_1
    AND c1.level = keyed.level_1
    AND c1.digits = keyed.digits_1
  LEFT JOIN card AS c2
    ON c2.place = keyed.place_2
    AND c2.level = keyed.level_2
    AND c2.digits = keyed.digits_2
  LEFT JOIN card AS c3
    ON c3.place = keyed.place_3
    AND c3.level = keyed.level_3
    AND c3.digits = keyed.digits_3
  LEFT JOIN card AS c4
    ON c4.place = keyed.place_4
    AND c4.level = keyed.level_4
    AND c4.digits = keyed.digits_4
  LEFT JOIN card AS c5
    ON c5.place = keyed.place_5
    AND c5.level = keyed.level_5
    AND c5.digits = keyed.digits_5
  LEFT JOIN card AS c6
    ON c6.place = keyed.place_6
    AND c6.level = keyed.level_6
    AND c6.digits = keyed.digits_6
  LEFT JOIN card AS c7
    ON c7.place = keyed.place_7
    AND c7.level = keyed.level_7
    AND c7.digits = keyed.digits_7
  LEFT JOIN card AS c8
    ON c8.place = keyed.place_8
    AND c8.level = keyed.level_8
    AND c8.digits = keyed.digits_8
  LEFT JOIN card AS c9
    ON c9.place = keyed.place_9
    AND c9.level = keyed.level_9
    AND c9.digits = keyed.digits_9
  LEFT JOIN card AS c10
    ON c10.place = keyed.place_10
    AND c10.level = keyed.level_10
    AND c10.digits = keyed.digits_10
  LEFT JOIN card AS c11
    ON c11.place = keyed.place_11
    AND c11.level = keyed.level_11
    AND c11.digits = keyed.digits_11
  LEFT JOIN card AS c12
    ON c12.place = keyed.place_12
    AND c12.level = keyed.level_12
    AND c12.digits = keyed.digits_12
  CROSS JOIN rest
), summed AS (
  SELECT
    subject_id,
    standing,
    :base_points AS base_points,
    points_1 * (
      1 - :engaged_1
    ) + points_2 * (
      1 - :engaged_2
    ) + points_3 * (
      1 - :engaged_3
    ) + points_4 * (
      1 - :engaged_4
    ) + points_5 * (
      1 - :engaged_5
    ) + points_6 * (
      1 - :engaged_6
    ) + points_7 * (
      1 - :engaged_7
    ) + points_8 * (
      1 - :engaged_8
    ) + points_9 * (
      1 - :engaged_9
    ) + points_10 * (
      1 - :engaged_10
    ) + points_11 * (
      1 - :engaged_11
    ) + points_12 * (
      1 - :engaged_12
    ) AS fit_points,
    points_1 * :engaged_1 + points_2 * :engaged_2 + points_3 * :engaged_3 + points_4 * :engaged_4 + points_5 * :engaged_5 + points_6 * :engaged_6 + points_7 * :engaged_7 + points_8 * :engaged_8 + points_9 * :engaged_9 + points_10 * :engaged_10 + points_11 * :engaged_11 + points_12 * :engaged_12 AS engagement_points,
    reason_1,
    points_1,
    reason_2,
    points_2,
    reason_3,
    points_3,
    reason_4,
    points_4,
    reason_5,
    points_5,
    reason_6,
    points_6,
    reason_7,
    points_7,
    reason_8,
    points_8,
    reason_9,
    points_9,
    reason_10,
    points_10,
    reason_11,
    points_11,
    reason_12,
    points_12
  FROM pointed
), scored AS (
  SELECT
    subject_id,
    standing,
    base_points + fit_points + engagement_points AS score,
    base_points,
    fit_points,
    engagement_points,
    reason_1,
    points_1,
    reason_2,
    points_2,
    reason_3,
    points_3,
    reason_4,
    points_4,
    reason_5,
    points_5,
    reason_6,
    points_6,
    reason_7,
    points_7,
    reason_8,
    points_8,
    reason_9,
    points_9,
    reason_10,
    points_10,
    reason_11,
    points_11,
    reason_12,
    points_12
  FROM summed
)
SELECT
  scored.subject_id AS subject_id,
  scored.standing AS standing,
  scored.score AS score,
  chances.chance AS chance,
  chances.low AS low,
  chances.high AS high,
  CASE WHEN scored.score >= :threshold THEN 1 ELSE 0 END AS worth_working,
  scored.base_points AS base_points,
  scored.fit_points AS fit_points,
  scored.engagement_points AS engagement_points,
  scored.reason_1 AS reason_1,
  scored.points_1 AS points_1,
  scored.reason_2 AS reason_2,
  scored.points_2 AS points_2,
  scored.reason_3 AS reason_3,
  scored.points_3 AS points_3,
  scored.reason_4 AS reason_4,
  scored.points_4 AS points_4,
  scored.reason_5 AS reason_5,
  scored.points_5 AS points_5,
  scored.reason_6 AS reason_6,
  scored.points_6 AS points_6,
  scored.reason_7 AS reason_7,
  scored.points_7 AS points_7,
  scored.reason_8 AS reason_8,
  scored.points_8 AS points_8,
  scored.reason_9 AS reason_9,
  scored.points_9 AS points_9,
  scored.reason_10 AS reason_10,
  scored.points_10 AS points_10,
  scored.reason_11 AS reason_11,
  scored.points_11 AS points_11,
  scored.reason_12 AS reason_12,
  scored.points_12 AS points_12
FROM scored
INNER JOIN chances
  ON scored.score = chances.total
