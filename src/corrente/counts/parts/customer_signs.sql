-- Customers' patterns as in customer_patterns, and how they use the product and rate us, as segment_wide_cells explains.
-- with: customer_patterns
-- takes: since_day
with patterns as customer_patterns($since_day),
uses as (
  select
    customer_id,
    max(case when used_day > $usage_day - 7 then 1 else 0 end)
    + max(case when used_day > $usage_day - 14 and used_day <= $usage_day - 7 then 1 else 0 end)
    + max(case when used_day > $usage_day - 21 and used_day <= $usage_day - 14 then 1 else 0 end)
    + max(case when used_day <= $usage_day - 21 then 1 else 0 end) as weeks
  from usage
  where used_day > $usage_day - 28 and used_day <= $usage_day
  group by customer_id
),
opinions as (
  select
    ratings.respondent_id,
    cast(sum(ratings.rating) as bigint) as points,
    count(*) as answers
  from ratings
  inner join own_brands on ratings.brand = own_brands.brand
  group by ratings.respondent_id
)
select
  patterns.customer_id,
  patterns.frequency,
  patterns.silence,
  patterns.spend,
  patterns.category,
  patterns.level_1,
  patterns.level_2,
  patterns.level_3,
  patterns.first_day,
  patterns.paid_since,
  case
    when uses.weeks is null then 0
    when patterns.first_day > $usage_day - 28 then 1
    when uses.weeks < 3 then 2
    else 3
  end as usage_level,
  case
    when opinions.answers is null then 0
    when points <= -20000 * answers then 1
    when points <= -10000 * answers then 2
    when points <= 0 then 3
    when points <= 10000 * answers then 4
    when points <= 20000 * answers then 5
    when points <= 25000 * answers then 6
    when points <= 30000 * answers then 7
    when points <= 35000 * answers then 8
    when points <= 40000 * answers then 9
    when points <= 45000 * answers then 10
    when points <= 50000 * answers then 11
    when points <= 60000 * answers then 12
    when points <= 70000 * answers then 13
    when points <= 80000 * answers then 14
    when points <= 90000 * answers then 15
    when points <= 100000 * answers then 16
    when points <= 200000 * answers then 17
    when points <= 300000 * answers then 18
    when points <= 400000 * answers then 19
    when points <= 500000 * answers then 20
    when points <= 600000 * answers then 21
    when points <= 700000 * answers then 22
    when points <= 800000 * answers then 23
    when points <= 900000 * answers then 24
    else 25
  end as rating_level
from patterns
left join uses on patterns.customer_id = uses.customer_id
left join opinions on cast(patterns.customer_id as varchar) = opinions.respondent_id
