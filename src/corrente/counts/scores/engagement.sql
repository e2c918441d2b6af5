-- Everybody who was contacted or is a customer: the best message and channel for the person's segment after so many contacts as there
-- were in the $window_seconds up to $until_second, with the chance of an answer; and the arm that the randomised action speaks for
-- among people of the same columns, with its uplift.
-- with: segment_levels, customer_column
-- tables: touchpoints, customers
-- parameters: until_day, until_second, window_seconds, from_kinds, segment_column, use_1, use_2, use_3, use_4, use_5, use_6
-- lookups: segment_codes(segment_level, code), contact_kinds(kind_level, code),
--   replies(segment, recent, best_channel, best_message, chance, chance_low, chance_high),
--   moved(level_1, level_2, level_3, level_4, level_5, level_6, send, uplift, uplift_low, uplift_high)
-- keys: person_id
-- bound: none
with levels as segment_levels(),
known as (
  select
    customer_id,
    coalesce(customer_column($use_1), '') as level_1,
    coalesce(customer_column($use_2), '') as level_2,
    coalesce(customer_column($use_3), '') as level_3,
    coalesce(customer_column($use_4), '') as level_4,
    coalesce(customer_column($use_5), '') as level_5,
    coalesce(customer_column($use_6), '') as level_6
  from customers
),
seen as (
  select customer_id as person_id, 0 as contacted
  from customers
  union all
  select
    touchpoints.person_id,
    case
      when touchpoints.occurred_second > $until_second - $window_seconds and ($from_kinds = 0 or contact_kinds.code = 1) then 1
      else 0
    end as contacted
  from touchpoints
  left join contact_kinds on touchpoints.kind = contact_kinds.kind_level
  where touchpoints.person_id is not null and touchpoints.occurred_day <= $until_day
),
people as (
  select person_id, cast(sum(contacted) as bigint) as contacts
  from seen
  group by person_id
),
placed as (
  select people.person_id, people.contacts, least(people.contacts, 6) as recent, coalesce(levels.code, 0) as segment
  from people
  left join levels on people.person_id = levels.customer_id
)
select
  placed.person_id,
  placed.contacts as recent_contacts,
  replies.best_channel,
  replies.best_message,
  replies.chance,
  replies.chance_low,
  replies.chance_high,
  moved.send,
  moved.uplift,
  moved.uplift_low,
  moved.uplift_high
from placed
left join known on placed.person_id = known.customer_id
left join replies on placed.segment = replies.segment and placed.recent = replies.recent
left join moved
  on known.level_1 = moved.level_1
  and known.level_2 = moved.level_2
  and known.level_3 = moved.level_3
  and known.level_4 = moved.level_4
  and known.level_5 = moved.level_5
  and known.level_6 = moved.level_6
