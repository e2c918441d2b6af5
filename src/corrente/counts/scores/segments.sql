-- Every customer's segment with its chance, by the pattern that `segment_cells` counted.
-- with: customer_patterns
-- tables: orders, customers
-- parameters: until_day, use_1, use_2, use_3
-- lookups: categories(category, code),
--   segment_patterns(frequency, silence, spend, category, level_1, level_2, level_3, segment, chance)
-- keys: customer_id
-- bound: none
select
  patterns_of.customer_id,
  segment_patterns.segment,
  segment_patterns.chance
from customer_patterns($until_day) as patterns_of
inner join segment_patterns
  on patterns_of.frequency = segment_patterns.frequency
  and patterns_of.silence = segment_patterns.silence
  and patterns_of.spend = segment_patterns.spend
  and patterns_of.category = segment_patterns.category
  and patterns_of.level_1 = segment_patterns.level_1
  and patterns_of.level_2 = segment_patterns.level_2
  and patterns_of.level_3 = segment_patterns.level_3
