-- Subjects (leads and deals) that entered each stage, by the stage they entered next and the source they came from.
-- Stages are taken in the order of their first entry; won and lost come last whatever their date (`lift`).
-- Stages entered in one second are ordered by code; next_code 63 is none yet; in_time is within the horizon.
-- source_code 30 is any other, 31 none. A period is `period_days` long, the last one ends on the last day.
-- with: first_entries, place_day
-- tables: stage_changes, leads, opportunities
-- parameters: until_day, period_days, last_period, horizon_days
-- lookups: stages(stage, code, lift), sources(source, code)
-- keys: stage_code, next_code, source_code, periods_ago, in_time
-- bound: 145728 (12 stages, in 22 sources and 24 periods, to 11 others early or late or to none yet)
with entries as first_entries(),
moves as (
  select subject_id, place, lead(place) over (partition by subject_id order by place) as next_place
  from entries
),
of_leads as (
  select leads.lead_id, case when leads.source is null then 31 else coalesce(sources.code, 30) end as source_code
  from leads
  left join sources on leads.source = sources.source
),
of_deals as (
  select
    opportunities.opportunity_id,
    case when opportunities.source is null then 31 else coalesce(sources.code, 30) end as source_code
  from opportunities
  left join sources on opportunities.source = sources.source
),
cells as (
  select
    place // 262144 % 64 as stage_code,
    coalesce(next_place // 262144 % 64, 63) as next_code,
    least(coalesce(of_leads.source_code, 31), coalesce(of_deals.source_code, 31)) as source_code,
    least(($until_day - place_day(place)) // $period_days, $last_period) as periods_ago,
    case when place_day(next_place) - place_day(place) <= $horizon_days then 1 else 0 end as in_time
  from moves
  left join of_leads on moves.subject_id = of_leads.lead_id
  left join of_deals on moves.subject_id = of_deals.opportunity_id
)
select stage_code, next_code, source_code, periods_ago, in_time, count(*) as n
from cells
group by stage_code, next_code, source_code, periods_ago, in_time
