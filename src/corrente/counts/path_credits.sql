-- What each channel is credited with by rule, per set of channels met, over the paths that end in a conversion: a purchase,
-- with $from_leads 1 a lead that converts.
-- Paths and ties as in path_transitions. Several conversions of a person in one second count as one, with the sum of their value.
-- settled: the path began by known_second; channels_met: a bit mask; channel: its code.
-- Touches of people without a conversion are dropped before the sort.
-- linear, u_shaped, w_shaped and time_decay are in micro-credits: `unit` is one conversion.
-- tables: touchpoints, orders, leads
-- parameters: until_day, from_leads, window_seconds, known_second, unit
-- lookups: channels(channel, code), bits(code, mask), decay(age, weight)
-- keys: settled, channels_met, channel
-- bound: 253952 (twice 31 channels, each in half of the 8192 sets: twelve channels have a bit of their own, the rest one)
with conversions as (
  select customer_id as person_id, ordered_second * 64 + 63 as packed, revenue
  from orders
  where $from_leads = 0 and revenue >= 0 and ordered_day <= $until_day
  union all
  select person_id, converted_second * 64 + 63 as packed, 0 as revenue
  from leads
  where $from_leads = 1 and person_id is not null and converted_day <= $until_day
),
events as (
  select touchpoints.person_id, touchpoints.occurred_second * 64 + coalesce(channels.code, 30) as packed, 0 as revenue
  from touchpoints
  left join channels on touchpoints.channel = channels.channel
  where touchpoints.occurred_day <= $until_day and touchpoints.person_id in (select person_id from conversions)
  union all
  select person_id, packed, revenue
  from conversions
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
    sum(weight) as weights,
    sum(revenue) as path_value
  from members
  group by person_id, conversion
),
touches as (
  select
    case when paths.began <= $known_second then 1 else 0 end as settled,
    paths.channels_met,
    members.packed % 64 as channel,
    members.place,
    paths.opening,
    paths.closing,
    paths.closing + (paths.opening - paths.closing + 1) // 2 as middle,
    paths.opening - paths.closing + 1 as length,
    paths.path_value,
    members.weight * $unit // paths.weights as decayed
  from members
  inner join paths on members.person_id = paths.person_id and members.conversion = paths.conversion
  where members.packed < members.conversion
)
select
  settled,
  channels_met,
  channel,
  count(*) as touches,
  sum(case when place = opening then 1 else 0 end) as first_touches,
  sum(case when place = closing then 1 else 0 end) as last_touches,
  sum(case when place = opening then path_value else 0 end) as first_value,
  sum($unit // length) as linear,
  sum(
    case
      when length <= 2 then $unit // length
      when place = opening or place = closing then 2 * $unit // 5
      else $unit // (5 * (length - 2))
    end
  ) as u_shaped,
  sum(
    case
      when length <= 3 then $unit // length
      when place = opening or place = closing or place = middle then 3 * $unit // 10
      else $unit // (10 * (length - 3))
    end
  ) as w_shaped,
  sum(decayed) as time_decay
from touches
group by settled, channels_met, channel
