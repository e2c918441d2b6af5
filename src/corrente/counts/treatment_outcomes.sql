-- People in randomised actions, by campaign, arm and segment, and by what they were worth: `value_step` is a tenth of the decade
-- of the value, in ten-thousandths (0: nothing, negative: below zero), and `value_cell` how many such steps it holds.
-- Sums are exact; a cell is at most a tenth wide. $segment_column is the place of a column of customers
-- (0 is none); code 0 is everything else.
-- with: segment_levels
-- tables: treatments, customers
-- parameters: until_day, segment_column
-- lookups: campaign_codes(campaign_level, code), arm_codes(arm_level, code), segment_codes(segment_level, code)
-- keys: campaign, arm, segment, value_step, value_cell
-- bound: 400000 (7 campaigns by 9 arms by 7 segments by two signs of five decades in use, 90 steps each)
with levels as segment_levels(),
people as (
  select
    coalesce(campaign_codes.code, 0) as campaign,
    coalesce(arm_codes.code, 0) as arm,
    coalesce(levels.code, 0) as segment,
    coalesce(outcome, 0) as outcome,
    case when outcome is null then 0 else 1 end as told,
    coalesce(value, 0) as value,
    abs(coalesce(value, 0)) as size
  from treatments
  left join campaign_codes on coalesce(treatments.campaign, '') = campaign_codes.campaign_level
  left join arm_codes on treatments.arm = arm_codes.arm_level
  left join levels on treatments.person_id = levels.customer_id
  where assigned_day <= $until_day
),
sized as (
  select
    campaign,
    arm,
    segment,
    outcome,
    told,
    value,
    case
      when size < 100 then least(size, 1)
      when size < 1000 then 10
      when size < 10000 then 100
      when size < 100000 then 1000
      when size < 1000000 then 10000
      when size < 10000000 then 100000
      when size < 100000000 then 1000000
      when size < 1000000000 then 10000000
      when size < 10000000000 then 100000000
      when size < 100000000000 then 1000000000
      when size < 1000000000000 then 10000000000
      else 100000000000
    end as step,
    size
  from people
),
stepped as (
  select
    campaign,
    arm,
    segment,
    outcome,
    told,
    value,
    case when value < 0 then -step else step end as value_step,
    size // greatest(step, 1) as value_cell
  from sized
)
select
  campaign,
  arm,
  segment,
  value_step,
  value_cell,
  count(*) as people,
  sum(told) as told_sum,
  sum(outcome) as outcome_sum,
  sum(value) as value_sum
from stepped
group by campaign, arm, segment, value_step, value_cell
