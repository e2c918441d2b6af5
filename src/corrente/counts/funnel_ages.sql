-- Days until the next stage, or until the last day where there is none yet, per stage.
-- Stages are taken in the order of their first entry; won and lost come last whatever their date (`lift`).
-- Stages entered in one second are ordered by code; next_code 63 is none yet; age_bin is a bin of days.
-- with: first_entries, place_day
-- tables: stage_changes
-- parameters: until_day
-- lookups: stages(stage, code, lift), ages(days, age_bin)
-- keys: stage_code, next_code, age_bin
-- bound: 7200 (12 stages, to 11 others or to none yet, 50 bins)
with entries as first_entries(),
moves as (
  select place, lead(place) over (partition by subject_id order by place) as next_place
  from entries
),
waits as (
  select
    place // 262144 % 64 as stage_code,
    coalesce(next_place // 262144 % 64, 63) as next_code,
    coalesce(place_day(next_place), $until_day) - place_day(place) as elapsed
  from moves
)
select waits.stage_code, waits.next_code, ages.age_bin, count(*) as n
from waits
inner join ages on least(greatest(waits.elapsed, 0), 1500) = ages.days
group by waits.stage_code, waits.next_code, ages.age_bin
