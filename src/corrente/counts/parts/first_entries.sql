-- Each subject's first entry of each stage as a place: second, stage and day in one number, which is sorted fastest.
-- The `lift` of a stage may be up to 2^37.
select
  stage_changes.subject_id,
  min(
    ((stage_changes.entered_second + stages.lift + 15000000000) * 64 + stages.code) * 262144
    + stage_changes.entered_day + 172000
  ) as place
from stage_changes
inner join stages on stage_changes.stage = stages.stage
where stage_changes.entered_day <= $until_day
group by stage_changes.subject_id, stages.code
