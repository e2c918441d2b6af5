-- Steps of people's journeys: at which contact they are, by which channel, where they come from and go next, and how long that takes.
-- A conversion is a purchase, with $from_leads 1 a lead that converts. A touch belongs to the path of the same person's first
-- conversion at or after it if that is at most the window later; other touches form paths that do not convert, split where more
-- than the window passes without a touch. Touches at one second are ordered by code. Touches after known_second are left out: how
-- they end is not known yet.
-- contact: 1 to 4, 5 is the fifth and any later one. later: the touch is after the cut. Codes: 0-30 channels, 61 leaving without
-- a conversion, 62 the start of a path, 63 a conversion.
-- route: of conversions after at most four contacts the channels in order, one digit each: 1 to 8 for the codes 0 to 7, 9 for any
-- other; else 0.
-- waited: -1 in rows of steps. Beside these, with 0 for all else, stand the waits by contact: whole hours to the next contact for
-- two days (0 to 47), then 48 for the third day and so on.
-- with: paths, linked, wait_bin, way_digit
-- tables: touchpoints, orders, leads
-- parameters: until_day, from_leads, window_seconds, known_second, cut_second
-- lookups: channels(channel, code)
-- keys: later, contact, came_from, channel, went_to, route, waited
-- bound: 400000 (2 times, 5 contacts, 32 places before 31 channels, 33 after; 7380 ways, twice; 77 waits at 5 contacts)
with converting as paths(),
touches as (
  -- a moment and a code in one number; whoever is on the way to her n-th conversion is n times 10^11 seconds from all other paths
  select
    touchpoints.person_id,
    (coalesce(converting.number, 0) * 100000000000 + touchpoints.occurred_second) * 128 + coalesce(channels.code, 30) as packed
  from touchpoints
  left join converting
    on
      touchpoints.person_id = converting.person_id
      and touchpoints.occurred_second > converting.opened
      and touchpoints.occurred_second <= converting.converted_second
  left join channels on touchpoints.channel = channels.channel
  where touchpoints.occurred_day <= $until_day
),
neighbours as (
  select
    packed,
    lead(packed) over (partition by person_id order by packed) as following,
    lag(packed, 1) over (partition by person_id order by packed) as before_1,
    lag(packed, 2) over (partition by person_id order by packed) as before_2,
    lag(packed, 3) over (partition by person_id order by packed) as before_3,
    lag(packed, 4) over (partition by person_id order by packed) as before_4
  from touches
),
placed as (
  select
    packed // 128 % 100000000000 as second,
    packed % 128 as channel,
    case
      when not linked(packed, before_1) then 1
      when not linked(before_1, before_2) then 2
      when not linked(before_2, before_3) then 3
      when not linked(before_3, before_4) then 4
      else 5
    end as contact,
    case
      when linked(following, packed) then following % 128
      when packed < 12800000000000 then 61
      else 63
    end as went_to,
    (following - packed + 63) // 128 as elapsed,
    before_1,
    before_2,
    before_3
  from neighbours
),
steps as (
  select
    case when second > $cut_second then 8 else 0 end + contact as later_contact,
    case when contact = 1 then 62 else before_1 % 128 end * 4096 + channel * 64 + went_to as step,
    case
      when went_to < 61 then wait_bin(elapsed)
      when went_to = 61 then 0
      when contact = 1 then way_digit(channel)
      when contact = 2 then 10 * way_digit(before_1) + way_digit(channel)
      when contact = 3 then 100 * way_digit(before_2) + 10 * way_digit(before_1) + way_digit(channel)
      when contact = 4 then
        1000 * way_digit(before_3) + 100 * way_digit(before_2) + 10 * way_digit(before_1) + way_digit(channel)
      else 0
    end as wait_or_way
  from placed
  where second <= $known_second
),
packed_cells as (
  select later_contact, step, wait_or_way, count(*) as times
  from steps
  group by later_contact, step, wait_or_way
),
cells as (
  select
    later_contact // 8 as later,
    later_contact % 8 as contact,
    step // 4096 as came_from,
    step // 64 % 64 as channel,
    step % 64 as went_to,
    wait_or_way,
    times
  from packed_cells
),
routed as (
  select later, contact, came_from, channel, went_to, case when went_to = 63 then wait_or_way else 0 end as route, times
  from cells
)
select later, contact, came_from, channel, went_to, route, -1 as waited, cast(sum(times) as bigint) as n
from routed
group by later, contact, came_from, channel, went_to, route
union all
select 0 as later, contact, 0 as came_from, 0 as channel, 0 as went_to, 0 as route, wait_or_way as waited, cast(sum(times) as bigint) as n
from cells
where went_to < 61
group by contact, wait_or_way
