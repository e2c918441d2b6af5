-- Deals by how they ended, and what they were worth.
-- tables: opportunities
-- parameters: until_day
-- lookups: none
-- keys: won
-- bound: 2
select case when outcome = 'won' then 1 else 0 end as won, count(amount) as priced, sum(coalesce(amount, 0)) as worth
from opportunities
where created_day <= $until_day
group by case when outcome = 'won' then 1 else 0 end
