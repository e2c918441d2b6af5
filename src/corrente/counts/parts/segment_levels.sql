-- Customers whose segment has a code, with both: the segment is the column at $segment_column, coded by segment_codes.
-- with: customer_column
select customer_id, code, segment_level
from (
  select
    customer_id,
    customer_column($segment_column) as chosen_level
  from customers
) as chosen
inner join segment_codes on chosen.chosen_level = segment_codes.segment_level
