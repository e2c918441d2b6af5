-- What is left of purchases by month of the calendar, and their value, in ten-thousandths: of those only whose margin is known.
-- tables: orders
-- parameters: until_day
-- lookups: calendar(day, period)
-- keys: month
-- bound: 144
select
  calendar.period as month,
  cast(sum(orders.margin) as bigint) as kept,
  sum(orders.revenue) as sold
from orders
inner join calendar on orders.ordered_day = calendar.day
where orders.revenue >= 0 and orders.margin is not null and orders.ordered_day <= $until_day
group by calendar.period
