-- Subjects (leads and deals) that entered each stage, by the stage they entered next and the source they came from.
-- Stages are taken in the order of their first entry; won and lost come last whatever their date (`lift`).
-- Stages entered in one second are ordered by code; next_code 63 is none yet; in_time is within the horizon.
-- source_code 30 is any other, 31 none. A period is `period_days` long, the last one ends on the last day.
-- tables: stage_changes, leads, opportunities
-- parameters: until_day, period_days, last_period, horizon_days
-- lookups: stages(stage, code, lift), sources(source, code)
-- keys: stage_code, next_code, source_code, periods_ago, in_time
-- bound: 145728 (12 stages, in 22 sources and 24 periods, to 11 others early or late or to none yet)
with entries as (
  select
    stage_changes.subject_id,
    min((stage_changes.entered_second + stages.lift) * 64 + stages.code) as packed,
    min(stage_changes.entered_day) as first_day
  from stage_changes
  inner join stages on stage_changes.stage = stages.stage
  where stage_changes.entered_day <= $until_day
  group by stage_changes.subject_id, stages.code
),
subjects as (
  select lead_id as subject_id, source from leads
  union all
  select opportunity_id as subject_id, source from opportunities
),
origins as (
  select subjects.subject_id, min(case when subjects.source is null then 31 else coalesce(sources.code, 30) end) as source_code
  from subjects
  left join sources on subjects.source = sources.source
  group by subjects.subject_id
),
moves as (
  select
    coalesce(origins.source_code, 31) as source_code,
    packed % 64 as stage_code,
    coalesce(lead(packed) over (partition by entries.subject_id order by packed) % 64, 63) as next_code,
    lead(first_day) over (partition by entries.subject_id order by packed) - first_day as elapsed,
    least(($until_day - first_day) // $period_days, $last_period) as periods_ago
  from entries
  left join origins on entries.subject_id = origins.subject_id
),
cells as (
  select
    stage_code,
    next_code,
    source_code,
    periods_ago,
    case when elapsed <= $horizon_days then 1 else 0 end as in_time
  from moves
)
select stage_code, next_code, source_code, periods_ago, in_time, count(*) as n
from cells
group by stage_code, next_code, source_code, periods_ago, in_time
