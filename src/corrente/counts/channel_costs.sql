-- Touches and what they cost, per channel.
-- tables: touchpoints
-- parameters: until_day
-- lookups: channels(channel, code)
-- keys: code
-- bound: 31
select coalesce(channels.code, 30) as code, count(*) as touches, count(touchpoints.cost) as priced, sum(coalesce(touchpoints.cost, 0)) as spent
from touchpoints
left join channels on touchpoints.channel = channels.channel
where touchpoints.occurred_day <= $until_day
group by coalesce(channels.code, 30)
