-- Customers by segment and purchase pattern at the end of a day: repeat purchases (days with a purchase after the first
-- such day), days from the first to the last purchase, days since the first. Within a cell of $width days ($wide days for 32 and
-- more repeat purchases) the offsets carry the moments; a width of one day leaves nothing out.
-- $segment_column is the place of a column of customers in the case below (0 is none); segment 0 is everybody else.
-- tables: orders, customers
-- parameters: until_day, acquired_until_day, width, wide, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: segment, purchases, recency_cell, age_cell
-- bound: 160000 (40000 customers day by day; else 13 segments with 16 cells of age: 136 pairs of times for each of 31
--   purchases, at most 3 for each number above, over ten years; or one with 36: 666 pairs, at most 15)
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
days as (
  select customer_id, ordered_day
  from orders
  where revenue >= 0 and ordered_day <= $until_day
  group by customer_id, ordered_day
),
histories as (
  select
    customer_id,
    count(*) - 1 as purchases,
    max(ordered_day) - min(ordered_day) as recency,
    $until_day - min(ordered_day) as age,
    case when count(*) - 1 < 32 then $width else $wide end as step
  from days
  group by customer_id
  having min(ordered_day) <= $acquired_until_day
),
people as (
  select coalesce(code, 0) as segment, purchases, recency, age, step
  from histories
  left join levels on histories.customer_id = levels.customer_id
),
placed as (
  select
    segment,
    purchases,
    recency // step as recency_cell,
    age // step as age_cell,
    recency - (recency // step) * step as recency_offset,
    age - (age // step) * step as age_offset
  from people
)
select
  segment,
  purchases,
  recency_cell,
  age_cell,
  count(*) as customers,
  sum(recency_offset) as recency_over,
  sum(age_offset) as age_over,
  sum(recency_offset * recency_offset) as recency_squares,
  sum(age_offset * age_offset) as age_squares,
  sum(recency_offset * age_offset) as products
from placed
group by segment, purchases, recency_cell, age_cell
