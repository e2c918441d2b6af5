-- New customers by month of the calendar: by the day they came, or with $from_orders = 1 by their first purchase.
-- tables: customers, orders
-- parameters: until_day, from_orders
-- lookups: calendar(day, period)
-- keys: month
-- bound: 120
select
  calendar.period as month,
  count(*) as arrived
from (
  select created_day as day
  from customers
  where $from_orders = 0 and created_day <= $until_day
  union all
  select min(ordered_day) as day
  from orders
  where $from_orders = 1 and revenue >= 0 and ordered_day <= $until_day
  group by customer_id
) as began
inner join calendar on began.day = calendar.day
group by calendar.period
