-- Customers by segment and purchase pattern, and by segment and mean spend: what the models of loyalty need, in one pass over
-- days with a purchase. A repeat purchase is such a day after the first. Everybody is seen twice: at the cut (at_end 0), where
-- `later` are the purchases that came until the end, and at the end (at_end 1), where early are the customers acquired by the
-- cut. Segments are counted at the end only.
-- Patterns (spend_step 0): repeat purchases, days from the first to the last purchase, days since the first. In a cell of
-- $..._width days ($..._wide days for 32 and more repeat purchases) the offsets carry the moments; a width of one day leaves
-- nothing out.
-- Spends (spend_step 1 and more, buyers who came back): mean spend per repeat purchase in ten-thousandths, as Gamma-Gamma
-- needs it, cut to steps of one ($..._coarse 0), a tenth of its decade (1) or its decade (2; also from 32 purchases on);
-- offsets say where in the step it lies, in hundredths.
-- $segment_column is the place of a column of customers (0 is none); segment 0 is everybody else.
-- with: segment_levels
-- tables: orders, customers
-- parameters: cut_day, until_day, cut_width, cut_wide, end_width, end_wide, cut_coarse, end_coarse, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: at_end, early, segment, purchases, recency_cell, age_cell, spend_step, spend_cell
-- bound: 510000 (patterns 210000: 40000 customers day by day, twice; else at the cut 36 cells of age: 666 pairs of times for
--   each of 31 purchases, at most 15 for each number above, over ten years; and at the end 160000 in the same way, or 16
--   cells of age in each of 13 segments: 136 pairs and 3. Spends 300000: 40000 customers one by one, twice; else, each time,
--   in six decades of spend, 540 steps for each of 31 purchases and 54 for each of 2000 numbers above, or 54 in each of
--   13 segments for each of 200 numbers)
with levels as segment_levels(),
days as (
  select
    customer_id,
    ordered_day,
    cast(sum(revenue) as bigint) as paid
  from orders
  where revenue >= 0 and ordered_day <= $until_day
  group by customer_id, ordered_day
),
histories as (
  -- the first day's spend is read off the smallest of day and spend packed into one number
  select
    customer_id,
    min(ordered_day) as first_day,
    max(ordered_day) as last_day,
    max(case when ordered_day <= $cut_day then ordered_day end) as last_by_cut,
    count(*) - 1 as bought,
    count(case when ordered_day <= $cut_day then 1 end) - 1 as bought_by_cut,
    cast(sum(paid) as bigint) as paid_in_all,
    cast(sum(case when ordered_day <= $cut_day then paid else 0 end) as bigint) as paid_by_cut,
    min(ordered_day * 100000000000000 + paid) - min(ordered_day) * 100000000000000 as paid_first
  from days
  group by customer_id
),
seen as (
  select
    0 as at_end,
    1 as early,
    0 as segment,
    bought_by_cut as purchases,
    last_by_cut - first_day as recency,
    $cut_day - first_day as age,
    bought - bought_by_cut as later,
    (paid_by_cut - paid_first) // greatest(bought_by_cut, 1) as spend,
    case when bought_by_cut < 32 then $cut_width else $cut_wide end as step,
    case when bought_by_cut < 32 then $cut_coarse else 2 * least($cut_coarse, 1) end as coarse
  from histories
  where first_day <= $cut_day
  union all
  select
    1 as at_end,
    case when first_day <= $cut_day then 1 else 0 end as early,
    coalesce(code, 0) as segment,
    bought as purchases,
    last_day - first_day as recency,
    $until_day - first_day as age,
    0 as later,
    (paid_in_all - paid_first) // greatest(bought, 1) as spend,
    case when bought < 32 then $end_width else $end_wide end as step,
    case when bought < 32 then $end_coarse else 2 * least($end_coarse, 1) end as coarse
  from histories
  left join levels on histories.customer_id = levels.customer_id
),
patterns as (
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
),
sized as (
  select
    at_end,
    segment,
    purchases,
    spend,
    coarse,
    case
      when coarse = 0 or spend < 100 then 1
      when spend < 1000 then 100
      when spend < 10000 then 1000
      when spend < 100000 then 10000
      when spend < 1000000 then 100000
      when spend < 10000000 then 1000000
      when spend < 100000000 then 10000000
      when spend < 1000000000 then 100000000
      when spend < 10000000000 then 1000000000
      when spend < 100000000000 then 10000000000
      when spend < 1000000000000 then 100000000000
      when spend < 10000000000000 then 1000000000000
      else 10000000000000
    end as decade
  from seen
  where purchases > 0
),
stepped as (
  select
    at_end,
    segment,
    purchases,
    spend,
    case when coarse = 2 then decade else greatest(decade // 10, 1) end as spend_step
  from sized
),
spends as (
  select
    at_end,
    segment,
    purchases,
    spend_step,
    spend // spend_step as spend_cell,
    (spend - (spend // spend_step) * spend_step) * 100 // spend_step as hundredths
  from stepped
)
select
  at_end,
  early,
  segment,
  purchases,
  recency_cell,
  age_cell,
  0 as spend_step,
  0 as spend_cell,
  count(*) as customers,
  sum(recency_offset) as recency_over,
  sum(age_offset) as age_over,
  sum(recency_offset * recency_offset) as recency_squares,
  sum(age_offset * age_offset) as age_squares,
  sum(recency_offset * age_offset) as products,
  sum(later) as later_sum,
  sum(later * later) as later_squares,
  0 as hundredths_over,
  0 as hundredths_squares
from patterns
group by at_end, early, segment, purchases, recency_cell, age_cell
union all
select
  at_end,
  0 as early,
  segment,
  purchases,
  0 as recency_cell,
  0 as age_cell,
  spend_step,
  spend_cell,
  count(*) as customers,
  0 as recency_over,
  0 as age_over,
  0 as recency_squares,
  0 as age_squares,
  0 as products,
  0 as later_sum,
  0 as later_squares,
  sum(hundredths) as hundredths_over,
  sum(hundredths * hundredths) as hundredths_squares
from spends
group by at_end, segment, purchases, spend_step, spend_cell
