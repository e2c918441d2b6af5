-- Money spent per channel in periods that begin between two days.
-- tables: spend
-- parameters: from_day, until_day
-- lookups: channels(channel, code)
-- keys: code
-- bound: 31
select coalesce(channels.code, 30) as code, count(*) as periods, sum(spend.spend) as spent
from spend
left join channels on spend.channel = channels.channel
where spend.period_day between $from_day and $until_day
group by coalesce(channels.code, 30)
