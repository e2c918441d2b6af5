-- Every customer's segment with its chance, by the pattern that `segment_cells` or `segment_wide_cells` counted.
-- with: customer_signs
-- tables: orders, customers, usage, ratings
-- parameters: until_day, usage_day, use_1, use_2, use_3
-- lookups: categories(category, code), own_brands(brand),
--   segment_patterns(frequency, silence, spend, category, level_1, level_2, level_3, usage_level, rating_level, segment, chance)
-- keys: customer_id
-- bound: none
select
  signs.customer_id,
  segment_patterns.segment,
  segment_patterns.chance
from customer_signs($until_day) as signs
inner join segment_patterns
  on signs.frequency = segment_patterns.frequency
  and signs.silence = segment_patterns.silence
  and signs.spend = segment_patterns.spend
  and signs.category = segment_patterns.category
  and signs.level_1 = segment_patterns.level_1
  and signs.level_2 = segment_patterns.level_2
  and signs.level_3 = segment_patterns.level_3
  and signs.usage_level = segment_patterns.usage_level
  and signs.rating_level = segment_patterns.rating_level
