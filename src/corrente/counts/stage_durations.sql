-- Whole days spent in a stage, by how the spell ended; staying in a stage, entered again, goes on with the spell.
-- ending: 0 still there, 1 moved to another stage, 2 won, 3 lost, 4 set aside (entered before the deal was created,
-- or the deal ended on no day, or before the stage was entered).
-- Entering won or lost is the end of the spell before it and no spell of its own.
-- tables: stage_changes, opportunities
-- parameters: until_day, longest
-- lookups: sources(source)
-- keys: step, origin, ending, days
-- bound: 8000000
with entries as (
  select
    stage_changes.subject_id,
    stage_changes.stage,
    stage_changes.entered_day,
    stage_changes.entered_second,
    case
      when lower(stage_changes.stage) in ('won', 'closed won', 'closedwon', 'ganho', 'ganha') then 2
      when lower(stage_changes.stage) in ('lost', 'closed lost', 'closedlost', 'perdido', 'perdida') then 3
      else 1
    end as ending,
    case when stage_changes.entered_day < opportunities.created_day then 1 else 0 end as too_early,
    opportunities.outcome,
    opportunities.closed_day,
    case
      when opportunities.source is null then ''
      when sources.source is null then '(other)'
      else opportunities.source
    end as origin
  from stage_changes
  left join opportunities on stage_changes.subject_id = opportunities.opportunity_id
  left join sources on opportunities.source = sources.source
  where stage_changes.entered_day <= $until_day
),
ordered as (
  select
    *,
    lag(stage) over (
      partition by subject_id order by entered_second, case when ending = 1 then 0 else 1 end, stage
    ) as previous_stage
  from entries
  where too_early = 0
),
spells as (
  select
    *,
    lead(ending) over (
      partition by subject_id order by entered_second, case when ending = 1 then 0 else 1 end, stage
    ) as next_ending,
    lead(entered_day) over (
      partition by subject_id order by entered_second, case when ending = 1 then 0 else 1 end, stage
    ) as next_day
  from ordered
  where previous_stage is null or previous_stage <> stage
),
ended as (
  select
    stage,
    origin,
    case
      when next_day is not null then next_ending
      when outcome is null or outcome = 'open' or closed_day > $until_day then 0
      when closed_day is null or closed_day < entered_day then 4
      when outcome = 'won' then 2
      else 3
    end as ending,
    case
      when next_day is not null then next_day - entered_day
      when outcome is null or outcome = 'open' or closed_day > $until_day then $until_day - entered_day
      when closed_day is null or closed_day < entered_day then 0
      else closed_day - entered_day
    end as elapsed
  from spells
  where ending = 1
  union all
  select stage, origin, 4 as ending, 0 as elapsed
  from entries
  where too_early = 1
)
select
  stage as step,
  origin,
  ending,
  case when elapsed > $longest then $longest else elapsed end as days,
  count(*) as deals
from ended
group by stage, origin, ending, case when elapsed > $longest then $longest else elapsed end
