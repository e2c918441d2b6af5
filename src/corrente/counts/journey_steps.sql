-- Steps of people's journeys: at which contact they are, by which channel, where they go next and how long that takes them.
-- Journeys are the paths of path_transitions. contact: 1 to 4, 5 is the fifth and any later one.
-- later: the touch is after the cut. went_to: 0-30 channels, 61 leaving without a conversion, 63 a conversion.
-- waited: whole hours to the next contact for two days (0 to 47), then 48 for the third day and so on; 0 where there is none.
-- route: of conversions after at most four contacts the channels in order, one digit each: 1 to 8 for the codes 0 to 7, 9 for any
-- other; else 0.
-- with: journey_ends, linked, wait_bin, way_digit
-- tables: touchpoints, orders, leads
-- parameters: until_day, from_leads, window_seconds, known_second, cut_second
-- lookups: channels(channel, code)
-- keys: later, contact, channel, went_to, waited, route
-- bound: 1100000 (2 times, 5 contacts, 31 channels, the 31 after them with 77 waits and 2 ends; 7380 ways, twice)
with conversions as journey_ends(),
buyers as (
  select person_id
  from conversions
  group by person_id
),
unsold as (
  select touchpoints.person_id, touchpoints.occurred_second * 64 + coalesce(channels.code, 30) as packed
  from touchpoints
  left join buyers on touchpoints.person_id = buyers.person_id
  left join channels on touchpoints.channel = channels.channel
  where touchpoints.occurred_day <= $until_day and buyers.person_id is null
),
sold as (
  select touchpoints.person_id, touchpoints.occurred_second * 64 + coalesce(channels.code, 30) as packed
  from touchpoints
  left join channels on touchpoints.channel = channels.channel
  where touchpoints.occurred_day <= $until_day and touchpoints.person_id in (select person_id from buyers)
),
spans as (
  select person_id, min(packed) // 64 as opened, max(packed) // 64 + $window_seconds as closed
  from sold
  group by person_id
),
events as (
  select person_id, packed
  from sold
  union all
  select conversions.person_id, conversions.converted_second * 64 + 63 as packed
  from conversions
  inner join spans on conversions.person_id = spans.person_id
  where conversions.converted_second >= spans.opened and conversions.converted_second <= spans.closed
),
neighbours as (
  select
    packed,
    lead(packed) over (partition by person_id order by packed) as following,
    lag(packed, 1) over (partition by person_id order by packed) as before_1,
    lag(packed, 2) over (partition by person_id order by packed) as before_2,
    lag(packed, 3) over (partition by person_id order by packed) as before_3,
    lag(packed, 4) over (partition by person_id order by packed) as before_4,
    cast(null as bigint) as conversion
  from unsold
  union all
  select
    packed,
    lag(packed) over (partition by person_id order by packed desc) as following,
    lead(packed, 1) over (partition by person_id order by packed desc) as before_1,
    lead(packed, 2) over (partition by person_id order by packed desc) as before_2,
    lead(packed, 3) over (partition by person_id order by packed desc) as before_3,
    lead(packed, 4) over (partition by person_id order by packed desc) as before_4,
    min(case when packed % 64 = 63 then packed end) over (
      partition by person_id order by packed desc rows between unbounded preceding and current row
    ) as conversion
  from events
),
touches as (
  select
    packed,
    following,
    before_1,
    before_2,
    before_3,
    before_4,
    conversion,
    coalesce((conversion - packed) // 64 <= $window_seconds, false) as converts
  from neighbours
  where packed % 64 <> 63 and packed // 64 <= $known_second
),
steps as (
  select
    case when packed // 64 > $cut_second then 1 else 0 end as later,
    case
      when linked(packed, before_1) = 0 then 1
      when linked(before_1, before_2) = 0 then 2
      when linked(before_2, before_3) = 0 then 3
      when linked(before_3, before_4) = 0 then 4
      else 5
    end as contact,
    packed % 64 as channel,
    case
      when converts then following % 64
      when following is null or following % 64 = 63 then 61
      when following // 64 - packed // 64 > $window_seconds then 61
      when (conversion - following) // 64 <= $window_seconds then 61
      else following % 64
    end as went_to,
    following // 64 - packed // 64 as elapsed,
    before_1,
    before_2,
    before_3
  from touches
),
timed as (
  select
    later,
    contact,
    channel,
    went_to,
    case when went_to > 60 then 0 else wait_bin(elapsed) end as waited,
    case
      when went_to <> 63 then 0
      when contact = 1 then way_digit(channel)
      when contact = 2 then 10 * way_digit(before_1) + way_digit(channel)
      when contact = 3 then 100 * way_digit(before_2) + 10 * way_digit(before_1) + way_digit(channel)
      when contact = 4 then
        1000 * way_digit(before_3) + 100 * way_digit(before_2) + 10 * way_digit(before_1) + way_digit(channel)
      else 0
    end as route
  from steps
)
select later, contact, channel, went_to, waited, route, count(*) as n
from timed
group by later, contact, channel, went_to, waited, route
