-- Every customer under contract with the chance to leave in the next period, by the pattern that `retention_contracts`
-- counted: plan, segment, whole periods so far and whether there was a ticket in the last one.
-- with: contracts_by_customer, noted_lately, segment_levels
-- tables: subscriptions, tickets, customers
-- parameters: until_day, period_days, segment_column
-- lookups: plan_codes(plan_level, code), segment_codes(segment_level, code),
--   patterns(plan_code, segment, age, ticket, chance, low, high)
with levels as segment_levels(),
contracts as contracts_by_customer(),
noted as noted_lately(),
present as (
  select
    contracts.customer_id,
    contracts.first_plan as plan,
    coalesce(levels.code, 0) as segment,
    least(($until_day + 1 - first_day) // $period_days, 24) as age,
    case when noted.customer_id is null then 0 else 1 end as ticket
  from contracts
  left join levels on contracts.customer_id = levels.customer_id
  left join noted on contracts.customer_id = noted.customer_id
  where running = 1
)
select
  present.customer_id,
  present.age as whole_periods,
  present.ticket as recent_ticket,
  patterns.chance,
  patterns.low,
  patterns.high
from present
inner join patterns
  on present.plan = patterns.plan_code
  and present.segment = patterns.segment
  and present.age = patterns.age
  and present.ticket = patterns.ticket
