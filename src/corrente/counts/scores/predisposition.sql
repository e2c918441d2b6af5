-- Every customer with the chance to buy in the $window_days days after $until_day, by the pattern that `buying_patterns` counted;
-- what speaks most for it and most against it, in words; and of the customer's account, where there is such a column, how
-- many of its customers are expected to buy. Whole millionths are added, so that the sum is the same everywhere.
-- tables: orders, touchpoints, usage, customers
-- parameters: until_day, window_days, segment_column, from_touchpoints, account_column
-- lookups: segment_codes(segment_level, code), purchase_kinds(kind_level, code), patterns(recency, frequency, tenure,
--   touches, uses, segment, chance, low, high, millionths, speaks_for, speaks_against)
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
accounts as (
  select
    customer_id,
    case $account_column
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
    end as account_name
  from customers
),
days as (
  select
    customer_id,
    ordered_day as day
  from orders
  where $from_touchpoints = 0 and revenue >= 0 and ordered_day <= $until_day
  union all
  select
    person_id as customer_id,
    occurred_day as day
  from touchpoints
  inner join purchase_kinds on touchpoints.kind = purchase_kinds.kind_level
  where $from_touchpoints = 1 and occurred_day <= $until_day
),
histories as (
  select
    customer_id,
    min(day) as first_day,
    max(day) as last_day,
    count(*) as purchases
  from days
  group by customer_id
),
touched as (
  select
    person_id,
    count(*) as contacts
  from touchpoints
  where occurred_day > $until_day - $window_days and occurred_day <= $until_day
  group by person_id
),
used as (
  select
    customer_id,
    count(*) as times
  from usage
  where used_day > $until_day - $window_days and used_day <= $until_day
  group by customer_id
),
people as (
  select
    histories.customer_id,
    $until_day - last_day as days_since_last,
    purchases,
    ($until_day - last_day) * 8 // $window_days as eighths,
    ($until_day - first_day) * 8 // $window_days as age_eighths,
    coalesce(contacts, 0) as contacts,
    coalesce(times, 0) as times,
    coalesce(levels.code, 0) as segment,
    levels.segment_level,
    accounts.account_name
  from histories
  left join levels on histories.customer_id = levels.customer_id
  left join touched on histories.customer_id = touched.person_id
  left join used on histories.customer_id = used.customer_id
  left join accounts on histories.customer_id = accounts.customer_id
),
patterns_of as (
  select
    customer_id,
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
    case when times < 1 then 0 when times < 4 then 1 else 2 end as uses,
    segment_level,
    account_name
  from people
)
select
  patterns_of.customer_id,
  patterns_of.purchases,
  patterns_of.days_since_last,
  patterns.chance,
  patterns.low,
  patterns.high,
  patterns.speaks_for,
  patterns.speaks_against,
  patterns_of.segment_level as customer_segment,
  patterns_of.account_name as account,
  case
    when patterns_of.account_name is not null
      then cast(sum(patterns.millionths) over (partition by patterns_of.account_name) as double) * 0.000001
  end as account_buyers
from patterns_of
inner join patterns
  on patterns_of.recency = patterns.recency
  and patterns_of.frequency = patterns.frequency
  and patterns_of.tenure = patterns.tenure
  and patterns_of.touches = patterns.touches
  and patterns_of.uses = patterns.uses
  and patterns_of.segment = patterns.segment
