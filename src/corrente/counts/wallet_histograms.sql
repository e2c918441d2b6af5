-- People by how often they bought a brand: all that a Dirichlet likelihood asks of brand choices. Period 0 is the whole of
-- it, 1 up to the cut, 2 after it. Code -1 is the category as a whole, 24 every brand that has no code.
-- Counts above 64 share a row, by their sums. With_own are those who bought $brand_code in the same period.
-- tables: category_purchases
-- parameters: from_day, cut_day, until_day, brand_code
-- lookups: brand_codes(brand, code)
-- keys: period, code, times
-- bound: 14430 (3 periods of 26 codes, of 185 cells each)
with bought as (
  select
    category_purchases.person_id,
    coalesce(brand_codes.code, 24) as code,
    count(*) as own,
    sum(case when category_purchases.purchased_day <= $cut_day then 1 else 0 end) as own_first
  from category_purchases
  left join brand_codes on category_purchases.brand = brand_codes.brand
  where category_purchases.purchased_day >= $from_day and category_purchases.purchased_day <= $until_day
  group by category_purchases.person_id, coalesce(brand_codes.code, 24)
),
people as (
  select
    person_id,
    sum(own) as own_all,
    sum(own_first) as own_first_all,
    sum(case when code = $brand_code then own else 0 end) as ours,
    sum(case when code = $brand_code then own_first else 0 end) as ours_first
  from bought
  group by person_id
),
both_kinds as (
  select
    bought.code, bought.own, bought.own_first, people.own_all, people.own_first_all, people.ours, people.ours_first
  from bought
  inner join people on bought.person_id = people.person_id
  union all
  select -1 as code, own_all as own, own_first_all as own_first, own_all, own_first_all, ours, ours_first
  from people
),
together as (
  select
    code, own, own_first, ours, ours_first, count(*) as people, sum(own_all) as all_times,
    sum(own_first_all) as all_first
  from both_kinds
  group by code, own, own_first, ours, ours_first
),
periods as (
  select 0 as period, code, own, people, all_times, case when ours > 0 then people else 0 end as joint
  from together
  union all
  select 1 as period, code, own_first as own, people, all_first as all_times, case when ours_first > 0 then people else 0 end as joint
  from together
  union all
  select
    2 as period, code, own - own_first as own, people, all_times - all_first as all_times,
    case when ours > ours_first then people else 0 end as joint
  from together
),
cells as (
  select
    period,
    code,
    case
      when own <= 64 then own
      when own < 1024 then own // 16 * 16
      when own < 16384 then own // 256 * 256
      else 16384
    end as times,
    own,
    people as heads,
    all_times,
    joint
  from periods
  where own > 0
)
select
  period,
  code,
  cast(times as bigint) as times,
  cast(sum(heads) as bigint) as people,
  cast(sum(own * heads) as bigint) as purchases,
  cast(sum(all_times) as bigint) as category_purchases,
  cast(sum(joint) as bigint) as with_own
from cells
group by period, code, times
