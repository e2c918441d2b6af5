-- Every customer active in the last $period_days days with the chance to fall silent in the next, by the pattern that
-- `retention_activity` counted them under.
-- with: active_days, age_band, noted_lately, segment_levels
-- tables: orders, usage, tickets, customers
-- parameters: until_day, period_days, segment_column, from_usage
-- lookups: segment_codes(segment_level, code), patterns(segment, age, silence, activity, ticket, chance, low, high)
with levels as segment_levels(),
days as active_days(),
firsts as (
  select
    customer_id,
    min(day) as first_day
  from days
  group by customer_id
),
lately as (
  select
    customer_id,
    max(day) as last_day,
    count(*) as active_days
  from days
  where day > $until_day - $period_days
  group by customer_id
),
noted_lately as noted_lately(),
present as (
  select
    lately.customer_id,
    coalesce(code, 0) as segment,
    $until_day - last_day as days_since_last,
    active_days,
    ($until_day + 1 - first_day) // $period_days as whole_periods,
    ($until_day - last_day) * 4 // $period_days as silence,
    least(active_days, 4) as activity,
    case when noted_lately.customer_id is null then 0 else 1 end as ticket
  from lately
  inner join firsts on lately.customer_id = firsts.customer_id
  left join levels on lately.customer_id = levels.customer_id
  left join noted_lately on lately.customer_id = noted_lately.customer_id
),
binned as (
  select
    customer_id,
    segment,
    days_since_last,
    active_days,
    age_band(whole_periods) as age,
    silence,
    activity,
    ticket
  from present
)
select
  binned.customer_id,
  binned.days_since_last,
  binned.active_days,
  binned.ticket as recent_ticket,
  patterns.chance,
  patterns.low,
  patterns.high
from binned
inner join patterns
  on binned.segment = patterns.segment
  and binned.age = patterns.age
  and binned.silence = patterns.silence
  and binned.activity = patterns.activity
  and binned.ticket = patterns.ticket
