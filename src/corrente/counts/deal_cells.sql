-- Deals by the joint pattern of their covariates and by how they stood at the end of a day.
-- A covariate that is switched off has one level, ''; nothing there is '' too (amounts: -1).
-- `created_after` and `closed_after` pick the deals of a test set; -3000000 picks all, dated or not.
-- with: deal_levels
-- tables: opportunities
-- parameters: until_day, created_after, closed_after, use_source, use_owner, use_competitor, use_amount, use_01, use_02, use_03, use_04, use_05, use_06, use_07, use_08, use_09, use_10, use_11, use_12, use_13, use_14, use_15, use_16, use_17, use_18, use_19, use_20, use_21, use_22, use_23, use_24, amount_1, amount_2, amount_3, amount_4, amount_5, amount_6, amount_7, amount_8, amount_9
-- lookups: none
-- keys: level_source, level_owner, level_competitor, level_amount, level_01, level_02, level_03, level_04, level_05, level_06, level_07, level_08, level_09, level_10, level_11, level_12, level_13, level_14, level_15, level_16, level_17, level_18, level_19, level_20, level_21, level_22, level_23, level_24
-- bound: 20000
with deals as (
  select
    *,
    case
      when outcome = 'open' or closed_day > $until_day then 'open'
      else outcome
    end as standing
  from deal_levels() as dealt
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
