-- Customers by how they buy and who they are: purchases (1, 2, 3-4, 5-8, 9 and more), days since the last (30, 90, 180, 365),
-- mean spend per purchase (bands bounded by 1, 2, 3, 5, 7, 10, ... 50000 of the currency), the category begun with (0 is any
-- other) and up to three columns of customers ($use_... is the column's place, 0 is none).
-- Recent and earlier are customers new since $since_day, and new in as long a time before it ($before_day).
-- Spent is since then, in whole units of the currency, up to a million per customer in the squares.
-- with: customer_patterns
-- tables: orders, customers
-- parameters: until_day, since_day, before_day, use_1, use_2, use_3
-- lookups: categories(category, code)
-- keys: frequency, silence, spend, category, level_1, level_2, level_3
-- bound: 92000 (5 by 5 by 25 by 7, by at most 21 combinations of the columns of customers)
select
  cast(frequency as bigint) as frequency,
  silence,
  spend,
  cast(category as bigint) as category,
  level_1,
  level_2,
  level_3,
  count(*) as customers,
  sum(case when first_day > $since_day then 1 else 0 end) as recent,
  sum(case when first_day > $before_day and first_day <= $since_day then 1 else 0 end) as earlier,
  cast(sum(paid_since) as bigint) as spent,
  cast(sum(least(paid_since, 1000000) * least(paid_since, 1000000)) as bigint) as spent_squares
from customer_patterns($since_day) as patterns_of
group by frequency, silence, spend, category, level_1, level_2, level_3
