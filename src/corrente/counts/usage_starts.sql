-- Customers by the period of the calendar in which they first used anything.
-- tables: usage
-- parameters: until_day
-- lookups: calendar(day, period)
-- keys: period
-- bound: 2000
with starts as (
  select customer_id, min(used_day) as first_day
  from usage
  where used_day <= $until_day
  group by customer_id
)
select calendar.period, count(*) as customers
from starts
inner join calendar on starts.first_day = calendar.day
group by calendar.period
