-- Customers by how they buy and who they are, as segment_cells explains; since $since_day with what they paid.
-- with: customer_column
-- takes: since_day
with levels as (
  select
    customer_id,
    coalesce(customer_column($use_1), '') as level_1,
    coalesce(customer_column($use_2), '') as level_2,
    coalesce(customer_column($use_3), '') as level_3
  from customers
),
people as (
  select
    orders.customer_id,
    count(*) as purchases,
    $until_day - max(orders.ordered_day) as silent,
    sum(orders.revenue) as paid,
    min(orders.ordered_day) as first_day,
    sum(case when orders.ordered_day > $since_day then orders.revenue else 0 end) // 10000 as paid_since,
    min((orders.ordered_day + 3000000) * 64 + coalesce(categories.code, 0)) % 64 as category
  from orders
  left join categories on orders.category = categories.category
  where orders.revenue >= 0 and orders.ordered_day <= $until_day
  group by orders.customer_id
)
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
  coalesce(levels.level_3, '') as level_3,
  people.first_day,
  people.paid_since
from people
left join levels on people.customer_id = levels.customer_id
