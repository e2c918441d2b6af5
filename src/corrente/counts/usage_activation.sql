-- Customers by what they used in their first 14 days, on how many of these days, by segment, and how many of them were still
-- active: used anything from day 60 to day 89 after their first. Counted are those who began from since_day on and whose
-- 90 days are over; later is 1 for those who began after cut_day.
-- early_features is a bit mask; early_level is made of the mask of early days by the lookup. $segment_column is the place of a
-- column of customers (0 is none); segment 0 is everybody else.
-- with: segment_levels
-- tables: usage, customers
-- parameters: since_day, cut_day, until_day, segment_column
-- lookups: features(feature, mask), early_days(age, mask), activity(days, early_level), segment_codes(segment_level, code)
-- keys: later, early_features, early_level, segment
-- bound: 26624 (twice 256 sets of features, 4 levels, 13 segments)
with starts as (
  select customer_id, min(used_day) as first_day
  from usage
  where used_day <= $until_day
  group by customer_id
),
settled as (
  select customer_id, first_day
  from starts
  where first_day >= $since_day and first_day + 89 <= $until_day
),
people as (
  select
    settled.customer_id,
    settled.first_day,
    bit_or(case when usage.used_day < settled.first_day + 14 then coalesce(features.mask, 0) else 0 end) as early_features,
    bit_or(coalesce(early_days.mask, 0)) as days,
    max(case when usage.used_day >= settled.first_day + 60 then 1 else 0 end) as active
  from usage
  inner join settled on usage.customer_id = settled.customer_id
  left join features on usage.feature = features.feature
  left join early_days on usage.used_day - settled.first_day = early_days.age
  where usage.used_day <= settled.first_day + 89
  group by settled.customer_id, settled.first_day
),
levels as segment_levels()
select
  case when people.first_day > $cut_day then 1 else 0 end as later,
  people.early_features,
  activity.early_level,
  coalesce(levels.code, 0) as segment,
  count(*) as customers,
  sum(people.active) as stayed
from people
inner join activity on people.days = activity.days
left join levels on people.customer_id = levels.customer_id
group by
  case when people.first_day > $cut_day then 1 else 0 end,
  people.early_features,
  activity.early_level,
  coalesce(levels.code, 0)
