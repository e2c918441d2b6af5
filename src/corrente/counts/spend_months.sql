-- Money spent (in ten-thousandths), impressions and clicks by month of the calendar and channel; 0 has no code of its own.
-- `shown` and `clicked` are of the rows that have both.
-- tables: spend
-- parameters: until_day
-- lookups: calendar(day, period), channels(channel, code)
-- keys: month, channel_code
-- bound: 3720 (120 months, 31 channels)
select
  calendar.period as month,
  coalesce(channels.code, 0) as channel_code,
  cast(sum(spend.spend) as bigint) as spent,
  cast(sum(case when spend.clicks is not null then coalesce(spend.impressions, 0) else 0 end) as bigint) as shown,
  cast(sum(case when spend.impressions is not null then coalesce(spend.clicks, 0) else 0 end) as bigint) as clicked
from spend
inner join calendar on spend.period_day = calendar.day
left join channels on spend.channel = channels.channel
where spend.period_day <= $until_day
group by calendar.period, coalesce(channels.code, 0)
