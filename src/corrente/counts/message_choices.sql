-- How often each message was chosen as best and as worst, over the tasks of message_sets.
-- tables: choices
-- parameters: none
-- lookups: messages(message, message_code), segments(segment, segment_code)
-- keys: segment_code, message_code
-- bound: 128 (seven segments and the others, sixteen messages)
with tasks as (
  -- in one sum: a worst counts 1 and its code 2^26, a best 2^13 and its code 2^30, what is not in the lookup 2^34
  select
    choices.respondent_id,
    choices.task,
    coalesce(max(segments.segment_code), -1) as of_segment,
    cast(sum(
      case
        when messages.message_code is null then 17179869184
        when choices.chosen = -1 then 1 + 67108864 * messages.message_code
        when choices.chosen = 1 then 8192 + 1073741824 * messages.message_code
        else 0
      end
    ) as bigint) as picked
  from choices
  left join messages on choices.alternative = messages.message
  left join segments on choices.segment = segments.segment
  where choices.respondent_id in (select distinct respondent_id from choices where chosen = -1)
  group by choices.respondent_id, choices.task
),
pairs as (
  select
    of_segment as segment_code,
    picked // 1073741824 as best_code,
    picked // 67108864 % 16 as worst_code,
    count(*) as tasks
  from tasks
  where picked < 17179869184 and picked % 67108864 = 8193
  group by of_segment, picked
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
