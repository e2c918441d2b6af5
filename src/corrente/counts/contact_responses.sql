-- Contacts and how many of them were answered, by what was sent, to whom, and after how many contacts of the same person in the
-- $window_seconds before (6 stands for six and more). later: after $cut_day. Contacts of one person at the same second are
-- ordered by their codes. People are counted where their first contact is.
-- with: contacts, segment_levels
-- tables: touchpoints, customers
-- parameters: until_day, cut_day, from_kinds, answer_seconds, message_column, window_seconds, segment_column
-- lookups: channels(channel, code), message_codes(message_level, code), contact_kinds(kind_level, code),
--   segment_codes(segment_level, code)
-- keys: later, channel, message, segment, recent
-- bound: 7938 (2 times, nine channels, nine messages, seven segments, seven numbers)
with levels as segment_levels(),
packed as (
  select
    person_id,
    case when occurred_day > $cut_day then 1 else 0 end as later,
    occurred_second * 512 + channel * 32 + message * 2 + answered as step
  from contacts() as sent
),
before as (
  select
    person_id,
    later,
    step,
    step // 512 - $window_seconds as since,
    lag(step, 1) over (partition by person_id order by step) as step_1,
    lag(step, 2) over (partition by person_id order by step) as step_2,
    lag(step, 3) over (partition by person_id order by step) as step_3,
    lag(step, 4) over (partition by person_id order by step) as step_4,
    lag(step, 5) over (partition by person_id order by step) as step_5,
    lag(step, 6) over (partition by person_id order by step) as step_6
  from packed
)
select
  before.later,
  before.step // 32 % 16 as channel,
  before.step // 2 % 16 as message,
  coalesce(levels.code, 0) as segment,
  case
    when step_6 // 512 > since then 6
    when step_5 // 512 > since then 5
    when step_4 // 512 > since then 4
    when step_3 // 512 > since then 3
    when step_2 // 512 > since then 2
    when step_1 // 512 > since then 1
    else 0
  end as recent,
  count(*) as contacts,
  cast(sum(step % 2) as bigint) as answered_sum,
  count(case when step_1 is null then 1 end) as people
from before
left join levels on before.person_id = levels.customer_id
group by
  before.later,
  before.step // 32 % 16,
  before.step // 2 % 16,
  coalesce(levels.code, 0),
  case
    when step_6 // 512 > since then 6
    when step_5 // 512 > since then 5
    when step_4 // 512 > since then 4
    when step_3 // 512 > since then 3
    when step_2 // 512 > since then 2
    when step_1 // 512 > since then 1
    else 0
  end
