-- Deals open at the end of a cut day: their age then, and in which part of the time since they ended.
-- part: 0 still open at the end, 1 to 4 the quarter of the time from the cut to the end.
-- tables: opportunities
-- parameters: cut_day, until_day, longest
-- lookups: sources(source)
-- keys: origin, age, part, ending
-- bound: 724000
with spans as (
  select
    case
      when opportunities.source is null then ''
      when sources.source is null then '(other)'
      else opportunities.source
    end as origin,
    case
      when $cut_day - created_day > $longest then $longest
      else $cut_day - created_day
    end as age,
    case
      when outcome = 'open' or closed_day > $until_day then 0
      else 1 + ((closed_day - $cut_day - 1) * 4) // ($until_day - $cut_day)
    end as part,
    case
      when outcome = 'open' or closed_day > $until_day then 0
      when outcome = 'won' then 2
      else 3
    end as ending
  from opportunities
  left join sources on opportunities.source = sources.source
  where created_day <= $cut_day and (outcome = 'open' or closed_day > $cut_day)
)
select
  origin,
  age,
  part,
  ending,
  count(*) as deals
from spans
group by origin, age, part, ending
