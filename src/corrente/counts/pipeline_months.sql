-- Deals by the months of the calendar in which they were opened and closed (-1: before it, or no day), and how they ended.
-- ending: 0 still open at the end, 2 won, 3 lost. Values are in ten-thousandths, their squares in hundreds of thousands;
-- `timed` deals have both days, and `days` between them.
-- tables: opportunities
-- parameters: until_day
-- lookups: calendar(day, period)
-- keys: opened, closed, ending
-- bound: 43923 (121 months each, 3 endings)
with dealt as (
  select
    created_day,
    case when outcome = 'open' or closed_day > $until_day then null else closed_day end as end_day,
    case
      when outcome = 'open' or closed_day > $until_day then 0
      when outcome = 'won' then 2
      else 3
    end as ending,
    amount
  from opportunities
  where coalesce(created_day, $until_day) <= $until_day
)
select
  coalesce(begun.period, -1) as opened,
  coalesce(ended.period, -1) as closed,
  ending,
  count(*) as deals,
  count(amount) as priced,
  cast(sum(coalesce(amount, 0)) as bigint) as worth,
  cast(sum(coalesce((amount // 100000) * (amount // 100000), 0)) as bigint) as squares,
  count(case when end_day >= created_day then 1 end) as timed,
  cast(sum(case when end_day >= created_day then end_day - created_day else 0 end) as bigint) as days,
  cast(sum(
    case when end_day >= created_day then (end_day - created_day) * (end_day - created_day) else 0 end
  ) as bigint) as day_squares
from dealt
left join calendar as begun on dealt.created_day = begun.day
left join calendar as ended on dealt.end_day = ended.day
group by coalesce(begun.period, -1), coalesce(ended.period, -1), ending
