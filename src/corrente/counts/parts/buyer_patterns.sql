-- Buyers by what was known of them at the end of $known_day, as buying_patterns explains, and whether they bought after it.
-- with: segment_levels
-- takes: known_day
with levels as segment_levels(),
days as (
  select
    customer_id,
    ordered_day as day
  from orders
  where $from_touchpoints = 0 and revenue >= 0 and ordered_day <= least($known_day + $window_days, $until_day)
  union all
  select
    person_id as customer_id,
    occurred_day as day
  from touchpoints
  inner join purchase_kinds on touchpoints.kind = purchase_kinds.kind_level
  where $from_touchpoints = 1 and occurred_day <= least($known_day + $window_days, $until_day)
),
histories as (
  select
    customer_id,
    min(day) as first_day,
    max(case when day <= $known_day then day end) as last_day,
    cast(sum(case when day <= $known_day then 1 else 0 end) as bigint) as purchases,
    max(case when day > $known_day then 1 else 0 end) as bought
  from days
  group by customer_id
),
touched as (
  select
    person_id,
    count(*) as contacts
  from touchpoints
  where occurred_day > $known_day - $window_days and occurred_day <= $known_day
  group by person_id
),
used as (
  select
    customer_id,
    count(*) as times
  from usage
  where used_day > $known_day - $window_days and used_day <= $known_day
  group by customer_id
),
people as (
  select
    histories.customer_id,
    bought,
    $known_day - last_day as days_since_last,
    purchases,
    ($known_day - last_day) * 8 // $window_days as eighths,
    ($known_day - first_day) * 8 // $window_days as age_eighths,
    coalesce(contacts, 0) as contacts,
    coalesce(times, 0) as times,
    coalesce(levels.code, 0) as segment,
    levels.segment_level
  from histories
  left join levels on histories.customer_id = levels.customer_id
  left join touched on histories.customer_id = touched.person_id
  left join used on histories.customer_id = used.customer_id
  where first_day <= $known_day
)
select
  customer_id,
  bought,
  days_since_last,
  purchases,
  segment,
  segment_level,
  case
    when eighths < 1 then 0
    when eighths < 2 then 1
    when eighths < 4 then 2
    when eighths < 8 then 3
    when eighths < 12 then 4
    when eighths < 16 then 5
    when eighths < 24 then 6
    when eighths < 32 then 7
    when eighths < 40 then 8
    else 9
  end as recency,
  case
    when purchases < 3 then purchases - 1
    when purchases < 5 then 2
    when purchases < 9 then 3
    else 4
  end as frequency,
  case
    when age_eighths < 4 then 0
    when age_eighths < 8 then 1
    when age_eighths < 16 then 2
    when age_eighths < 32 then 3
    else 4
  end as tenure,
  case when contacts < 1 then 0 when contacts < 3 then 1 else 2 end as touches,
  case when times < 1 then 0 when times < 4 then 1 else 2 end as uses
from people
