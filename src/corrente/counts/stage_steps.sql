-- From stage to stage: whoever entered one, which other stage they entered next, and after how many days.
-- Stages entered in one second are ordered by code, won and lost come last whatever their date (`lift`). Entering the stage that
-- one is in is no step. next_code 63: still there, and days up to now. again: the stage had been left before.
-- days: up to 60 as they are, then in sevens.
-- tables: stage_changes
-- parameters: until_day
-- lookups: stages(stage, code, lift)
-- keys: stage_code, next_code, again, days
-- bound: 100000 (12 stages, to 11 others or to none yet, first time or again, 267 bins of days up to 1500)
with entries as (
  select
    stage_changes.subject_id,
    stages.code,
    (stage_changes.entered_second + stages.lift) * 64 + stages.code as packed,
    stage_changes.entered_day
  from stage_changes
  inner join stages on stage_changes.stage = stages.stage
  where stage_changes.entered_day <= $until_day
),
ordered as (
  select
    subject_id,
    code,
    packed,
    entered_day,
    lag(packed) over (partition by subject_id order by packed) % 64 as previous_code
  from entries
),
spells as (
  select
    subject_id,
    code,
    entered_day,
    lead(packed) over (partition by subject_id order by packed) % 64 as next_code,
    lead(entered_day) over (partition by subject_id order by packed) as next_day,
    row_number() over (partition by subject_id, code order by packed) as visit
  from ordered
  where previous_code is null or previous_code <> code
),
timed as (
  select
    code as stage_code,
    coalesce(next_code, 63) as next_code,
    case when visit > 1 then 1 else 0 end as again,
    least(greatest(coalesce(next_day, $until_day) - entered_day, 0), 1500) as elapsed
  from spells
)
select
  stage_code,
  next_code,
  again,
  case when elapsed < 60 then elapsed else 52 + elapsed // 7 end as days,
  count(*) as n
from timed
group by stage_code, next_code, again, case when elapsed < 60 then elapsed else 52 + elapsed // 7 end
