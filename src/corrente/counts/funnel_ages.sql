-- Days until the next stage, or until the last day where there is none yet, per stage.
-- Stages are taken in the order of their first entry; won and lost come last whatever their date (`lift`).
-- Stages entered in one second are ordered by code; next_code 63 is none yet; age_bin is a bin of days.
-- tables: stage_changes
-- parameters: until_day
-- lookups: stages(stage, code, lift), ages(days, age_bin)
-- keys: stage_code, next_code, age_bin
-- bound: 7200 (12 stages, to 11 others or to none yet, 50 bins)
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
moves as (
  select
    packed % 64 as stage_code,
    coalesce(lead(packed) over (partition by subject_id order by packed) % 64, 63) as next_code,
    coalesce(lead(first_day) over (partition by subject_id order by packed), $until_day) - first_day as elapsed
  from entries
)
select moves.stage_code, moves.next_code, ages.age_bin, count(*) as n
from moves
inner join ages on least(greatest(moves.elapsed, 0), 1500) = ages.days
group by moves.stage_code, moves.next_code, ages.age_bin
