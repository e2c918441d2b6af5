-- Customers who simply stop: their life since the first purchase (or use) in periods of $period_days days.
-- Part 0: active in a period, and so at risk in the next one, by what was known when that began: segment, age (periods since
-- the first: 1, 2, 3-5, 6-11, 12-23, 24 and more, by their lowest), days of silence at that moment (in quarters of a
-- period), active days in the period before, a ticket in it or not. `period` counts back from $until_day: 0 is the last
-- period that has ended, 12 the thirteenth and all before. `left_sum` are those with no activity in the period that began.
-- Part 1: customers active in period `age` of their life, by segment and cohort (whole periods since the first).
-- Part 2: customers active in the last $period_days days (current_customers), by the same pattern as of today, and what
-- they paid in these days. A period that had not ended by $until_day is not counted in parts 0 and 1.
-- with: active_days, age_band, noted_lately, segment_levels
-- tables: orders, usage, tickets, customers
-- parameters: until_day, period_days, segment_column, from_usage
-- lookups: segment_codes(segment_level, code)
-- keys: part, segment, period, cohort, age, silence, activity, ticket
-- bound: 80000 (7 segments by 13 periods by 6 ages by 4 by 4 by 2, and 7 segments by 3321 pairs of at most 81 periods)
with levels as segment_levels(),
days as active_days(),
known as (
  select
    lived.customer_id,
    first_day,
    last_day,
    recent_days,
    coalesce(code, 0) as segment,
    ($until_day + 1 - first_day) // $period_days as whole_periods
  from (
    select
      customer_id,
      min(day) as first_day,
      max(day) as last_day,
      count(case when day > $until_day - $period_days then 1 end) as recent_days
    from days
    group by customer_id
  ) as lived
  left join levels on lived.customer_id = levels.customer_id
),
active as (
  -- a customer's first day and segment travel as one number
  select
    days.customer_id,
    (day - first_day) // $period_days as place,
    max((first_day + 3000000) * 64 + segment) as life,
    max(day) as latest_day,
    count(*) as active_days
  from days
  inner join known on days.customer_id = known.customer_id
  group by days.customer_id, (day - first_day) // $period_days
),
lives as (
  select
    customer_id,
    place,
    life // 64 - 3000000 as first_day,
    life % 64 as segment,
    ($until_day + 3000001 - life // 64) // $period_days as cohort,
    latest_day,
    active_days
  from active
),
follows as (
  select
    customer_id,
    place - 1 as place
  from active
  where place > 0
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
    ((lives.place + 1) * $period_days + first_day - 1 - latest_day) * 4 // $period_days as silence,
    least(active_days, 4) as activity,
    case when noted.customer_id is null then 0 else 1 end as ticket,
    case when follows.customer_id is null then 1 else 0 end as left_here
  from lives
  left join follows on lives.customer_id = follows.customer_id and lives.place = follows.place
  left join noted on lives.customer_id = noted.customer_id and lives.place = noted.place
  where lives.place + 1 < cohort
),
noted_lately as noted_lately(),
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
  age_band(whole) as age,
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
  age_band(whole),
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
  age_band(whole_periods) as age,
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
  age_band(whole_periods),
  ($until_day - last_day) * 4 // $period_days,
  least(recent_days, 4),
  case when noted_lately.customer_id is null then 0 else 1 end
