-- Customers by what was known of them at the end of $cut_day, and how many of them bought in the $window_days days after it,
-- as far as $until_day.
-- Patterns: days since the last purchase in eighths of the window (10 levels), purchases (1, 2, 3-4, 5-8, 9 and more), windows
-- since the first (under a half, 1, 2, 4, more), contacts and uses in the window before the cut (none, few, more), segment.
-- Purchases are orders, or with $from_touchpoints = 1 the contacts of the kinds looked up.
-- $segment_column is the place of a column of customers (0 is none); segment 0 is everybody else.
-- with: buyer_patterns
-- tables: orders, touchpoints, usage, customers
-- parameters: cut_day, until_day, window_days, segment_column, from_touchpoints
-- lookups: segment_codes(segment_level, code), purchase_kinds(kind_level, code)
-- keys: recency, frequency, tenure, touches, uses, segment
-- bound: 15750 (10 by 5 by 5 by 3 by 3 by 7)
select
  recency,
  frequency,
  tenure,
  touches,
  uses,
  segment,
  count(*) as customers,
  sum(bought) as bought_sum
from buyer_patterns($cut_day) as patterns_of
group by recency, frequency, tenure, touches, uses, segment
