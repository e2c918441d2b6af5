-- Contracts by the month of the calendar in which they began or ended (-1: before it), and what they pay per month.
-- ended: 0 began, 1 ended. What runs is the running sum of the one less the other.
-- tables: subscriptions
-- parameters: until_day
-- lookups: calendar(day, period)
-- keys: month, ended
-- bound: 242
select
  coalesce(calendar.period, -1) as month,
  0 as ended,
  count(*) as contracts,
  cast(sum(coalesce(subscriptions.price, 0)) as bigint) as price_sum
from subscriptions
left join calendar on subscriptions.started_day = calendar.day
where subscriptions.started_day <= $until_day
group by coalesce(calendar.period, -1)
union all
select
  coalesce(calendar.period, -1) as month,
  1 as ended,
  count(*) as contracts,
  cast(sum(coalesce(subscriptions.price, 0)) as bigint) as price_sum
from subscriptions
left join calendar on subscriptions.ended_day = calendar.day
where subscriptions.started_day <= $until_day and subscriptions.ended_day <= $until_day
group by coalesce(calendar.period, -1)
