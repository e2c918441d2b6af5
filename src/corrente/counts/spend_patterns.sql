-- Customers by repeat purchases (days) and mean spend per repeat purchase, in ten-thousandths, as Gamma-Gamma needs it.
-- A spend is cut to steps of one ($coarse 0), a tenth of its decade (1) or its decade (2; also from 32 purchases on);
-- offsets say where in the step it lies, in hundredths.
-- tables: orders
-- parameters: until_day, coarse
-- lookups: none
-- keys: purchases, spend_step, spend_cell
-- bound: 160000 (40000 customers one by one, or 90 steps in each of few decades for 31 purchases, 9 for the rest)
with days as (
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
    count(*) - 1 as purchases,
    cast(sum(paid) as bigint) - (min(ordered_day * 100000000000000 + paid) - min(ordered_day) * 100000000000000) as repeat_paid
  from days
  group by customer_id
),
people as (
  select purchases, repeat_paid // greatest(purchases, 1) as spend
  from histories
),
sized as (
  select
    purchases,
    spend,
    case
      when $coarse = 0 or spend < 100 then 1
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
    purchases,
    spend,
    case when $coarse = 2 or purchases >= 32 then decade else greatest(decade // 10, 1) end as spend_step
  from sized
),
placed as (
  select
    purchases,
    spend_step,
    spend // spend_step as spend_cell,
    (spend - (spend // spend_step) * spend_step) * 100 // spend_step as hundredths
  from stepped
)
select
  purchases,
  spend_step,
  spend_cell,
  count(*) as customers,
  sum(hundredths) as hundredths_over,
  sum(hundredths * hundredths) as hundredths_squares
from placed
group by purchases, spend_step, spend_cell
