-- Comments by month of the calendar: how many, how many with a rating, the ratings' sum (in ten-thousandths) and that of
-- their squares (in hundredths, beyond a million as a million).
-- tables: feedback
-- parameters: until_day
-- lookups: calendar(day, period)
-- keys: month
-- bound: 120
select
  month,
  count(*) as comments,
  count(score) as rated,
  cast(sum(coalesce(score, 0)) as bigint) as total,
  cast(sum(coalesce(rating * rating, 0)) as bigint) as squares
from (
  select
    calendar.period as month,
    score,
    case when abs(score) > 100000000 then 1000000 else abs(score) // 100 end as rating
  from feedback
  inner join calendar on feedback.said_day = calendar.day
  where feedback.said_day <= $until_day
) as heard
group by month
