-- Answers to the four questions on price, two by two: how many respondents gave both, and the sums of what they said.
-- Pair 1 is too cheap and cheap, 2 expensive and too expensive, 3 too cheap and too expensive, 4 cheap and expensive.
-- A cell is a tenth to a thirtieth of its price wide and begins at the value that names it; the sums say where in the
-- cell its answers lie. Answers that are not in rising order are kept apart (consistent is 0).
-- tables: price_survey
-- parameters: use_segment
-- lookups: none
-- keys: pair, consistent, group_name, first_cell, second_cell
-- bound: 200000
with answers as (
  select
    case when too_cheap <= cheap and cheap <= expensive and expensive <= too_expensive then 1 else 0 end as consistent,
    case when $use_segment = 1 then coalesce(segment, '') else '' end as group_name,
    too_cheap,
    cheap,
    expensive,
    too_expensive,
    case
      when too_cheap < 3000 then too_cheap // 100 * 100
      when too_cheap < 10000 then too_cheap // 250 * 250
      when too_cheap < 30000 then too_cheap // 1000 * 1000
      when too_cheap < 100000 then too_cheap // 2500 * 2500
      when too_cheap < 300000 then too_cheap // 10000 * 10000
      when too_cheap < 1000000 then too_cheap // 25000 * 25000
      when too_cheap < 3000000 then too_cheap // 100000 * 100000
      when too_cheap < 10000000 then too_cheap // 250000 * 250000
      when too_cheap < 30000000 then too_cheap // 1000000 * 1000000
      when too_cheap < 100000000 then too_cheap // 2500000 * 2500000
      when too_cheap < 300000000 then too_cheap // 10000000 * 10000000
      when too_cheap < 1000000000 then too_cheap // 25000000 * 25000000
      when too_cheap < 3000000000 then too_cheap // 100000000 * 100000000
      when too_cheap < 10000000000 then too_cheap // 250000000 * 250000000
      when too_cheap < 30000000000 then too_cheap // 1000000000 * 1000000000
      when too_cheap < 100000000000 then too_cheap // 2500000000 * 2500000000
      else 100000000000
    end as too_cheap_cell,
    case
      when cheap < 3000 then cheap // 100 * 100
      when cheap < 10000 then cheap // 250 * 250
      when cheap < 30000 then cheap // 1000 * 1000
      when cheap < 100000 then cheap // 2500 * 2500
      when cheap < 300000 then cheap // 10000 * 10000
      when cheap < 1000000 then cheap // 25000 * 25000
      when cheap < 3000000 then cheap // 100000 * 100000
      when cheap < 10000000 then cheap // 250000 * 250000
      when cheap < 30000000 then cheap // 1000000 * 1000000
      when cheap < 100000000 then cheap // 2500000 * 2500000
      when cheap < 300000000 then cheap // 10000000 * 10000000
      when cheap < 1000000000 then cheap // 25000000 * 25000000
      when cheap < 3000000000 then cheap // 100000000 * 100000000
      when cheap < 10000000000 then cheap // 250000000 * 250000000
      when cheap < 30000000000 then cheap // 1000000000 * 1000000000
      when cheap < 100000000000 then cheap // 2500000000 * 2500000000
      else 100000000000
    end as cheap_cell,
    case
      when expensive < 3000 then expensive // 100 * 100
      when expensive < 10000 then expensive // 250 * 250
      when expensive < 30000 then expensive // 1000 * 1000
      when expensive < 100000 then expensive // 2500 * 2500
      when expensive < 300000 then expensive // 10000 * 10000
      when expensive < 1000000 then expensive // 25000 * 25000
      when expensive < 3000000 then expensive // 100000 * 100000
      when expensive < 10000000 then expensive // 250000 * 250000
      when expensive < 30000000 then expensive // 1000000 * 1000000
      when expensive < 100000000 then expensive // 2500000 * 2500000
      when expensive < 300000000 then expensive // 10000000 * 10000000
      when expensive < 1000000000 then expensive // 25000000 * 25000000
      when expensive < 3000000000 then expensive // 100000000 * 100000000
      when expensive < 10000000000 then expensive // 250000000 * 250000000
      when expensive < 30000000000 then expensive // 1000000000 * 1000000000
      when expensive < 100000000000 then expensive // 2500000000 * 2500000000
      else 100000000000
    end as expensive_cell,
    case
      when too_expensive < 3000 then too_expensive // 100 * 100
      when too_expensive < 10000 then too_expensive // 250 * 250
      when too_expensive < 30000 then too_expensive // 1000 * 1000
      when too_expensive < 100000 then too_expensive // 2500 * 2500
      when too_expensive < 300000 then too_expensive // 10000 * 10000
      when too_expensive < 1000000 then too_expensive // 25000 * 25000
      when too_expensive < 3000000 then too_expensive // 100000 * 100000
      when too_expensive < 10000000 then too_expensive // 250000 * 250000
      when too_expensive < 30000000 then too_expensive // 1000000 * 1000000
      when too_expensive < 100000000 then too_expensive // 2500000 * 2500000
      when too_expensive < 300000000 then too_expensive // 10000000 * 10000000
      when too_expensive < 1000000000 then too_expensive // 25000000 * 25000000
      when too_expensive < 3000000000 then too_expensive // 100000000 * 100000000
      when too_expensive < 10000000000 then too_expensive // 250000000 * 250000000
      when too_expensive < 30000000000 then too_expensive // 1000000000 * 1000000000
      when too_expensive < 100000000000 then too_expensive // 2500000000 * 2500000000
      else 100000000000
    end as too_expensive_cell
  from price_survey
)
select
  1 as pair,
  consistent,
  group_name,
  too_cheap_cell as first_cell,
  cheap_cell as second_cell,
  count(*) as respondents,
  sum(too_cheap) as first_sum,
  sum(cheap) as second_sum
from answers
group by consistent, group_name, too_cheap_cell, cheap_cell
union all
select
  2 as pair,
  consistent,
  group_name,
  expensive_cell as first_cell,
  too_expensive_cell as second_cell,
  count(*) as respondents,
  sum(expensive) as first_sum,
  sum(too_expensive) as second_sum
from answers
group by consistent, group_name, expensive_cell, too_expensive_cell
union all
select
  3 as pair,
  consistent,
  group_name,
  too_cheap_cell as first_cell,
  too_expensive_cell as second_cell,
  count(*) as respondents,
  sum(too_cheap) as first_sum,
  sum(too_expensive) as second_sum
from answers
group by consistent, group_name, too_cheap_cell, too_expensive_cell
union all
select
  4 as pair,
  consistent,
  group_name,
  cheap_cell as first_cell,
  expensive_cell as second_cell,
  count(*) as respondents,
  sum(cheap) as first_sum,
  sum(expensive) as second_sum
from answers
group by consistent, group_name, cheap_cell, expensive_cell
