-- Best-worst tasks by which messages they showed (a bit mask), by the respondent's segment.
-- A task is best-worst where one alternative was chosen as worst and one as best; all it showed must be in the lookup.
-- tables: choices
-- parameters: none
-- lookups: messages(message, message_code, message_bit), segments(segment, segment_code)
-- keys: segment_code, shown
-- bound: 524280 (the sets of sixteen messages, seven segments and the others)
with tasks as (
  -- in one sum: a worst counts 1, a best 65536, and what is not in the lookup 4294967296
  select
    choices.respondent_id,
    choices.task,
    coalesce(max(segments.segment_code), -1) as of_segment,
    bit_or(messages.message_bit) as shown,
    cast(sum(
      case
        when messages.message_code is null then 4294967296
        when choices.chosen = -1 then 1
        when choices.chosen = 1 then 65536
        else 0
      end
    ) as bigint) as picked
  from choices
  left join messages on choices.alternative = messages.message
  left join segments on choices.segment = segments.segment
  where choices.respondent_id in (select distinct respondent_id from choices where chosen = -1)
  group by choices.respondent_id, choices.task
)
select of_segment as segment_code, shown, count(*) as tasks
from tasks
where picked = 65537
group by of_segment, shown
