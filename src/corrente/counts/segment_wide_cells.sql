-- Customers as segment_cells counts them, and by how they use the product and rate us; both counts' rules are in customer_patterns.
-- usage_level: 0 not used in the four weeks up to $usage_day (0 leaves usage out), 1 used by one who first bought in them, 2 used in
-- one or two of the weeks, 3 used in three or four.
-- rating_level: 0 no rating of our brand, else the band of the customer's mean rating of it, each with its upper bound: -2, -1, 0, 1, 2,
-- 2.5, ... 5, 6, ... 10, 20, ... 90, more. A respondent is the customer whose id it is.
-- with: customer_signs
-- tables: orders, customers, usage, ratings
-- parameters: until_day, since_day, before_day, usage_day, use_1, use_2, use_3
-- lookups: categories(category, code), own_brands(brand)
-- keys: frequency, silence, spend, category, level_1, level_2, level_3, usage_level, rating_level
-- bound: 398000 (four levels of usage by the 92000 of segment_cells, and the customers who rated: at most 30000, else ratings are left out)
select
  cast(frequency as bigint) as frequency,
  silence,
  spend,
  cast(category as bigint) as category,
  level_1,
  level_2,
  level_3,
  cast(usage_level as bigint) as usage_level,
  cast(rating_level as bigint) as rating_level,
  count(*) as customers,
  count(case when first_day > $since_day then 1 end) as recent,
  count(case when first_day > $before_day and first_day <= $since_day then 1 end) as earlier,
  cast(sum(paid_since) as bigint) as spent,
  cast(sum(least(paid_since, 1000000) * least(paid_since, 1000000)) as bigint) as spent_squares
from customer_signs($since_day) as signs
group by frequency, silence, spend, category, level_1, level_2, level_3, usage_level, rating_level
