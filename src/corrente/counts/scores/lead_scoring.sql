-- Every lead (or deal) with its score: the points of each of its columns, in words, and the chance that they mean.
-- The score is base_points plus points_1 to points_12; `engaged` says which of these are engagement, the others are fit.
-- tables: leads, opportunities
-- parameters: from_leads, until_day, first_day, horizon_days, base_points, threshold, column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8, column_9, column_10, column_11, column_12, number_1, number_2, number_3, number_4, number_5, number_6, number_7, number_8, number_9, number_10, number_11, number_12, engaged_1, engaged_2, engaged_3, engaged_4, engaged_5, engaged_6, engaged_7, engaged_8, engaged_9, engaged_10, engaged_11, engaged_12
-- lookups: card(place, level, digits, points, reason), rest(points_1, points_2, points_3, points_4, points_5, points_6, points_7, points_8, points_9, points_10, points_11, points_12, reason_1, reason_2, reason_3, reason_4, reason_5, reason_6, reason_7, reason_8, reason_9, reason_10, reason_11, reason_12), chances(total, chance, low, high)
-- keys: subject_id
-- bound: none
with told as (
  select
    lead_id as subject_id,
    coalesce(created_day, $first_day) as began_day,
    coalesce(created_second, 0) as began_second,
    converted_day as ended_day,
    case when converted_day is not null then 'won' else coalesce(outcome, 'open') end as result,
    coalesce(source, '') as column_01,
    coalesce(campaign, '') as column_02,
    coalesce(landing_page, '') as column_03,
    '' as column_04,
    '' as column_05,
    '' as column_06,
    coalesce(attribute_01, '') as column_07,
    coalesce(attribute_02, '') as column_08,
    coalesce(attribute_03, '') as column_09,
    coalesce(attribute_04, '') as column_10,
    coalesce(attribute_05, '') as column_11,
    coalesce(attribute_06, '') as column_12,
    coalesce(attribute_07, '') as column_13,
    coalesce(attribute_08, '') as column_14,
    coalesce(attribute_09, '') as column_15,
    coalesce(attribute_10, '') as column_16,
    coalesce(attribute_11, '') as column_17,
    coalesce(attribute_12, '') as column_18,
    coalesce(attribute_13, '') as column_19,
    coalesce(attribute_14, '') as column_20,
    coalesce(attribute_15, '') as column_21,
    coalesce(attribute_16, '') as column_22,
    coalesce(attribute_17, '') as column_23,
    coalesce(attribute_18, '') as column_24,
    coalesce(attribute_19, '') as column_25,
    coalesce(attribute_20, '') as column_26,
    coalesce(attribute_21, '') as column_27,
    coalesce(attribute_22, '') as column_28,
    coalesce(attribute_23, '') as column_29,
    coalesce(attribute_24, '') as column_30
  from leads
  where $from_leads = 1 and coalesce(created_day, $until_day) <= $until_day
  union all
  select
    opportunity_id as subject_id,
    coalesce(created_day, $first_day) as began_day,
    coalesce(created_second, 0) as began_second,
    closed_day as ended_day,
    outcome as result,
    coalesce(source, '') as column_01,
    '' as column_02,
    '' as column_03,
    coalesce(owner, '') as column_04,
    coalesce(competitor, '') as column_05,
    coalesce(cast(amount as varchar), '') as column_06,
    coalesce(attribute_01, '') as column_07,
    coalesce(attribute_02, '') as column_08,
    coalesce(attribute_03, '') as column_09,
    coalesce(attribute_04, '') as column_10,
    coalesce(attribute_05, '') as column_11,
    coalesce(attribute_06, '') as column_12,
    coalesce(attribute_07, '') as column_13,
    coalesce(attribute_08, '') as column_14,
    coalesce(attribute_09, '') as column_15,
    coalesce(attribute_10, '') as column_16,
    coalesce(attribute_11, '') as column_17,
    coalesce(attribute_12, '') as column_18,
    coalesce(attribute_13, '') as column_19,
    coalesce(attribute_14, '') as column_20,
    coalesce(attribute_15, '') as column_21,
    coalesce(attribute_16, '') as column_22,
    coalesce(attribute_17, '') as column_23,
    coalesce(attribute_18, '') as column_24,
    coalesce(attribute_19, '') as column_25,
    coalesce(attribute_20, '') as column_26,
    coalesce(attribute_21, '') as column_27,
    coalesce(attribute_22, '') as column_28,
    coalesce(attribute_23, '') as column_29,
    coalesce(attribute_24, '') as column_30
  from opportunities
  where $from_leads = 0 and coalesce(created_day, $until_day) <= $until_day
),
texts as (
  select
    subject_id,
    case
      when result <> 'open' and coalesce(ended_day, $until_day) > $until_day then 'open'
      when $horizon_days = 0 then result
      when result = 'won' and coalesce(ended_day, began_day) - began_day <= $horizon_days then 'won'
      when began_day + $horizon_days <= $until_day then 'lost'
      else 'open'
    end as standing,
    case $column_1 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_1,
    case $column_2 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_2,
    case $column_3 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_3,
    case $column_4 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_4,
    case $column_5 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_5,
    case $column_6 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_6,
    case $column_7 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_7,
    case $column_8 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_8,
    case $column_9 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_9,
    case $column_10 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_10,
    case $column_11 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_11,
    case $column_12 when 1 then column_01 when 2 then column_02 when 3 then column_03 when 4 then column_04 when 5 then column_05 when 6 then column_06 when 7 then column_07 when 8 then column_08 when 9 then column_09 when 10 then column_10 when 11 then column_11 when 12 then column_12 when 13 then column_13 when 14 then column_14 when 15 then column_15 when 16 then column_16 when 17 then column_17 when 18 then column_18 when 19 then column_19 when 20 then column_20 when 21 then column_21 when 22 then column_22 when 23 then column_23 when 24 then column_24 when 25 then column_25 when 26 then column_26 when 27 then column_27 when 28 then column_28 when 29 then column_29 when 30 then column_30 else '' end as text_12
  from told
),
keyed as (
  select
    subject_id,
    standing,
    1 as place_1,
    case when $number_1 = 1 then substring(text_1, 1, 1) else text_1 end as level_1,
    case when $number_1 = 1 then length(text_1) else 0 end as digits_1,
    2 as place_2,
    case when $number_2 = 1 then substring(text_2, 1, 1) else text_2 end as level_2,
    case when $number_2 = 1 then length(text_2) else 0 end as digits_2,
    3 as place_3,
    case when $number_3 = 1 then substring(text_3, 1, 1) else text_3 end as level_3,
    case when $number_3 = 1 then length(text_3) else 0 end as digits_3,
    4 as place_4,
    case when $number_4 = 1 then substring(text_4, 1, 1) else text_4 end as level_4,
    case when $number_4 = 1 then length(text_4) else 0 end as digits_4,
    5 as place_5,
    case when $number_5 = 1 then substring(text_5, 1, 1) else text_5 end as level_5,
    case when $number_5 = 1 then length(text_5) else 0 end as digits_5,
    6 as place_6,
    case when $number_6 = 1 then substring(text_6, 1, 1) else text_6 end as level_6,
    case when $number_6 = 1 then length(text_6) else 0 end as digits_6,
    7 as place_7,
    case when $number_7 = 1 then substring(text_7, 1, 1) else text_7 end as level_7,
    case when $number_7 = 1 then length(text_7) else 0 end as digits_7,
    8 as place_8,
    case when $number_8 = 1 then substring(text_8, 1, 1) else text_8 end as level_8,
    case when $number_8 = 1 then length(text_8) else 0 end as digits_8,
    9 as place_9,
    case when $number_9 = 1 then substring(text_9, 1, 1) else text_9 end as level_9,
    case when $number_9 = 1 then length(text_9) else 0 end as digits_9,
    10 as place_10,
    case when $number_10 = 1 then substring(text_10, 1, 1) else text_10 end as level_10,
    case when $number_10 = 1 then length(text_10) else 0 end as digits_10,
    11 as place_11,
    case when $number_11 = 1 then substring(text_11, 1, 1) else text_11 end as level_11,
    case when $number_11 = 1 then length(text_11) else 0 end as digits_11,
    12 as place_12,
    case when $number_12 = 1 then substring(text_12, 1, 1) else text_12 end as level_12,
    case when $number_12 = 1 then length(text_12) else 0 end as digits_12
  from texts
),
pointed as (
  select
    keyed.subject_id,
    keyed.standing,
    coalesce(c1.points, rest.points_1) as points_1,
    coalesce(c1.reason, rest.reason_1) as reason_1,
    coalesce(c2.points, rest.points_2) as points_2,
    coalesce(c2.reason, rest.reason_2) as reason_2,
    coalesce(c3.points, rest.points_3) as points_3,
    coalesce(c3.reason, rest.reason_3) as reason_3,
    coalesce(c4.points, rest.points_4) as points_4,
    coalesce(c4.reason, rest.reason_4) as reason_4,
    coalesce(c5.points, rest.points_5) as points_5,
    coalesce(c5.reason, rest.reason_5) as reason_5,
    coalesce(c6.points, rest.points_6) as points_6,
    coalesce(c6.reason, rest.reason_6) as reason_6,
    coalesce(c7.points, rest.points_7) as points_7,
    coalesce(c7.reason, rest.reason_7) as reason_7,
    coalesce(c8.points, rest.points_8) as points_8,
    coalesce(c8.reason, rest.reason_8) as reason_8,
    coalesce(c9.points, rest.points_9) as points_9,
    coalesce(c9.reason, rest.reason_9) as reason_9,
    coalesce(c10.points, rest.points_10) as points_10,
    coalesce(c10.reason, rest.reason_10) as reason_10,
    coalesce(c11.points, rest.points_11) as points_11,
    coalesce(c11.reason, rest.reason_11) as reason_11,
    coalesce(c12.points, rest.points_12) as points_12,
    coalesce(c12.reason, rest.reason_12) as reason_12
  from keyed
  left join card as c1 on c1.place = keyed.place_1 and c1.level = keyed.level_1 and c1.digits = keyed.digits_1
  left join card as c2 on c2.place = keyed.place_2 and c2.level = keyed.level_2 and c2.digits = keyed.digits_2
  left join card as c3 on c3.place = keyed.place_3 and c3.level = keyed.level_3 and c3.digits = keyed.digits_3
  left join card as c4 on c4.place = keyed.place_4 and c4.level = keyed.level_4 and c4.digits = keyed.digits_4
  left join card as c5 on c5.place = keyed.place_5 and c5.level = keyed.level_5 and c5.digits = keyed.digits_5
  left join card as c6 on c6.place = keyed.place_6 and c6.level = keyed.level_6 and c6.digits = keyed.digits_6
  left join card as c7 on c7.place = keyed.place_7 and c7.level = keyed.level_7 and c7.digits = keyed.digits_7
  left join card as c8 on c8.place = keyed.place_8 and c8.level = keyed.level_8 and c8.digits = keyed.digits_8
  left join card as c9 on c9.place = keyed.place_9 and c9.level = keyed.level_9 and c9.digits = keyed.digits_9
  left join card as c10 on c10.place = keyed.place_10 and c10.level = keyed.level_10 and c10.digits = keyed.digits_10
  left join card as c11 on c11.place = keyed.place_11 and c11.level = keyed.level_11 and c11.digits = keyed.digits_11
  left join card as c12 on c12.place = keyed.place_12 and c12.level = keyed.level_12 and c12.digits = keyed.digits_12
  cross join rest
),
summed as (
  select
    subject_id,
    standing,
    $base_points as base_points,
    points_1 * (1 - $engaged_1) + points_2 * (1 - $engaged_2) + points_3 * (1 - $engaged_3) + points_4 * (1 - $engaged_4) + points_5 * (1 - $engaged_5) + points_6 * (1 - $engaged_6) + points_7 * (1 - $engaged_7) + points_8 * (1 - $engaged_8) + points_9 * (1 - $engaged_9) + points_10 * (1 - $engaged_10) + points_11 * (1 - $engaged_11) + points_12 * (1 - $engaged_12) as fit_points,
    points_1 * $engaged_1 + points_2 * $engaged_2 + points_3 * $engaged_3 + points_4 * $engaged_4 + points_5 * $engaged_5 + points_6 * $engaged_6 + points_7 * $engaged_7 + points_8 * $engaged_8 + points_9 * $engaged_9 + points_10 * $engaged_10 + points_11 * $engaged_11 + points_12 * $engaged_12 as engagement_points,
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
  from pointed
),
scored as (
  select
    subject_id,
    standing,
    base_points + fit_points + engagement_points as score,
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
  from summed
)
select
  scored.subject_id,
  scored.standing,
  scored.score,
  chances.chance,
  chances.low,
  chances.high,
  case when scored.score >= $threshold then 1 else 0 end as worth_working,
  scored.base_points,
  scored.fit_points,
  scored.engagement_points,
  scored.reason_1,
  scored.points_1,
  scored.reason_2,
  scored.points_2,
  scored.reason_3,
  scored.points_3,
  scored.reason_4,
  scored.points_4,
  scored.reason_5,
  scored.points_5,
  scored.reason_6,
  scored.points_6,
  scored.reason_7,
  scored.points_7,
  scored.reason_8,
  scored.points_8,
  scored.reason_9,
  scored.points_9,
  scored.reason_10,
  scored.points_10,
  scored.reason_11,
  scored.points_11,
  scored.reason_12,
  scored.points_12
from scored
inner join chances on scored.score = chances.total
