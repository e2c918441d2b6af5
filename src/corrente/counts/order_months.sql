-- Purchases by month of the calendar and category: their value in ten-thousandths, and how many. What has no code is 0.
-- tables: orders
-- parameters: until_day
-- lookups: calendar(day, period), categories(category, code)
-- keys: month, category_code
-- bound: 2000 (144 months, 13 categories)
select
  calendar.period as month,
  coalesce(categories.code, 0) as category_code,
  sum(orders.revenue) as sold,
  count(*) as purchases
from orders
inner join calendar on orders.ordered_day = calendar.day
left join categories on orders.category = categories.category
where orders.revenue >= 0 and orders.ordered_day <= $until_day
group by calendar.period, coalesce(categories.code, 0)
