-- What each channel is credited with by rule, per set of channels met, over the paths that end in a conversion: a purchase,
-- with $from_leads 1 a lead that converts.
-- Paths and ties as in journey_steps. Several conversions of a person in one second count as one, with the sum of their value.
-- settled: the path began by known_second; channels_met: a bit mask; channel: its code.
-- Before the sort all is dropped that cannot be in a path: touches too early or too late for any of the person's conversions,
-- then conversions too early or too late for any of the touches.
-- linear, u_shaped, w_shaped and time_decay are in micro-credits: `unit` is one conversion.
-- with: journey_ends
-- tables: touchpoints, orders, leads
-- parameters: until_day, from_leads, window_seconds, known_second, unit
-- lookups: channels(channel, code), bits(code, mask), decay(age, weight)
-- keys: settled, channels_met, channel
-- bound: 253952 (twice 31 channels, each in half of the 8192 sets: twelve channels have a bit of their own, the rest one)
with conversions as journey_ends(),
buyers as (
  select person_id, min(converted_second) - $window_seconds as opened, max(converted_second) as closed
  from conversions
  group by person_id
),
near as (
  select touchpoints.person_id, touchpoints.occurred_second, coalesce(channels.code, 30) as code
  from touchpoints
  inner join buyers on touchpoints.person_id = buyers.person_id
  left join channels on touchpoints.channel = channels.channel
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
  select person_id, occurred_second * 64 + code as packed, 0 as revenue
  from near
  union all
  select conversions.person_id, conversions.converted_second * 64 + 63 as packed, conversions.revenue
  from conversions
  inner join spans on conversions.person_id = spans.person_id
  where conversions.converted_second >= spans.opened and conversions.converted_second <= spans.closed
),
neighbours as (
  select
    person_id,
    packed,
    revenue,
    row_number() over (partition by person_id order by packed desc) as place,
    lead(packed) over (partition by person_id order by packed desc) as preceding,
    min(case when packed % 64 = 63 then packed end) over (
      partition by person_id order by packed desc rows between unbounded preceding and current row
    ) as conversion
  from events
),
members as (
  select
    neighbours.person_id,
    neighbours.conversion,
    neighbours.packed,
    neighbours.revenue,
    neighbours.place,
    bits.mask,
    case when neighbours.packed = neighbours.conversion then 0 else decay.weight end as weight
  from neighbours
  inner join bits on neighbours.packed % 64 = bits.code
  inner join decay on (neighbours.conversion - neighbours.packed) // 5529600 = decay.age
  where
    (neighbours.conversion - neighbours.packed) // 64 <= $window_seconds
    and (
      neighbours.packed % 64 <> 63
      or neighbours.preceding = neighbours.packed
      or (
        neighbours.preceding % 64 <> 63
        and (neighbours.packed - neighbours.preceding) // 64 <= $window_seconds
      )
    )
),
paths as (
  select
    person_id,
    conversion,
    max(place) as opening,
    min(case when packed < conversion then place end) as closing,
    min(packed) // 64 as began,
    bit_or(mask) as channels_met,
    cast(sum(weight) as bigint) as weights,
    cast(sum(revenue) as bigint) as path_value
  from members
  group by person_id, conversion
),
touches as (
  select
    case when paths.began <= $known_second then 1 else 0 end as settled,
    paths.channels_met,
    members.packed % 64 as channel,
    paths.opening - paths.closing + 1 as length,
    case
      when members.place = paths.opening then 1
      when members.place = paths.closing then 2
      when members.place = paths.closing + (paths.opening - paths.closing + 1) // 2 then 3
      else 0
    end as standing,
    paths.path_value,
    members.weight * $unit // paths.weights as decayed
  from members
  inner join paths on members.person_id = paths.person_id and members.conversion = paths.conversion
  where members.packed < members.conversion
),
shapes as (
  -- the rules ask for a path's length and a touch's place in it only; standing: 1 first, 2 last, 3 in the middle
  select
    settled,
    channels_met,
    channel,
    length,
    standing,
    count(*) as n,
    sum(path_value) as value_in_all,
    sum(decayed) as decayed_in_all
  from touches
  group by settled, channels_met, channel, length, standing
)
select
  settled,
  channels_met,
  channel,
  sum(n) as touches,
  sum(case when standing = 1 then n else 0 end) as first_touches,
  sum(case when standing = 2 or length = 1 then n else 0 end) as last_touches,
  sum(case when standing = 1 then value_in_all else 0 end) as first_value,
  sum(n * ($unit // length)) as linear,
  sum(
    n * case
      when length <= 2 then $unit // length
      when standing = 1 or standing = 2 then 2 * $unit // 5
      else $unit // (5 * (length - 2))
    end
  ) as u_shaped,
  sum(
    n * case
      when length <= 3 then $unit // length
      when standing > 0 then 3 * $unit // 10
      else $unit // (10 * (length - 3))
    end
  ) as w_shaped,
  sum(decayed_in_all) as time_decay
from shapes
group by settled, channels_met, channel
