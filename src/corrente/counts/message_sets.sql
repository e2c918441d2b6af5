-- Best-worst tasks by which messages they showed (a bit mask), by the respondent's segment.
-- A task is best-worst where one alternative was chosen as worst and one as best; all it showed must be in the lookup.
-- tables: choices
-- parameters: none
-- lookups: messages(message, message_code, message_bit), segments(segment, segment_code)
-- keys: segment_code, shown
-- bound: 524280 (the sets of sixteen messages, seven segments and the others)
with tasks as (
  select
    choices.respondent_id,
    choices.task,
    max(coalesce(segments.segment_code, -1)) as of_segment,
    sum(case when messages.message_code is null then 1 else 0 end) as unknown,
    bit_or(coalesce(messages.message_bit, 0)) as shown,
    sum(case when choices.chosen = -1 then 1 else 0 end) as worsts,
    sum(case when choices.chosen = 1 then 1 else 0 end) as bests
  from choices
  left join messages on choices.alternative = messages.message
  left join segments on choices.segment = segments.segment
  where choices.respondent_id is not null
  group by choices.respondent_id, choices.task
)
select of_segment as segment_code, shown, count(*) as tasks
from tasks
where worsts = 1 and bests = 1 and unknown = 0
group by of_segment, shown
