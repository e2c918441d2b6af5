-- Visits by month of the calendar (-1: before it): contacts that a person made, those within $pause seconds being one visit.
-- Sums of visits and seconds per person and month, of their squares and product, tell how surely their means are known.
-- `people` is by how many those whose last visit lies less than $memory days back became more in the month; `days` and
-- `day_squares` are the days of these visits after $first_day and their squares, of those who came less those who went.
-- tables: touchpoints
-- parameters: until_day, first_day, pause, memory
-- lookups: calendar(day, period), passive(kind)
-- keys: month
-- bound: 121
with steps as (
  select
    touchpoints.person_id,
    touchpoints.occurred_day - $first_day as met,
    touchpoints.occurred_second - lag(touchpoints.occurred_second) over (
      partition by touchpoints.person_id order by touchpoints.occurred_second
    ) as pause,
    lead(touchpoints.occurred_day) over (
      partition by touchpoints.person_id order by touchpoints.occurred_second
    ) - $first_day as next_met
  from touchpoints
  left join passive on touchpoints.kind = passive.kind
  where passive.kind is null and touchpoints.occurred_day <= $until_day
),
sides as (
  select 0 as gone
  union all
  select 1 as gone
),
events as (
  select
    person_id,
    met,
    pause,
    gone,
    case when next_met = met then 0 else 1 end as last_of_day,
    $first_day + case when gone = 0 then met when next_met < met + $memory then next_met else met + $memory end as at_day
  from steps
  cross join sides
  where gone = 0 or next_met is null or next_met > met
),
people as (
  select
    coalesce(calendar.period, -1) as month,
    events.person_id,
    count(case when gone = 0 and (pause is null or pause > $pause) then 1 end) as visits,
    cast(sum(case when gone = 0 and pause <= $pause then pause else 0 end) as bigint) as seconds,
    cast(sum((1 - 2 * gone) * last_of_day) as bigint) as held,
    cast(sum((1 - 2 * gone) * last_of_day * met) as bigint) as held_days,
    cast(sum((1 - 2 * gone) * last_of_day * met * met) as bigint) as held_squares
  from events
  left join calendar on events.at_day = calendar.day
  where at_day <= $until_day
  group by coalesce(calendar.period, -1), events.person_id
)
select
  month,
  count(case when visits > 0 then 1 end) as visitors,
  cast(sum(visits) as bigint) as visits_made,
  cast(sum(seconds) as bigint) as time_spent,
  cast(sum(visits * visits) as bigint) as visit_squares,
  cast(sum(visits * least(seconds, 1000000)) as bigint) as products,
  cast(sum(least(seconds, 1000000) * least(seconds, 1000000)) as bigint) as time_squares,
  cast(sum(held) as bigint) as people,
  cast(sum(held_days) as bigint) as days,
  cast(sum(held_squares) as bigint) as day_squares
from people
group by month
