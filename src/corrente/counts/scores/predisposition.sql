-- Every customer with the chance to buy in the $window_days days after $until_day, by the pattern that `buying_patterns` counted;
-- what speaks most for it and most against it, in words; and of the customer's account, where there is such a column, how
-- many of its customers are expected to buy. Whole millionths are added, so that the sum is the same everywhere.
-- with: customer_column, buyer_patterns
-- tables: orders, touchpoints, usage, customers
-- parameters: until_day, window_days, segment_column, from_touchpoints, account_column
-- lookups: segment_codes(segment_level, code), purchase_kinds(kind_level, code), patterns(recency, frequency, tenure,
--   touches, uses, segment, chance, low, high, millionths, speaks_for, speaks_against)
with accounts as (
  select
    customer_id,
    customer_column($account_column) as account_name
  from customers
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
  accounts.account_name as account,
  case
    when accounts.account_name is not null
      then cast(sum(patterns.millionths) over (partition by accounts.account_name) as double) * 0.000001
  end as account_buyers
from buyer_patterns($until_day) as patterns_of
left join accounts on patterns_of.customer_id = accounts.customer_id
inner join patterns
  on patterns_of.recency = patterns.recency
  and patterns_of.frequency = patterns.frequency
  and patterns_of.tenure = patterns.tenure
  and patterns_of.touches = patterns.touches
  and patterns_of.uses = patterns.uses
  and patterns_of.segment = patterns.segment
