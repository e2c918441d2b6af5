-- How often each message was chosen as best and as worst, over the tasks of message_sets.
-- tables: choices
-- parameters: none
-- lookups: messages(message, message_code), segments(segment, segment_code)
-- keys: segment_code, message_code
-- bound: 128 (seven segments and the others, sixteen messages)
with tasks as (
  -- in one sum: a worst counts 1, a best 65536, and what is not in the lookup 4294967296
  select
    choices.respondent_id,
    choices.task,
    coalesce(max(segments.segment_code), -1) as of_segment,
    sum(
      case
        when messages.message_code is null then 4294967296
        when choices.chosen = -1 then 1
        when choices.chosen = 1 then 65536
        else 0
      end
    ) as picked,
    max(case when choices.chosen = 1 then messages.message_code end) as best_code,
    max(case when choices.chosen = -1 then messages.message_code end) as worst_code
  from choices
  left join messages on choices.alternative = messages.message
  left join segments on choices.segment = segments.segment
  where choices.respondent_id in (select respondent_id from choices where chosen = -1)
  group by choices.respondent_id, choices.task
),
pairs as (
  select of_segment as segment_code, best_code, worst_code, count(*) as tasks
  from tasks
  where picked = 65537
  group by of_segment, best_code, worst_code
),
sides as (
  select 1 as is_best
  union all
  select 0 as is_best
)
select
  segment_code,
  case when is_best = 1 then best_code else worst_code end as message_code,
  cast(sum(tasks * is_best) as bigint) as best,
  cast(sum(tasks * (1 - is_best)) as bigint) as worst
from pairs
cross join sides
group by segment_code, case when is_best = 1 then best_code else worst_code end
