-- Every customer's segment with its chance, by the pattern that `segment_cells` counted.
-- tables: orders, customers
-- parameters: until_day, use_1, use_2, use_3
-- lookups: categories(category, code),
--   segment_patterns(frequency, silence, spend, category, level_1, level_2, level_3, segment, chance)
-- keys: customer_id
-- bound: none
with levels as (
  select
    customer_id,
    coalesce(case $use_1
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
    end, '') as level_1,
    coalesce(case $use_2
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
    end, '') as level_2,
    coalesce(case $use_3
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
    end, '') as level_3
  from customers
),
people as (
  select
    orders.customer_id,
    count(*) as purchases,
    $until_day - max(orders.ordered_day) as silent,
    sum(orders.revenue) as paid,
    min((orders.ordered_day + 3000000) * 64 + coalesce(categories.code, 0)) % 64 as category
  from orders
  left join categories on orders.category = categories.category
  where orders.revenue >= 0 and orders.ordered_day <= $until_day
  group by orders.customer_id
),
patterns_of as (
  select
    people.customer_id,
    case
      when purchases < 3 then purchases - 1
      when purchases < 5 then 2
      when purchases < 9 then 3
      else 4
    end as frequency,
    case
      when silent < 30 then 0
      when silent < 90 then 1
      when silent < 180 then 2
      when silent < 365 then 3
      else 4
    end as silence,
    case
      when paid < 10000 * purchases then 0
      when paid < 20000 * purchases then 1
      when paid < 30000 * purchases then 2
      when paid < 50000 * purchases then 3
      when paid < 70000 * purchases then 4
      when paid < 100000 * purchases then 5
      when paid < 200000 * purchases then 6
      when paid < 300000 * purchases then 7
      when paid < 500000 * purchases then 8
      when paid < 700000 * purchases then 9
      when paid < 1000000 * purchases then 10
      when paid < 2000000 * purchases then 11
      when paid < 3000000 * purchases then 12
      when paid < 5000000 * purchases then 13
      when paid < 7000000 * purchases then 14
      when paid < 10000000 * purchases then 15
      when paid < 20000000 * purchases then 16
      when paid < 30000000 * purchases then 17
      when paid < 50000000 * purchases then 18
      when paid < 70000000 * purchases then 19
      when paid < 100000000 * purchases then 20
      when paid < 200000000 * purchases then 21
      when paid < 300000000 * purchases then 22
      when paid < 500000000 * purchases then 23
      else 24
    end as spend,
    category,
    coalesce(levels.level_1, '') as level_1,
    coalesce(levels.level_2, '') as level_2,
    coalesce(levels.level_3, '') as level_3
  from people
  left join levels on people.customer_id = levels.customer_id
)
select
  patterns_of.customer_id,
  segment_patterns.segment,
  segment_patterns.chance
from patterns_of
inner join segment_patterns
  on patterns_of.frequency = segment_patterns.frequency
  and patterns_of.silence = segment_patterns.silence
  and patterns_of.spend = segment_patterns.spend
  and patterns_of.category = segment_patterns.category
  and patterns_of.level_1 = segment_patterns.level_1
  and patterns_of.level_2 = segment_patterns.level_2
  and patterns_of.level_3 = segment_patterns.level_3
