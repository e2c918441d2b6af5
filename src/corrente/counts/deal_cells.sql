-- Deals by the joint pattern of their covariates and by how they stood at the end of a day.
-- A covariate that is switched off has one level, ''; nothing there is '' too (amounts: -1).
-- `created_after` and `closed_after` pick the deals of a test set; -3000000 picks all, dated or not.
-- tables: opportunities
-- parameters: until_day, created_after, closed_after, use_source, use_owner, use_competitor, use_amount, use_01, use_02, use_03, use_04, use_05, use_06, use_07, use_08, use_09, use_10, use_11, use_12, use_13, use_14, use_15, use_16, use_17, use_18, use_19, use_20, use_21, use_22, use_23, use_24, amount_1, amount_2, amount_3, amount_4, amount_5, amount_6, amount_7, amount_8, amount_9
-- lookups: none
-- keys: level_source, level_owner, level_competitor, level_amount, level_01, level_02, level_03, level_04, level_05, level_06, level_07, level_08, level_09, level_10, level_11, level_12, level_13, level_14, level_15, level_16, level_17, level_18, level_19, level_20, level_21, level_22, level_23, level_24
-- bound: 20000
with deals as (
  select
    case when $use_source = 1 then coalesce(source, '') else '' end as level_source,
    case when $use_owner = 1 then coalesce(owner, '') else '' end as level_owner,
    case when $use_competitor = 1 then coalesce(competitor, '') else '' end as level_competitor,
    case
      when $use_amount = 0 or amount is null then -1
      when amount < $amount_1 then 0
      when amount < $amount_2 then 1
      when amount < $amount_3 then 2
      when amount < $amount_4 then 3
      when amount < $amount_5 then 4
      when amount < $amount_6 then 5
      when amount < $amount_7 then 6
      when amount < $amount_8 then 7
      when amount < $amount_9 then 8
      else 9
    end as level_amount,
    case when $use_01 = 1 then coalesce(attribute_01, '') else '' end as level_01,
    case when $use_02 = 1 then coalesce(attribute_02, '') else '' end as level_02,
    case when $use_03 = 1 then coalesce(attribute_03, '') else '' end as level_03,
    case when $use_04 = 1 then coalesce(attribute_04, '') else '' end as level_04,
    case when $use_05 = 1 then coalesce(attribute_05, '') else '' end as level_05,
    case when $use_06 = 1 then coalesce(attribute_06, '') else '' end as level_06,
    case when $use_07 = 1 then coalesce(attribute_07, '') else '' end as level_07,
    case when $use_08 = 1 then coalesce(attribute_08, '') else '' end as level_08,
    case when $use_09 = 1 then coalesce(attribute_09, '') else '' end as level_09,
    case when $use_10 = 1 then coalesce(attribute_10, '') else '' end as level_10,
    case when $use_11 = 1 then coalesce(attribute_11, '') else '' end as level_11,
    case when $use_12 = 1 then coalesce(attribute_12, '') else '' end as level_12,
    case when $use_13 = 1 then coalesce(attribute_13, '') else '' end as level_13,
    case when $use_14 = 1 then coalesce(attribute_14, '') else '' end as level_14,
    case when $use_15 = 1 then coalesce(attribute_15, '') else '' end as level_15,
    case when $use_16 = 1 then coalesce(attribute_16, '') else '' end as level_16,
    case when $use_17 = 1 then coalesce(attribute_17, '') else '' end as level_17,
    case when $use_18 = 1 then coalesce(attribute_18, '') else '' end as level_18,
    case when $use_19 = 1 then coalesce(attribute_19, '') else '' end as level_19,
    case when $use_20 = 1 then coalesce(attribute_20, '') else '' end as level_20,
    case when $use_21 = 1 then coalesce(attribute_21, '') else '' end as level_21,
    case when $use_22 = 1 then coalesce(attribute_22, '') else '' end as level_22,
    case when $use_23 = 1 then coalesce(attribute_23, '') else '' end as level_23,
    case when $use_24 = 1 then coalesce(attribute_24, '') else '' end as level_24,
    case
      when outcome = 'open' or closed_day > $until_day then 'open'
      else outcome
    end as standing
  from opportunities
  where coalesce(created_day, $until_day) <= $until_day
    and coalesce(created_day, -2000000) > $created_after
    and (outcome = 'open' or coalesce(closed_day, -2000000) > $closed_after)
)
select
  level_source,
  level_owner,
  level_competitor,
  level_amount,
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
  sum(case when standing = 'won' then 1 else 0 end) as won,
  sum(case when standing = 'lost' then 1 else 0 end) as lost,
  sum(case when standing = 'open' then 1 else 0 end) as still_open
from deals
group by
  level_source,
  level_owner,
  level_competitor,
  level_amount,
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
  level_24
