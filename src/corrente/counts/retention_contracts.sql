-- Customers under contract, by plan, segment, whole periods since the contract began (cohort) and whole periods that it lasted
-- (age); and, with part 1, those of their periods that began after one with a ticket: left_now says whether the contract ended
-- in that period, number `age`. So all that is known of a period is known as of its beginning; a period that had not ended
-- by $until_day is not counted. Several contracts of one customer are one: it runs while any of them does, under
-- the plan that came first. In part 0 left_now says that it ended; price is what running contracts pay per month.
-- Part 2: customers whose contract runs, by whole periods so far (age) and a ticket in the last $period_days days (left_now).
-- $segment_column is the place of a column of customers (0 is none); segment 0 and plan 0 are all others.
-- with: contracts_by_customer, noted_lately, segment_levels
-- tables: subscriptions, tickets, customers
-- parameters: until_day, period_days, segment_column
-- lookups: plan_codes(plan_level, code), segment_codes(segment_level, code)
-- keys: part, plan, segment, cohort, age, left_now
-- bound: 500000 (seven plans by seven segments by 3321 pairs of at most 81 periods, thrice, and 81 ages)
with levels as segment_levels(),
contracts as contracts_by_customer(),
lives as (
  select
    contracts.customer_id,
    first_day,
    first_plan as plan,
    coalesce(levels.code, 0) as segment,
    ($until_day + 1 - first_day) // $period_days as cohort,
    case
      when running = 1 then ($until_day + 1 - first_day) // $period_days
      else least(($until_day + 1 - first_day) // $period_days, greatest(last_day - first_day, 0) // $period_days)
    end as age,
    case
      when running = 0
        and greatest(last_day - first_day, 0) // $period_days < ($until_day + 1 - first_day) // $period_days then 1
      else 0
    end as left_now,
    running,
    monthly
  from contracts
  left join levels on contracts.customer_id = levels.customer_id
),
noted as (
  select distinct
    lives.customer_id,
    plan,
    segment,
    cohort,
    (opened_day - first_day) // $period_days + 1 as age,
    case
      when left_now = 1 and (opened_day - first_day) // $period_days + 1 = lives.age then 1
      else 0
    end as left_here
  from lives
  inner join tickets on lives.customer_id = tickets.customer_id
  where opened_day >= first_day
    and (opened_day - first_day) // $period_days + 1 < lives.age + left_now
),
noted_lately as noted_lately()
select
  0 as part,
  plan,
  segment,
  cohort,
  age,
  left_now,
  count(*) as customers,
  sum(running) as current_customers,
  sum(monthly) as price_sum
from lives
group by plan, segment, cohort, age, left_now
union all
select
  1 as part,
  plan,
  segment,
  cohort,
  age,
  left_here as left_now,
  count(*) as customers,
  0 as current_customers,
  0 as price_sum
from noted
group by plan, segment, cohort, age, left_here
union all
select
  2 as part,
  plan,
  segment,
  0 as cohort,
  cohort as age,
  case when noted_lately.customer_id is null then 0 else 1 end as left_now,
  count(*) as customers,
  sum(running) as current_customers,
  sum(monthly) as price_sum
from lives
left join noted_lately on lives.customer_id = noted_lately.customer_id
where running = 1
group by plan, segment, cohort, case when noted_lately.customer_id is null then 0 else 1 end
