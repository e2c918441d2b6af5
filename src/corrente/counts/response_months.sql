-- Contacts and their cost (in ten-thousandths) by month of the calendar, channel and what happened; 0 has no code of its own.
-- tables: touchpoints
-- parameters: until_day
-- lookups: calendar(day, period), channels(channel, code), kinds(kind, code)
-- keys: month, channel_code, kind_code
-- bound: 18600 (120 months, 31 channels, 5 kinds)
select
  calendar.period as month,
  coalesce(channels.code, 0) as channel_code,
  coalesce(kinds.code, 0) as kind_code,
  count(*) as contacts,
  count(touchpoints.cost) as priced,
  cast(sum(coalesce(touchpoints.cost, 0)) as bigint) as spent
from touchpoints
inner join calendar on touchpoints.occurred_day = calendar.day
left join channels on touchpoints.channel = channels.channel
left join kinds on touchpoints.kind = kinds.kind
where touchpoints.occurred_day <= $until_day
group by calendar.period, coalesce(channels.code, 0), coalesce(kinds.code, 0)
