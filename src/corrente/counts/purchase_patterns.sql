-- Customers by segment and purchase pattern: repeat purchases (days with a purchase after the first such day), days from the
-- first to the last purchase, days since the first. Seen twice in one pass: at the cut (at_end 0), where `later` are the
-- purchases that came until the end, and at the end (at_end 1), where early are the customers acquired by the cut.
-- Within a cell of $..._width days ($..._wide days for 32 and more repeat purchases) the offsets carry the moments; a
-- width of one day leaves nothing out. Segments are counted at the end only.
-- $segment_column is the place of a column of customers in the case below (0 is none); segment 0 is everybody else.
-- tables: orders, customers
-- parameters: cut_day, until_day, cut_width, cut_wide, end_width, end_wide, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: at_end, early, segment, purchases, recency_cell, age_cell
-- bound: 210000 (40000 customers day by day, twice; else at the cut 36 cells of age: 666 pairs of times for each of 31
--   purchases, at most 15 for each number above, over ten years; and at the end 160000 in the same way, or 16 cells of
--   age in each of 13 segments: 136 pairs and 3)
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
    min(ordered_day) as first_day,
    max(ordered_day) as last_day,
    max(case when ordered_day <= $cut_day then ordered_day end) as last_by_cut,
    count(*) - 1 as bought,
    sum(case when ordered_day <= $cut_day then 1 else 0 end) - 1 as bought_by_cut
  from days
  group by customer_id
),
people as (
  select
    coalesce(code, 0) as segment,
    case when first_day <= $cut_day then 1 else 0 end as early,
    first_day,
    last_day,
    last_by_cut,
    bought,
    bought_by_cut
  from histories
  left join levels on histories.customer_id = levels.customer_id
),
seen as (
  select
    0 as at_end,
    early,
    0 as segment,
    bought_by_cut as purchases,
    last_by_cut - first_day as recency,
    $cut_day - first_day as age,
    bought - bought_by_cut as later,
    case when bought_by_cut < 32 then $cut_width else $cut_wide end as step
  from people
  where early = 1
  union all
  select
    1 as at_end,
    early,
    segment,
    bought as purchases,
    last_day - first_day as recency,
    $until_day - first_day as age,
    0 as later,
    case when bought < 32 then $end_width else $end_wide end as step
  from people
),
placed as (
  select
    at_end,
    early,
    segment,
    purchases,
    later,
    recency // step as recency_cell,
    age // step as age_cell,
    recency - (recency // step) * step as recency_offset,
    age - (age // step) * step as age_offset
  from seen
)
select
  at_end,
  early,
  segment,
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
group by at_end, early, segment, purchases, recency_cell, age_cell
