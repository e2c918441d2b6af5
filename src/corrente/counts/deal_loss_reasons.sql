-- Lost deals by the reason given; '' where none was given.
-- tables: opportunities
-- parameters: until_day
-- lookups: none
-- keys: reason
-- bound: 201
select
  coalesce(loss_reason, '') as reason,
  count(*) as deals
from opportunities
where outcome = 'lost' and coalesce(closed_day, $until_day) <= $until_day
group by coalesce(loss_reason, '')
