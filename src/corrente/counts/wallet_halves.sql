-- Buyers of the category in a first period, by how often they bought it and a brand, and what of it they bought next.
-- Code -1 is the category as a whole (own is 0 there), 24 every brand that has no code. Those who did not buy the brand in
-- the first period have own 0, and a row only for the purchases that they made next. Counts above 40 share a row.
-- tables: category_purchases
-- parameters: from_day, cut_day, until_day
-- lookups: brand_codes(brand, code)
-- keys: code, before, own
-- bound: 60000 (26 codes; 902 pairs of counts up to 40, 21 larger cells of the category with 62 of the brand)
with bought as (
  select
    category_purchases.person_id,
    coalesce(brand_codes.code, 24) as code,
    sum(case when category_purchases.purchased_day <= $cut_day then 1 else 0 end) as first_times,
    sum(case when category_purchases.purchased_day > $cut_day then 1 else 0 end) as next_times
  from category_purchases
  left join brand_codes on category_purchases.brand = brand_codes.brand
  where category_purchases.purchased_day >= $from_day and category_purchases.purchased_day <= $until_day
  group by category_purchases.person_id, coalesce(brand_codes.code, 24)
),
people as (
  select person_id, sum(first_times) as first_all, sum(next_times) as next_all
  from bought
  group by person_id
),
both_kinds as (
  select bought.code, people.first_all, bought.first_times, bought.next_times
  from bought
  inner join people on bought.person_id = people.person_id
  union all
  select -1 as code, first_all, 0 as first_times, next_all as next_times
  from people
),
cells as (
  select
    code,
    case when first_all <= 40 then first_all when first_all < 200 then first_all // 8 * 8 else 200 end as before,
    case when first_times <= 40 then first_times when first_times < 200 then first_times // 8 * 8 else 200 end as own,
    first_all,
    first_times,
    next_times
  from both_kinds
  where first_all > 0
)
select
  code,
  cast(before as bigint) as before,
  cast(own as bigint) as own,
  count(*) as people,
  cast(sum(first_all) as bigint) as category_purchases,
  cast(sum(first_times) as bigint) as purchases,
  cast(sum(next_times) as bigint) as next_purchases,
  cast(sum(next_times * next_times) as bigint) as next_squares,
  cast(sum((next_times - first_times) * (next_times - first_times)) as bigint) as change_squares,
  sum(case when next_times > 0 then 1 else 0 end) as again
from cells
group by code, before, own
