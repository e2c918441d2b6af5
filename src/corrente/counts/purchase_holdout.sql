-- Purchases in the days after a cut, by what the customer's purchase pattern was at the cut (see purchase_patterns).
-- tables: orders
-- parameters: cut_day, until_day, width, wide
-- lookups: none
-- keys: purchases, recency_cell, age_cell
-- bound: 50000 (40000 customers day by day; else 36 cells of age: 666 pairs of times for each of 31 purchases, at most 15
--   for each number above, over ten years)
with days as (
  select customer_id, ordered_day
  from orders
  where revenue >= 0 and ordered_day <= $until_day
  group by customer_id, ordered_day
),
split as (
  select
    min(ordered_day) as first_day,
    max(case when ordered_day <= $cut_day then ordered_day end) as last_day,
    sum(case when ordered_day <= $cut_day then 1 else 0 end) - 1 as purchases,
    sum(case when ordered_day > $cut_day then 1 else 0 end) as later
  from days
  group by customer_id
  having min(ordered_day) <= $cut_day
),
people as (
  select
    purchases,
    later,
    last_day - first_day as recency,
    $cut_day - first_day as age,
    case when purchases < 32 then $width else $wide end as step
  from split
),
placed as (
  select
    purchases,
    later,
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
  sum(recency_offset * age_offset) as products,
  sum(later) as later_sum,
  sum(later * later) as later_squares
from placed
group by purchases, recency_cell, age_cell
