-- Every customer with the chance to be still active, the purchases and the revenue to expect, by purchase pattern.
-- Value is a line in the customer's own mean spend per repeat purchase (Gamma-Gamma), so it is exact to the customer.
-- Segments as in purchase_histories.
-- tables: orders, customers
-- parameters: until_day, end_width, end_wide, segment_column
-- lookups: patterns(segment, purchases, recency_cell, age_cell, p_active, p_active_low,
--   p_active_high, expected_purchases, value_base, value_slope), segment_codes(segment_level, code)
with levels as (
  select customer_id, code, segment_level
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
