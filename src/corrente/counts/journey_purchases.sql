-- Journeys that end in a purchase, with $from_leads 1 in a lead's conversion, by the buyer's segment: how many contacts they took
-- (30 stands for 30 and more) and how long from the first to the purchase: whole hours for two days (0 to 47), then 48 for the
-- third day and so on. Journeys are the paths of path_transitions that began by known_second.
-- Segment is -1 for people who are no customers, 0 for customers of no level that is told apart.
-- with: journey_ends, segment_levels, wait_bin
-- tables: touchpoints, orders, leads, customers
-- parameters: until_day, from_leads, window_seconds, known_second, segment_column
-- lookups: segment_codes(segment_level, code)
-- keys: segment, contacts, lasted
-- bound: 33000 (14 segments, 30 numbers, 77 durations)
with conversions as journey_ends(),
levels as segment_levels(),
buyers as (
  select person_id, min(converted_second) - $window_seconds as opened, max(converted_second) as closed
  from conversions
  group by person_id
),
near as (
  select touchpoints.person_id, touchpoints.occurred_second
  from touchpoints
  inner join buyers on touchpoints.person_id = buyers.person_id
  where
    touchpoints.occurred_day <= $until_day
    and touchpoints.occurred_second >= buyers.opened
    and touchpoints.occurred_second <= buyers.closed
),
spans as (
  select person_id, min(occurred_second) as opened, max(occurred_second) + $window_seconds as closed
  from near
  group by person_id
),
events as (
  -- odd: a conversion, which comes after the touches of its second
  select person_id, occurred_second * 2 as packed
  from near
  union all
  select conversions.person_id, conversions.converted_second * 2 + 1 as packed
  from conversions
  inner join spans on conversions.person_id = spans.person_id
  where conversions.converted_second >= spans.opened and conversions.converted_second <= spans.closed
),
followed as (
  select
    person_id,
    packed,
    min(case when packed % 2 = 1 then packed end) over (
      partition by person_id order by packed desc rows between unbounded preceding and current row
    ) as conversion
  from events
),
journeys as (
  select person_id, conversion, count(*) as touches, min(packed) // 2 as began
  from followed
  where packed % 2 = 0 and (conversion - packed) // 2 <= $window_seconds
  group by person_id, conversion
),
timed as (
  select person_id, touches, conversion // 2 - began as elapsed
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
