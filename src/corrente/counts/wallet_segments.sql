-- Buyers of the category by segment, by how often they bought it and how often one brand, in a period.
-- $segment_column is the place of a column of customers (0 is none); segment 0 is everybody else.
-- with: segment_levels
-- tables: category_purchases, customers
-- parameters: from_day, until_day, segment_column, brand_code
-- lookups: brand_codes(brand, code), segment_codes(segment_level, code)
-- keys: segment, times, own
-- bound: 29000 (13 segments; 902 pairs of counts up to 40, 21 larger cells of the category with 62 of the brand)
with levels as segment_levels(),
people as (
  select
    category_purchases.person_id,
    count(*) as times,
    sum(case when coalesce(brand_codes.code, 24) = $brand_code then 1 else 0 end) as own
  from category_purchases
  left join brand_codes on category_purchases.brand = brand_codes.brand
  where category_purchases.purchased_day >= $from_day and category_purchases.purchased_day <= $until_day
  group by category_purchases.person_id
),
cells as (
  select
    coalesce(levels.code, 0) as segment,
    case when people.times <= 40 then people.times when people.times < 200 then people.times // 8 * 8 else 200 end as times_cell,
    case when people.own <= 40 then people.own when people.own < 200 then people.own // 8 * 8 else 200 end as own_cell,
    people.times,
    people.own
  from people
  left join levels on people.person_id = levels.customer_id
)
select
  segment,
  cast(times_cell as bigint) as times,
  cast(own_cell as bigint) as own,
  count(*) as people,
  cast(sum(cells.times) as bigint) as category_purchases,
  cast(sum(cells.own) as bigint) as purchases
from cells
group by segment, times_cell, own_cell
