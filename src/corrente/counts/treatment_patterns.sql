-- People in randomised actions by campaign, arm and up to six columns of customers ($use_... is the column's place, 0 is none;
-- '' is nothing there or no customer). Valued are those whose value is above zero.
-- with: customer_column
-- tables: treatments, customers
-- parameters: until_day, use_1, use_2, use_3, use_4, use_5, use_6
-- lookups: campaign_codes(campaign_level, code), arm_codes(arm_level, code)
-- keys: campaign, arm, level_1, level_2, level_3, level_4, level_5, level_6
-- bound: 120000 (7 campaigns by 9 arms by the columns' combinations, of which a room asks for 2000 at most)
with levels as (
  select
    customer_id,
    customer_column($use_1) as level_1,
    customer_column($use_2) as level_2,
    customer_column($use_3) as level_3,
    customer_column($use_4) as level_4,
    customer_column($use_5) as level_5,
    customer_column($use_6) as level_6
  from customers
),
people as (
  select
    coalesce(campaign_codes.code, 0) as campaign,
    coalesce(arm_codes.code, 0) as arm,
    coalesce(levels.level_1, '') as level_1,
    coalesce(levels.level_2, '') as level_2,
    coalesce(levels.level_3, '') as level_3,
    coalesce(levels.level_4, '') as level_4,
    coalesce(levels.level_5, '') as level_5,
    coalesce(levels.level_6, '') as level_6,
    outcome,
    coalesce(value, 0) as worth
  from treatments
  left join campaign_codes on coalesce(treatments.campaign, '') = campaign_codes.campaign_level
  left join arm_codes on treatments.arm = arm_codes.arm_level
  left join levels on treatments.person_id = levels.customer_id
  where assigned_day <= $until_day
)
select
  campaign,
  arm,
  level_1,
  level_2,
  level_3,
  level_4,
  level_5,
  level_6,
  count(*) as people,
  count(outcome) as told_sum,
  cast(sum(coalesce(outcome, 0)) as bigint) as outcome_sum,
  count(case when worth > 0 then 1 end) as valued_sum
from people
group by campaign, arm, level_1, level_2, level_3, level_4, level_5, level_6
