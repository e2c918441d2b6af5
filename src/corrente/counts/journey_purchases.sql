-- Journeys that end in a purchase, with $from_leads 1 in a lead's conversion, by the buyer's segment: how many contacts they took
-- (30 stands for 30 and more) and how long from the first to the purchase: whole hours for two days (0 to 47), then 48 for the
-- third day and so on. Journeys are the paths of journey_steps that began by known_second.
-- Segment is -1 for people who are no customers, 0 for customers of no level that is told apart.
-- with: paths, segment_levels, wait_bin
-- tables: touchpoints, orders, leads, customers
-- parameters: until_day, from_leads, window_seconds, known_second, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: segment, contacts, lasted
-- bound: 33000 (14 segments, 30 numbers, 77 durations)
with converting as paths(),
levels as segment_levels(),
journeys as (
  select
    converting.person_id,
    converting.converted_second,
    count(*) as touches,
    min(touchpoints.occurred_second) as began
  from touchpoints
  inner join converting on touchpoints.person_id = converting.person_id
  where
    touchpoints.occurred_day <= $until_day
    and touchpoints.occurred_second > converting.opened
    and touchpoints.occurred_second <= converting.converted_second
  group by converting.person_id, converting.converted_second
),
timed as (
  select person_id, touches, converted_second - began as elapsed
  from journeys
  where began <= $known_second
),
binned as (
  select
    case when customers.customer_id is null then -1 else coalesce(levels.code, 0) end as segment,
    least(timed.touches, 30) as contacts,
    wait_bin(elapsed) as lasted,
    timed.touches
  from timed
  left join customers on timed.person_id = customers.customer_id
  left join levels on timed.person_id = levels.customer_id
)
select segment, contacts, lasted, count(*) as journeys, cast(sum(touches) as bigint) as touches_in_all
from binned
group by segment, contacts, lasted
