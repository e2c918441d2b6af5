-- Deals by how they ended and what they were worth, in forty batches by the day they were created: how much the batches
-- differ tells how surely the mean is known.
-- tables: opportunities
-- parameters: until_day
-- lookups: none
-- keys: won, batch
-- bound: 80
select
  case when outcome = 'won' then 1 else 0 end as won,
  created_day % 40 as batch,
  count(amount) as priced,
  sum(coalesce(amount, 0)) as worth
from opportunities
where created_day <= $until_day and created_day >= 0
group by case when outcome = 'won' then 1 else 0 end, created_day % 40
