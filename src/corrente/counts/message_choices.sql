-- How often each message was chosen as best and as worst, over the tasks of message_sets.
-- tables: choices
-- parameters: none
-- lookups: messages(message, message_code), segments(segment, segment_code)
-- keys: segment_code, message_code
-- bound: 128 (seven segments and the others, sixteen messages)
with tasks as (
  select
    choices.respondent_id,
    choices.task,
    max(coalesce(segments.segment_code, -1)) as of_segment,
    sum(case when messages.message_code is null then 1 else 0 end) as unknown,
    sum(case when choices.chosen = 1 then 1 else 0 end) as bests,
    sum(case when choices.chosen = -1 then 1 else 0 end) as worsts,
    max(case when choices.chosen = 1 then messages.message_code end) as best_code,
    max(case when choices.chosen = -1 then messages.message_code end) as worst_code
  from choices
  left join messages on choices.alternative = messages.message
  left join segments on choices.segment = segments.segment
  where choices.respondent_id is not null
  group by choices.respondent_id, choices.task
),
sides as (
  select 1 as is_best
  union all
  select 0 as is_best
),
picks as (
  select
    tasks.of_segment as segment_code,
    case when sides.is_best = 1 then tasks.best_code else tasks.worst_code end as message_code,
    sides.is_best
  from tasks
  cross join sides
  where tasks.worsts = 1 and tasks.bests = 1 and tasks.unknown = 0
)
select segment_code, message_code, sum(is_best) as best, sum(1 - is_best) as worst
from picks
group by segment_code, message_code
