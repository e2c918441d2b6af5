-- Money spent (in ten-thousandths) by week of the calendar, channel and region. What has no code of its own is 0.
-- tables: spend
-- parameters: until_day
-- lookups: calendar(day, period), channels(channel, code), regions(region, code)
-- keys: week, channel_code, region_code
-- bound: 50000 (261 weeks, 21 channels, 9 regions)
select
  calendar.period as week,
  coalesce(channels.code, 0) as channel_code,
  coalesce(regions.code, 0) as region_code,
  cast(sum(spend.spend) as bigint) as spent,
  count(*) as periods
from spend
inner join calendar on spend.period_day = calendar.day
left join channels on spend.channel = channels.channel
left join regions on spend.region = regions.region
where spend.period_day <= $until_day
group by
  calendar.period,
  coalesce(channels.code, 0),
  coalesce(regions.code, 0)
