-- What else moved: the sum of each control's values (in ten-thousandths) and how many there are, by week of the calendar.
-- tables: controls
-- parameters: until_day
-- lookups: calendar(day, period), controlled(name, code)
-- keys: week, control_code
-- bound: 2900 (261 weeks, 11 controls)
select
  calendar.period as week,
  controlled.code as control_code,
  cast(sum(controls.value) as bigint) as total,
  count(*) as periods
from controls
inner join calendar on controls.period_day = calendar.day
inner join controlled on controls.name = controlled.name
where controls.period_day <= $until_day
group by calendar.period, controlled.code
