-- Customers of each segment by repeat purchases (days) and mean spend per repeat purchase, in ten-thousandths, as
-- Gamma-Gamma needs it; at the cut (at_end 0, everybody in segment 0) and at the end (at_end 1), in one pass.
-- A spend is cut to steps of one ($..._coarse 0), a tenth of its decade (1) or its decade (2; also from 32 purchases on);
-- offsets say where in the step it lies, in hundredths. Segments as in purchase_patterns.
-- tables: orders, customers
-- parameters: cut_day, until_day, cut_coarse, end_coarse, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: at_end, segment, purchases, spend_step, spend_cell
-- bound: 300000 (40000 customers one by one, twice; else, each time, in six decades of spend, 540 steps for each of 31 purchases and 54 for
--   each of 2000 numbers above, or 54 in each of 13 segments for each of 200 numbers)
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
    count(*) - 1 as bought,
    sum(case when ordered_day <= $cut_day then 1 else 0 end) - 1 as bought_by_cut,
    cast(sum(paid) as bigint) as paid_in_all,
    cast(sum(case when ordered_day <= $cut_day then paid else 0 end) as bigint) as paid_by_cut,
    min(ordered_day * 100000000000000 + paid) - min(ordered_day) * 100000000000000 as paid_first
  from days
  group by customer_id
),
seen as (
  select 1 as at_end, customer_id, bought as purchases, (paid_in_all - paid_first) // greatest(bought, 1) as spend
  from histories
  union all
  select 0 as at_end, customer_id, bought_by_cut as purchases, (paid_by_cut - paid_first) // greatest(bought_by_cut, 1) as spend
  from histories
  where bought_by_cut >= 0
),
people as (
  select
    at_end,
    case when at_end = 1 then coalesce(code, 0) else 0 end as segment,
    case when at_end = 1 then $end_coarse else $cut_coarse end as coarse,
    purchases,
    spend
  from seen
  left join levels on seen.customer_id = levels.customer_id
),
sized as (
  select
    at_end,
    segment,
    coarse,
    purchases,
    spend,
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
  from people
),
stepped as (
  select
    at_end,
    segment,
    coarse,
    purchases,
    spend,
    case when coarse = 2 or purchases >= 32 then decade else greatest(decade // 10, 1) end as spend_step
  from sized
),
placed as (
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
  segment,
  purchases,
  spend_step,
  spend_cell,
  count(*) as customers,
  sum(hundredths) as hundredths_over,
  sum(hundredths * hundredths) as hundredths_squares
from placed
group by at_end, segment, purchases, spend_step, spend_cell
