-- Leads (or deals) by what is known of them, by when they came, and by how they stood at the end of a day.
-- A column that is switched off has one level, ''. Places: 1 source, 2 campaign, 3 landing page, 4 owner, 5 competitor,
-- 6 amount, 7 to 30 the free attributes. With a horizon, who has not been won within it counts as lost.
-- tables: leads, opportunities
-- parameters: from_leads, until_day, first_day, period_days, horizon_days, every (1: all; a prime: about one in so many, picked by their own day, time and lengths), use_01, use_02, use_03, use_04, use_05, use_06, use_07, use_08, use_09, use_10, use_11, use_12, use_13, use_14, use_15, use_16, use_17, use_18, use_19, use_20, use_21, use_22, use_23, use_24, use_25, use_26, use_27, use_28, use_29, use_30
-- lookups: none
-- keys: period, level_01, level_02, level_03, level_04, level_05, level_06, level_07, level_08, level_09, level_10, level_11, level_12, level_13, level_14, level_15, level_16, level_17, level_18, level_19, level_20, level_21, level_22, level_23, level_24, level_25, level_26, level_27, level_28, level_29, level_30
-- bound: 150000
with told as (
  select
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
stood as (
  select
    case
      when began_day < $first_day then 0
      when (began_day - $first_day) // $period_days > 59 then 59
      else (began_day - $first_day) // $period_days
    end as period,
    began_day,
    ended_day,
    result,
    case
      when result <> 'open' and coalesce(ended_day, $until_day) > $until_day then 'open'
      when $horizon_days = 0 then result
      when result = 'won' and coalesce(ended_day, began_day) - began_day <= $horizon_days then 'won'
      when began_day + $horizon_days <= $until_day then 'lost'
      else 'open'
    end as standing,
    case when $use_01 = 1 then column_01 else '' end as level_01,
    case when $use_02 = 1 then column_02 else '' end as level_02,
    case when $use_03 = 1 then column_03 else '' end as level_03,
    case when $use_04 = 1 then column_04 else '' end as level_04,
    case when $use_05 = 1 then column_05 else '' end as level_05,
    case when $use_06 = 1 then column_06 else '' end as level_06,
    case when $use_07 = 1 then column_07 else '' end as level_07,
    case when $use_08 = 1 then column_08 else '' end as level_08,
    case when $use_09 = 1 then column_09 else '' end as level_09,
    case when $use_10 = 1 then column_10 else '' end as level_10,
    case when $use_11 = 1 then column_11 else '' end as level_11,
    case when $use_12 = 1 then column_12 else '' end as level_12,
    case when $use_13 = 1 then column_13 else '' end as level_13,
    case when $use_14 = 1 then column_14 else '' end as level_14,
    case when $use_15 = 1 then column_15 else '' end as level_15,
    case when $use_16 = 1 then column_16 else '' end as level_16,
    case when $use_17 = 1 then column_17 else '' end as level_17,
    case when $use_18 = 1 then column_18 else '' end as level_18,
    case when $use_19 = 1 then column_19 else '' end as level_19,
    case when $use_20 = 1 then column_20 else '' end as level_20,
    case when $use_21 = 1 then column_21 else '' end as level_21,
    case when $use_22 = 1 then column_22 else '' end as level_22,
    case when $use_23 = 1 then column_23 else '' end as level_23,
    case when $use_24 = 1 then column_24 else '' end as level_24,
    case when $use_25 = 1 then column_25 else '' end as level_25,
    case when $use_26 = 1 then column_26 else '' end as level_26,
    case when $use_27 = 1 then column_27 else '' end as level_27,
    case when $use_28 = 1 then column_28 else '' end as level_28,
    case when $use_29 = 1 then column_29 else '' end as level_29,
    case when $use_30 = 1 then column_30 else '' end as level_30
  from told
  where (
      began_second + 104729 * cast(began_day as bigint) + 7919 * length(column_01) + 7921 * length(column_02) + 7927 * length(column_03)
      + 7937 * length(column_04) + 7951 * length(column_05) + 7969 * length(column_06)
      + 7991 * length(column_07) + 8017 * length(column_08) + 8047 * length(column_09)
      + 8081 * length(column_10) + 8119 * length(column_11) + 8161 * length(column_12)
      + 8207 * length(column_13) + 8257 * length(column_14) + 8311 * length(column_15)
      + 8369 * length(column_16) + 8431 * length(column_17) + 8497 * length(column_18)
      + 8567 * length(column_19) + 8641 * length(column_20) + 8719 * length(column_21)
      + 8801 * length(column_22) + 8887 * length(column_23) + 8977 * length(column_24)
      + 9071 * length(column_25) + 9169 * length(column_26) + 9271 * length(column_27)
      + 9377 * length(column_28) + 9487 * length(column_29) + 9601 * length(column_30)
    ) % $every = 0
)
select
  period,
  level_01,
  level_02,
  level_03,
  level_04,
  level_05,
  level_06,
  level_07,
  level_08,
  level_09,
  level_10,
  level_11,
  level_12,
  level_13,
  level_14,
  level_15,
  level_16,
  level_17,
  level_18,
  level_19,
  level_20,
  level_21,
  level_22,
  level_23,
  level_24,
  level_25,
  level_26,
  level_27,
  level_28,
  level_29,
  level_30,
  count(case when standing = 'won' then 1 end) as won,
  count(case when standing = 'lost' then 1 end) as lost,
  count(case when standing = 'open' then 1 end) as still_open,
  count(case when result = 'won' and coalesce(ended_day, $until_day) <= $until_day then 1 end) as ever_won,
  count(case when standing <> 'open' and ended_day >= began_day then 1 end) as dated,
  cast(coalesce(sum(case when standing <> 'open' and ended_day >= began_day then ended_day - began_day end), 0) as bigint) as days
from stood
group by
  period,
  level_01,
  level_02,
  level_03,
  level_04,
  level_05,
  level_06,
  level_07,
  level_08,
  level_09,
  level_10,
  level_11,
  level_12,
  level_13,
  level_14,
  level_15,
  level_16,
  level_17,
  level_18,
  level_19,
  level_20,
  level_21,
  level_22,
  level_23,
  level_24,
  level_25,
  level_26,
  level_27,
  level_28,
  level_29,
  level_30
