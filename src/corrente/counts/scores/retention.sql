-- Every customer under contract with the chance to leave in the next period, by the pattern that `retention_contracts`
-- counted: plan, segment, whole periods so far and whether there was a ticket in the last one.
-- tables: subscriptions, tickets, customers
-- parameters: until_day, period_days, segment_column
-- lookups: plan_codes(plan_level, code), segment_codes(segment_level, code),
--   patterns(plan_code, segment, age, ticket, chance, low, high)
with levels as (
  select customer_id, code
  from (
    select
      customer_id,
      case $segment_column
        when 1 then size
        when 2 then acquired_channel
        when 3 then industry
        when 4 then country
        when 5 then region
        when 6 then attribute_01
        when 7 then attribute_02
        when 8 then attribute_03
        when 9 then attribute_04
        when 10 then attribute_05
        when 11 then attribute_06
        when 12 then attribute_07
        when 13 then attribute_08
        when 14 then attribute_09
        when 15 then attribute_10
        when 16 then attribute_11
        when 17 then attribute_12
        when 18 then attribute_13
        when 19 then attribute_14
        when 20 then attribute_15
        when 21 then attribute_16
        when 22 then attribute_17
        when 23 then attribute_18
        when 24 then attribute_19
        when 25 then attribute_20
        when 26 then attribute_21
        when 27 then attribute_22
        when 28 then attribute_23
        when 29 then attribute_24
      end as chosen_level
    from customers
  ) as chosen
  inner join segment_codes on chosen.chosen_level = segment_codes.segment_level
),
contracts as (
  select
    customer_id,
    min(started_day) as first_day,
    min(started_day * 100 + coalesce(plan_codes.code, 0)) - 100 * min(started_day) as first_plan,
    max(case when ended_day is null or ended_day > $until_day then 1 else 0 end) as running,
    max(ended_day) as last_day,
    cast(sum(case when ended_day is null or ended_day > $until_day then coalesce(price, 0) else 0 end) as bigint) as monthly
  from subscriptions
  left join plan_codes on subscriptions.plan = plan_codes.plan_level
  where started_day <= $until_day
  group by customer_id
),
noted as (
  select distinct customer_id
  from tickets
  where opened_day > $until_day - $period_days and opened_day <= $until_day
),
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
