-- People who bought in the category by month of the calendar, and those of them who bought one of the brands listed.
-- tables: category_purchases
-- parameters: until_day
-- lookups: calendar(day, period), own_brands(brand)
-- keys: month
-- bound: 120
select
  month,
  count(*) as buyers,
  count(case when own > 0 then 1 end) as own_buyers
from (
  select
    calendar.period as month,
    category_purchases.person_id,
    count(own_brands.brand) as own
  from category_purchases
  inner join calendar on category_purchases.purchased_day = calendar.day
  left join own_brands on category_purchases.brand = own_brands.brand
  where category_purchases.purchased_day <= $until_day
  group by calendar.period, category_purchases.person_id
) as bought
group by month
