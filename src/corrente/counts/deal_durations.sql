-- Whole days from a deal's creation to its end, or to the end of the data where it is still open.
-- ending: 0 still open, 2 won, 3 lost, 4 set aside (ended on no day, or before it was created).
-- tables: opportunities
-- parameters: until_day, longest
-- lookups: sources(source)
-- keys: origin, ending, days
-- bound: 402000
with spans as (
  select
    case
      when opportunities.source is null then ''
      when sources.source is null then '(other)'
      else opportunities.source
    end as origin,
    case
      when outcome = 'open' or closed_day > $until_day then 0
      when closed_day is null or closed_day < created_day then 4
      when outcome = 'won' then 2
      else 3
    end as ending,
    case
      when outcome = 'open' or closed_day > $until_day then $until_day - created_day
      when closed_day is null or closed_day < created_day then 0
      else closed_day - created_day
    end as elapsed
  from opportunities
  left join sources on opportunities.source = sources.source
  where created_day <= $until_day
)
select
  origin,
  ending,
  case when elapsed > $longest then $longest else elapsed end as days,
  count(*) as deals
from spans
group by origin, ending, case when elapsed > $longest then $longest else elapsed end
