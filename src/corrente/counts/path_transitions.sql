-- Steps of people's paths: which channel follows which. A conversion is a purchase, with $from_leads 1 a lead that converts.
-- A touch belongs to the path of the same person's first conversion at or after it if that is at most the window later; other
-- touches form paths that do not convert, split where more than the window passes without a touch. Touches at one
-- second are ordered by code. Steps out of touches after known_second are left out: how they end is not known yet.
-- People who convert are sorted together with those of their conversions that can matter: none before their first touch, none more
-- than the window after their last. All others need no conversions.
-- later: the touch is after the cut. Codes: 0-30 channels, 61 leaving without a conversion, 62 the start of a path, 63 a conversion.
-- tables: touchpoints, orders, leads
-- parameters: until_day, from_leads, window_seconds, known_second, cut_second
-- lookups: channels(channel, code)
-- keys: later, came_from, channel, went_to
-- bound: 65472 (2 times, 31 channels, 32 before them, 33 after)
with conversions as (
  select customer_id as person_id, ordered_second as converted_second
  from orders
  where $from_leads = 0 and revenue >= 0 and ordered_day <= $until_day
  union all
  select person_id, converted_second
  from leads
  where $from_leads = 1 and person_id is not null and converted_day <= $until_day
),
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
    lag(packed) over (partition by person_id order by packed) as preceding,
    cast(null as bigint) as conversion
  from unsold
  union all
  select
    packed,
    lag(packed) over (partition by person_id order by packed desc) as following,
    lead(packed) over (partition by person_id order by packed desc) as preceding,
    min(case when packed % 64 = 63 then packed end) over (
      partition by person_id order by packed desc rows between unbounded preceding and current row
    ) as conversion
  from events
),
touches as (
  select
    packed,
    following,
    preceding,
    conversion,
    coalesce((conversion - packed) // 64 <= $window_seconds, false) as converts
  from neighbours
  where packed % 64 <> 63 and packed // 64 <= $known_second
),
steps as (
  select
    case when packed // 64 > $cut_second then 1 else 0 end as later,
    case
      when preceding is null or preceding % 64 = 63 then 62
      when converts and (conversion - preceding) // 64 <= $window_seconds then preceding % 64
      when not converts and packed // 64 - preceding // 64 <= $window_seconds then preceding % 64
      else 62
    end as came_from,
    packed % 64 as channel,
    case
      when converts then following % 64
      when following is null or following % 64 = 63 then 61
      when following // 64 - packed // 64 > $window_seconds then 61
      when (conversion - following) // 64 <= $window_seconds then 61
      else following % 64
    end as went_to
  from touches
)
select later, came_from, channel, went_to, count(*) as n
from steps
group by later, came_from, channel, went_to
