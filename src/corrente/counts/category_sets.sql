-- Customers by the set of categories that they had bought at a cut, and how many then bought each category.
-- owned is a sum of the categories' bits; only categories of the lookup count.
-- tables: orders
-- parameters: cut_day, until_day
-- lookups: categories(category, code, bit)
-- keys: owned
-- bound: 4096 (sets of 12 categories)
with people as (
  select
    orders.customer_id,
    bit_or(case when orders.ordered_day <= $cut_day then categories.bit else 0 end) as owned,
    max(case when categories.code = 1 and orders.ordered_day > $cut_day then 1 else 0 end) as then_01,
    max(case when categories.code = 2 and orders.ordered_day > $cut_day then 1 else 0 end) as then_02,
    max(case when categories.code = 3 and orders.ordered_day > $cut_day then 1 else 0 end) as then_03,
    max(case when categories.code = 4 and orders.ordered_day > $cut_day then 1 else 0 end) as then_04,
    max(case when categories.code = 5 and orders.ordered_day > $cut_day then 1 else 0 end) as then_05,
    max(case when categories.code = 6 and orders.ordered_day > $cut_day then 1 else 0 end) as then_06,
    max(case when categories.code = 7 and orders.ordered_day > $cut_day then 1 else 0 end) as then_07,
    max(case when categories.code = 8 and orders.ordered_day > $cut_day then 1 else 0 end) as then_08,
    max(case when categories.code = 9 and orders.ordered_day > $cut_day then 1 else 0 end) as then_09,
    max(case when categories.code = 10 and orders.ordered_day > $cut_day then 1 else 0 end) as then_10,
    max(case when categories.code = 11 and orders.ordered_day > $cut_day then 1 else 0 end) as then_11,
    max(case when categories.code = 12 and orders.ordered_day > $cut_day then 1 else 0 end) as then_12
  from orders
  inner join categories on orders.category = categories.category
  where orders.revenue >= 0 and orders.ordered_day <= $until_day
  group by orders.customer_id
)
select
  cast(owned as bigint) as owned,
  count(*) as people,
  sum(then_01) as next_01,
  sum(then_02) as next_02,
  sum(then_03) as next_03,
  sum(then_04) as next_04,
  sum(then_05) as next_05,
  sum(then_06) as next_06,
  sum(then_07) as next_07,
  sum(then_08) as next_08,
  sum(then_09) as next_09,
  sum(then_10) as next_10,
  sum(then_11) as next_11,
  sum(then_12) as next_12
from people
where owned > 0
group by owned
