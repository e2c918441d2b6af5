-- Buyers of the category by segment, by how often they bought it and how often one brand, in a period.
-- $segment_column is the place of a column of customers in the case below (0 is none); segment 0 is everybody else.
-- tables: category_purchases, customers
-- parameters: from_day, until_day, segment_column, brand_code
-- lookups: brand_codes(brand, code), segment_codes(segment_level, code)
-- keys: segment, times, own
-- bound: 29000 (13 segments; 902 pairs of counts up to 40, 21 larger cells of the category with 62 of the brand)
with levels as (
  select customer_id, code
  from (
    select
      customer_id,
      case $segment_column
        when 1 then size
        when 2 then acquired_channel
        when 3 then industry
        when 4 then country
        when 5 then region
        when 6 then attribute_01
        when 7 then attribute_02
        when 8 then attribute_03
        when 9 then attribute_04
        when 10 then attribute_05
        when 11 then attribute_06
        when 12 then attribute_07
        when 13 then attribute_08
        when 14 then attribute_09
        when 15 then attribute_10
        when 16 then attribute_11
        when 17 then attribute_12
        when 18 then attribute_13
        when 19 then attribute_14
        when 20 then attribute_15
        when 21 then attribute_16
        when 22 then attribute_17
        when 23 then attribute_18
        when 24 then attribute_19
        when 25 then attribute_20
        when 26 then attribute_21
        when 27 then attribute_22
        when 28 then attribute_23
        when 29 then attribute_24
      end as chosen_level
    from customers
  ) as chosen
  inner join segment_codes on chosen.chosen_level = segment_codes.segment_level
),
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
