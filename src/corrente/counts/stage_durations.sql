-- Whole days spent in a stage, by how the spell ended; staying in a stage, entered again, goes on with the spell.
-- ending: 0 still there, 1 moved to another stage, 2 won, 3 lost, 4 set aside (entered before the deal was created,
-- or the deal ended on no day, or before the stage was entered).
-- Entering won or lost is the end of the spell before it and no spell of its own.
-- with: place_day
-- tables: stage_changes, opportunities
-- parameters: until_day, longest
-- lookups: sources(source)
-- keys: step, origin, ending, days
-- bound: 8000000
with stages as (
  -- in the order of entries of one second, won and lost last; what entering one does to the spell before is code % 4
  select stage, 4 * row_number() over (order by case when ending = 1 then 0 else 1 end, stage) + ending as code
  from (
    select
      stage,
      case
        when lower(stage) in ('won', 'closed won', 'closedwon', 'ganho', 'ganha') then 2
        when lower(stage) in ('lost', 'closed lost', 'closedlost', 'perdido', 'perdida') then 3
        else 1
      end as ending
    from (select distinct stage from stage_changes) as entered
  ) as named
),
entries as (
  -- second, stage and day in one number, for whole numbers are sorted fastest
  select
    stage_changes.subject_id,
    ((stage_changes.entered_second + 15000000000) * 1024 + stages.code) * 262144
      + stage_changes.entered_day + 172000 as place
  from stage_changes
  inner join stages on stage_changes.stage = stages.stage
  where stage_changes.entered_day <= $until_day
),
neighbours as (
  select
    subject_id,
    place,
    lag(place) over (partition by subject_id order by place) as place_before,
    lead(place) over (partition by subject_id order by place) as place_after
  from entries
),
deals as (
  select
    opportunities.opportunity_id,
    opportunities.created_day,
    opportunities.closed_day,
    case opportunities.outcome when 'won' then 2 when 'lost' then 3 else 0 end as outcome,
    case
      when opportunities.source is null then ''
      when sources.source is null then '(other)'
      else opportunities.source
    end as origin
  from opportunities
  left join sources on opportunities.source = sources.source
),
dated as (
  select
    neighbours.subject_id,
    neighbours.place,
    coalesce(deals.origin, '') as origin,
    deals.outcome,
    deals.closed_day,
    place // 262144 % 1024 as code,
    place_day(place) as entered_day,
    place_after // 262144 % 1024 as next_code,
    place_day(place_after) as next_day,
    case when place_day(place) < deals.created_day then 1 else 0 end as too_early,
    case
      when place_before // 262144 % 1024 = place // 262144 % 1024
        and (deals.created_day is null or place_day(place_before) >= deals.created_day) then 1
      else 0
    end as again,
    case when place_after // 262144 % 1024 = place // 262144 % 1024 then 1 else 0 end as goes_on
  from neighbours
  left join deals on neighbours.subject_id = deals.opportunity_id
),
spells as (
  select code, origin, outcome, closed_day, entered_day, next_code, next_day, too_early
  from dated
  where too_early = 1 or (again = 0 and goes_on = 0)
  union all
  select code, origin, outcome, closed_day, entered_day, last_code as next_code, last_day as next_day, too_early
  from (
    -- of several entries in a row the first and the last
    select
      *,
      lead(next_code) over (partition by subject_id order by place) as last_code,
      lead(next_day) over (partition by subject_id order by place) as last_day
    from dated
    where too_early = 0 and again <> goes_on
  ) as stays
  where goes_on = 1
),
ended as (
  select
    code,
    origin,
    case
      when too_early = 1 then 4
      when next_day is not null then next_code % 4
      when outcome is null or outcome = 0 or closed_day > $until_day then 0
      when closed_day is null or closed_day < entered_day then 4
      else outcome
    end as ending,
    case
      when too_early = 1 then 0
      when next_day is not null then next_day - entered_day
      when outcome is null or outcome = 0 or closed_day > $until_day then $until_day - entered_day
      when closed_day is null or closed_day < entered_day then 0
      else closed_day - entered_day
    end as elapsed
  from spells
  where code % 4 = 1 or too_early = 1
)
select
  stages.stage as step,
  origin,
  ending,
  least(elapsed, $longest) as days,
  count(*) as deals
from ended
inner join stages on ended.code = stages.code
group by stages.stage, origin, ending, least(elapsed, $longest)
