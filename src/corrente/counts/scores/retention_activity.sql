-- Every customer active in the last $period_days days with the chance to fall silent in the next, by the pattern that
-- `retention_activity` counted them under.
-- tables: orders, usage, tickets, customers
-- parameters: until_day, period_days, segment_column, from_usage
-- lookups: segment_codes(segment_level, code), patterns(segment, age, silence, activity, ticket, chance, low, high)
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
days as (
  select
    customer_id,
    ordered_day as day
  from orders
  where $from_usage = 0 and revenue >= 0 and ordered_day <= $until_day
  union all
  select
    customer_id,
    used_day as day
  from usage
  where $from_usage = 1 and used_day <= $until_day
),
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
    count(distinct day) as active_days
  from days
  where day > $until_day - $period_days
  group by customer_id
),
noted_lately as (
  select distinct customer_id
  from tickets
  where opened_day > $until_day - $period_days and opened_day <= $until_day
),
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
    case
      when whole_periods < 1 then 1
      when whole_periods < 3 then whole_periods
      when whole_periods < 6 then 3
      when whole_periods < 12 then 6
      when whole_periods < 24 then 12
      else 24
    end as age,
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
