-- Customers who simply stop: their life since the first purchase (or use) in periods of $period_days days.
-- Part 0: active in a period, and so at risk in the next one, by what was known when that began: segment, age (periods since
-- the first: 1, 2, 3-5, 6-11, 12-23, 24 and more, by their lowest), days of silence at that moment (in quarters of a
-- period), active days in the period before, a ticket in it or not. `period` counts back from $until_day: 0 is the last
-- period that has ended, 12 the thirteenth and all before. `left_sum` are those with no activity in the period that began.
-- Part 1: customers active in period `age` of their life, by segment and cohort (whole periods since the first).
-- Part 2: customers active in the last $period_days days (current_customers), by the same pattern as of today, and what
-- they paid in these days. A period that had not ended by $until_day is not counted in parts 0 and 1.
-- tables: orders, usage, tickets, customers
-- parameters: until_day, period_days, segment_column, from_usage
-- lookups: segment_codes(segment_level, code)
-- keys: part, segment, period, cohort, age, silence, activity, ticket
-- bound: 80000 (7 segments by 13 periods by 6 ages by 4 by 4 by 2, and 7 segments by 3321 pairs of at most 81 periods)
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
  group by customer_id, ordered_day
  union all
  select
    customer_id,
    used_day as day
  from usage
  where $from_usage = 1 and used_day <= $until_day
  group by customer_id, used_day
),
known as (
  select
    lived.customer_id,
    first_day,
    last_day,
    recent_days,
    coalesce(code, 0) as segment,
    ($until_day + 1 - first_day) // $period_days as cohort
  from (
    select
      customer_id,
      min(day) as first_day,
      max(day) as last_day,
      cast(sum(case when day > $until_day - $period_days then 1 else 0 end) as bigint) as recent_days
    from days
    group by customer_id
  ) as lived
  left join levels on lived.customer_id = levels.customer_id
),
active as (
  select
    days.customer_id,
    max(known.first_day) as began_day,
    max(known.segment) as own_segment,
    max(known.cohort) as own_cohort,
    (day - known.first_day) // $period_days as place,
    max(day) as last_day,
    count(*) as active_days
  from days
  inner join known on days.customer_id = known.customer_id
  group by days.customer_id, (day - known.first_day) // $period_days
),
lives as (
  select
    active.customer_id,
    active.began_day as first_day,
    active.own_segment as segment,
    active.own_cohort as cohort,
    active.place,
    active.last_day,
    active.active_days,
    follows.next_place
  from active
  left join (
    select
      customer_id,
      place - 1 as place,
      place as next_place
    from active
  ) as follows on active.customer_id = follows.customer_id and active.place = follows.place
),
noted as (
  select distinct
    known.customer_id,
    (opened_day - first_day) // $period_days as place
  from tickets
  inner join known on tickets.customer_id = known.customer_id
  where opened_day >= first_day and opened_day <= $until_day
),
risks as (
  select
    segment,
    cohort - 2 - lives.place as back,
    lives.place + 1 as whole,
    ((lives.place + 1) * $period_days + first_day - 1 - last_day) * 4 // $period_days as silence,
    least(active_days, 4) as activity,
    case when noted.customer_id is null then 0 else 1 end as ticket,
    case when next_place = lives.place + 1 then 0 else 1 end as left_here
  from lives
  left join noted on lives.customer_id = noted.customer_id and lives.place = noted.place
  where lives.place + 1 < cohort
),
noted_lately as (
  select distinct customer_id
  from tickets
  where opened_day > $until_day - $period_days and opened_day <= $until_day
),
paid_lately as (
  select
    customer_id,
    cast(sum(revenue) as bigint) as paid
  from orders
  where ordered_day > $until_day - $period_days and ordered_day <= $until_day
  group by customer_id
)
select
  0 as part,
  segment,
  least(back, 12) as period,
  0 as cohort,
  case when whole < 3 then whole when whole < 6 then 3 when whole < 12 then 6 when whole < 24 then 12 else 24 end as age,
  silence,
  activity,
  ticket,
  count(*) as customers,
  sum(left_here) as left_sum,
  0 as paid_sum
from risks
group by
  segment,
  least(back, 12),
  case when whole < 3 then whole when whole < 6 then 3 when whole < 12 then 6 when whole < 24 then 12 else 24 end,
  silence,
  activity,
  ticket
union all
select
  1 as part,
  segment,
  0 as period,
  cohort,
  place as age,
  0 as silence,
  0 as activity,
  0 as ticket,
  count(*) as customers,
  0 as left_sum,
  0 as paid_sum
from lives
where place < cohort
group by segment, cohort, place
union all
select
  2 as part,
  segment,
  0 as period,
  0 as cohort,
  case
    when ($until_day + 1 - first_day) // $period_days < 1 then 1
    when ($until_day + 1 - first_day) // $period_days < 3 then ($until_day + 1 - first_day) // $period_days
    when ($until_day + 1 - first_day) // $period_days < 6 then 3
    when ($until_day + 1 - first_day) // $period_days < 12 then 6
    when ($until_day + 1 - first_day) // $period_days < 24 then 12
    else 24
  end as age,
  ($until_day - last_day) * 4 // $period_days as silence,
  least(recent_days, 4) as activity,
  case when noted_lately.customer_id is null then 0 else 1 end as ticket,
  count(*) as customers,
  0 as left_sum,
  sum(coalesce(paid, 0)) as paid_sum
from known
left join noted_lately on known.customer_id = noted_lately.customer_id
left join paid_lately on known.customer_id = paid_lately.customer_id
where recent_days > 0
group by
  segment,
  case
    when ($until_day + 1 - first_day) // $period_days < 1 then 1
    when ($until_day + 1 - first_day) // $period_days < 3 then ($until_day + 1 - first_day) // $period_days
    when ($until_day + 1 - first_day) // $period_days < 6 then 3
    when ($until_day + 1 - first_day) // $period_days < 12 then 6
    when ($until_day + 1 - first_day) // $period_days < 24 then 12
    else 24
  end,
  ($until_day - last_day) * 4 // $period_days,
  least(recent_days, 4),
  case when noted_lately.customer_id is null then 0 else 1 end
