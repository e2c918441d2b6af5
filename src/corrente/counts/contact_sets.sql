-- People by which channels met them (a bit mask), by segment: in the early period (up to cut_day), in the late one, and in both.
-- Customers whom no channel met have the empty set; segment is -1 for people who are no customers, 0 for customers of no level
-- that is told apart. $segment_column is the place of a column of customers in the case below (0 is none).
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
      case $segment_column
        when 1 then size
        when 2 then acquired_channel
        when 3 then industry
        when 4 then country
        when 5 then region
        when 6 then attribute_01
        when 7 then attribute_02
        when 8 then attribute_03
        when 9 then attribute_04
        when 10 then attribute_05
        when 11 then attribute_06
        when 12 then attribute_07
        when 13 then attribute_08
        when 14 then attribute_09
        when 15 then attribute_10
        when 16 then attribute_11
        when 17 then attribute_12
        when 18 then attribute_13
        when 19 then attribute_14
        when 20 then attribute_15
        when 21 then attribute_16
        when 22 then attribute_17
        when 23 then attribute_18
        when 24 then attribute_19
        when 25 then attribute_20
        when 26 then attribute_21
        when 27 then attribute_22
        when 28 then attribute_23
        when 29 then attribute_24
      end as segment_level
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
