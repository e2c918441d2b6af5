-- Customers by what was known of them at the end of $cut_day, and how many of them bought in the $window_days days after it,
-- as far as $until_day.
-- Patterns: days since the last purchase in eighths of the window (10 levels), purchases (1, 2, 3-4, 5-8, 9 and more), windows
-- since the first (under a half, 1, 2, 4, more), contacts and uses in the window before the cut (none, few, more), segment.
-- Purchases are orders, or with $from_touchpoints = 1 the contacts of the kinds looked up.
-- $segment_column is the place of a column of customers in the case below (0 is none); segment 0 is everybody else.
-- tables: orders, touchpoints, usage, customers
-- parameters: cut_day, until_day, window_days, segment_column, from_touchpoints
-- lookups: segment_codes(segment_level, code), purchase_kinds(kind_level, code)
-- keys: recency, frequency, tenure, touches, uses, segment
-- bound: 15750 (10 by 5 by 5 by 3 by 3 by 7)
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
    ordered_day as day
  from orders
  where $from_touchpoints = 0 and revenue >= 0 and ordered_day <= least($cut_day + $window_days, $until_day)
  union all
  select
    person_id as customer_id,
    occurred_day as day
  from touchpoints
  inner join purchase_kinds on touchpoints.kind = purchase_kinds.kind_level
  where $from_touchpoints = 1 and occurred_day <= least($cut_day + $window_days, $until_day)
),
histories as (
  select
    customer_id,
    min(day) as first_day,
    max(case when day <= $cut_day then day end) as last_day,
    cast(sum(case when day <= $cut_day then 1 else 0 end) as bigint) as purchases,
    max(case when day > $cut_day then 1 else 0 end) as bought
  from days
  group by customer_id
),
touched as (
  select
    person_id,
    count(*) as contacts
  from touchpoints
  where occurred_day > $cut_day - $window_days and occurred_day <= $cut_day
  group by person_id
),
used as (
  select
    customer_id,
    count(*) as times
  from usage
  where used_day > $cut_day - $window_days and used_day <= $cut_day
  group by customer_id
),
people as (
  select
    histories.customer_id,
    bought,
    $cut_day - last_day as days_since_last,
    purchases,
    ($cut_day - last_day) * 8 // $window_days as eighths,
    ($cut_day - first_day) * 8 // $window_days as age_eighths,
    coalesce(contacts, 0) as contacts,
    coalesce(times, 0) as times,
    coalesce(levels.code, 0) as segment
  from histories
  left join levels on histories.customer_id = levels.customer_id
  left join touched on histories.customer_id = touched.person_id
  left join used on histories.customer_id = used.customer_id
  where first_day <= $cut_day
),
patterns_of as (
  select
    customer_id,
    bought,
    days_since_last,
    purchases,
    segment,
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
)
select
  recency,
  frequency,
  tenure,
  touches,
  uses,
  segment,
  count(*) as customers,
  sum(bought) as bought_sum
from patterns_of
group by recency, frequency, tenure, touches, uses, segment
