-- Chance to win of each open deal, by the pattern that `deal_cells` counted it under.
-- with: deal_levels
-- tables: opportunities
-- parameters: until_day, use_source, use_owner, use_competitor, use_amount, use_01, use_02, use_03, use_04, use_05, use_06, use_07, use_08, use_09, use_10, use_11, use_12, use_13, use_14, use_15, use_16, use_17, use_18, use_19, use_20, use_21, use_22, use_23, use_24, amount_1, amount_2, amount_3, amount_4, amount_5, amount_6, amount_7, amount_8, amount_9
-- lookups: patterns(level_source, level_owner, level_competitor, level_amount, level_01, level_02, level_03, level_04, level_05, level_06, level_07, level_08, level_09, level_10, level_11, level_12, level_13, level_14, level_15, level_16, level_17, level_18, level_19, level_20, level_21, level_22, level_23, level_24, chance, low, high)
-- keys: opportunity_id
-- bound: none
with deals as (
  select *
  from deal_levels() as dealt
  where coalesce(created_day, $until_day) <= $until_day
    and (outcome = 'open' or closed_day > $until_day)
)
select
  deals.opportunity_id,
  patterns.chance,
  patterns.low,
  patterns.high
from deals
inner join patterns
  on deals.level_source = patterns.level_source
  and deals.level_owner = patterns.level_owner
  and deals.level_competitor = patterns.level_competitor
  and deals.level_amount = patterns.level_amount
  and deals.level_01 = patterns.level_01
  and deals.level_02 = patterns.level_02
  and deals.level_03 = patterns.level_03
  and deals.level_04 = patterns.level_04
  and deals.level_05 = patterns.level_05
  and deals.level_06 = patterns.level_06
  and deals.level_07 = patterns.level_07
  and deals.level_08 = patterns.level_08
  and deals.level_09 = patterns.level_09
  and deals.level_10 = patterns.level_10
  and deals.level_11 = patterns.level_11
  and deals.level_12 = patterns.level_12
  and deals.level_13 = patterns.level_13
  and deals.level_14 = patterns.level_14
  and deals.level_15 = patterns.level_15
  and deals.level_16 = patterns.level_16
  and deals.level_17 = patterns.level_17
  and deals.level_18 = patterns.level_18
  and deals.level_19 = patterns.level_19
  and deals.level_20 = patterns.level_20
  and deals.level_21 = patterns.level_21
  and deals.level_22 = patterns.level_22
  and deals.level_23 = patterns.level_23
  and deals.level_24 = patterns.level_24
