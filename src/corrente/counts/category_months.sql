-- Sales value (in ten-thousandths) by month of the calendar, category, brand and attribute. What has no code of its own is 0.
-- tables: category_sales
-- parameters: until_day
-- lookups: calendar(day, period), categories(category, code), brands(brand, code), attributes(attribute, code)
-- keys: month, category_code, brand_code, attribute_code
-- bound: 160000 (144 months, 13 categories, 9 brands, 9 attributes)
select
  calendar.period as month,
  coalesce(categories.code, 0) as category_code,
  coalesce(brands.code, 0) as brand_code,
  coalesce(attributes.code, 0) as attribute_code,
  sum(category_sales.value) as sold
from category_sales
inner join calendar on category_sales.period_day = calendar.day
left join categories on category_sales.category = categories.category
left join brands on category_sales.brand = brands.brand
left join attributes on category_sales.attribute = attributes.attribute
where category_sales.period_day <= $until_day
group by
  calendar.period,
  coalesce(categories.code, 0),
  coalesce(brands.code, 0),
  coalesce(attributes.code, 0)
