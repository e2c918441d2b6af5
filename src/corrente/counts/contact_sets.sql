-- People by which channels met them (a bit mask), by segment: in the early period (up to cut_day), in the late one, and in both.
-- Customers whom no channel met have the empty set; segment is -1 for people who are no customers, 0 for customers of no level
-- that is told apart. $segment_column is the place of a column of customers (0 is none).
-- with: customer_column
-- tables: touchpoints, customers
-- parameters: from_day, cut_day, until_day, segment_column
-- lookups: channel_masks(channel, mask), segment_codes(segment_level, code)
-- keys: segment, period, channels_met
-- bound: 319488 (thirteen segments and the others, 8192 sets: twelve channels with a bit of their own and the rest; period
--   0 early, 1 late, 2 both)
with levels as (
  select customer_id, code
  from (
    select
      customer_id,
      customer_column($segment_column) as segment_level
    from customers
  ) as divided
  left join segment_codes on divided.segment_level = segment_codes.segment_level
  where customer_id is not null
),
seen as (
  select
    touchpoints.person_id,
    -1 as segment_of,
    case when touchpoints.occurred_day <= $cut_day then coalesce(channel_masks.mask, 4096) else 0 end as early,
    case when touchpoints.occurred_day <= $cut_day then 0 else coalesce(channel_masks.mask, 4096) end as late
  from touchpoints
  left join channel_masks on touchpoints.channel = channel_masks.channel
  where touchpoints.person_id is not null and touchpoints.occurred_day between $from_day and $until_day
  union all
  select customer_id, coalesce(code, 0), 0, 0
  from levels
),
people as (
  select
    person_id,
    max(segment_of) as segment,
    bit_or(early) as met_early,
    bit_or(late) as met_late,
    bit_or(case when early > 0 then early else late end) as met
  from seen
  group by person_id
),
periods as (
  select 0 as period
  union all
  select 1 as period
  union all
  select 2 as period
),
sets as (
  select
    people.segment,
    periods.period,
    case periods.period when 0 then people.met_early when 1 then people.met_late else people.met end as channels_met
  from people
  cross join periods
)
select segment, period, channels_met, count(*) as people
from sets
group by segment, period, channels_met
