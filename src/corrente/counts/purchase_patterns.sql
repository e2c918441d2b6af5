-- Customers by purchase pattern at the end of a day: repeat purchases (days with a purchase after the first such day),
-- days from the first to the last purchase, days since the first. Within a cell of $width days ($wide days for 32 and
-- more repeat purchases) the offsets carry the moments; a width of one day leaves nothing out.
-- tables: orders
-- parameters: until_day, acquired_until_day, width, wide
-- lookups: none
-- keys: purchases, recency_cell, age_cell
-- bound: 80000 (40000 customers day by day, or 36 cells of age: 666 pairs of times for 31 purchases, 15 for the rest)
with days as (
  select customer_id, ordered_day
  from orders
  where revenue >= 0 and ordered_day <= $until_day
  group by customer_id, ordered_day
),
people as (
  select
    count(*) - 1 as purchases,
    max(ordered_day) - min(ordered_day) as recency,
    $until_day - min(ordered_day) as age,
    case when count(*) - 1 < 32 then $width else $wide end as step
  from days
  group by customer_id
  having min(ordered_day) <= $acquired_until_day
),
placed as (
  select
    purchases,
    recency // step as recency_cell,
    age // step as age_cell,
    recency - (recency // step) * step as recency_offset,
    age - (age // step) * step as age_offset
  from people
)
select
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
group by purchases, recency_cell, age_cell
