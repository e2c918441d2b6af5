-- Every customer with the chance to be still active, the purchases and the revenue to expect, by purchase pattern.
-- Value is a line in the customer's own mean spend per repeat purchase (Gamma-Gamma), so it is exact to the customer.
-- Segments as in purchase_histories.
-- with: segment_levels
-- tables: orders, customers
-- parameters: until_day, end_width, end_wide, segment_column
-- lookups: patterns(segment, purchases, recency_cell, age_cell, p_active, p_active_low,
--   p_active_high, expected_purchases, value_base, value_slope), segment_codes(segment_level, code)
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
  select
    customer_id,
    count(*) - 1 as repeats,
    max(ordered_day) - min(ordered_day) as recency,
    $until_day - min(ordered_day) as age,
    $until_day - max(ordered_day) as days_since_last,
    cast(sum(paid) as bigint) - (min(ordered_day * 100000000000000 + paid) - min(ordered_day) * 100000000000000) as repeat_paid,
    case when count(*) - 1 < 32 then $end_width else $end_wide end as step
  from days
  group by customer_id
),
people as (
  select
    histories.customer_id,
    coalesce(code, 0) as code,
    segment_level,
    repeats,
    days_since_last,
    recency // step as recency_place,
    age // step as age_place,
    repeat_paid // greatest(repeats, 1) as spend
  from histories
  left join levels on histories.customer_id = levels.customer_id
)
select
  people.customer_id,
  people.repeats + 1 as purchase_days,
  people.days_since_last,
  patterns.p_active,
  patterns.p_active_low,
  patterns.p_active_high,
  patterns.expected_purchases,
  patterns.value_base + patterns.value_slope * people.spend as lifetime_value,
  people.segment_level as customer_segment
from people
inner join patterns
  on people.code = patterns.segment
  and people.repeats = patterns.purchases
  and people.recency_place = patterns.recency_cell
  and people.age_place = patterns.age_cell
