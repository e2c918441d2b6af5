-- Contacts and how many of them were answered, by what was sent, to whom, and after how many contacts of the same person in the
-- $window_seconds before (6 stands for six and more). later: after $cut_day. Contacts of one person at the same second are
-- ordered by their codes. People are counted where their first contact is. A step is second, later, channel, message, answer.
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
    occurred_second * 1024 + case when occurred_day > $cut_day then 512 else 0 end
    + channel * 32 + message * 2 + answered as step
  from contacts() as sent
),
before as (
  select
    person_id,
    step,
    step // 1024 - $window_seconds as since,
    lag(step, 1) over (partition by person_id order by step) as step_1,
    lag(step, 2) over (partition by person_id order by step) as step_2,
    lag(step, 3) over (partition by person_id order by step) as step_3,
    lag(step, 4) over (partition by person_id order by step) as step_4,
    lag(step, 5) over (partition by person_id order by step) as step_5,
    lag(step, 6) over (partition by person_id order by step) as step_6
  from packed
),
told as (
  select
    person_id,
    step % 1024 as what,
    case
      when step_6 // 1024 > since then 6
      when step_5 // 1024 > since then 5
      when step_4 // 1024 > since then 4
      when step_3 // 1024 > since then 3
      when step_2 // 1024 > since then 2
      when step_1 // 1024 > since then 1
      else 0
    end as recent,
    case when step_1 is null then 1 else 0 end as opening
  from before
),
tallied as (
  select
    told.what,
    coalesce(levels.code, 0) as segment,
    told.recent,
    count(*) as n,
    sum(told.opening) as openings
  from told
  left join levels on told.person_id = levels.customer_id
  group by told.what, coalesce(levels.code, 0), told.recent
)
select
  what // 512 as later,
  what // 32 % 16 as channel,
  what // 2 % 16 as message,
  segment,
  recent,
  cast(sum(n) as bigint) as contacts,
  cast(sum(case what % 2 when 1 then n else 0 end) as bigint) as answered_sum,
  cast(sum(openings) as bigint) as people
from tallied
group by what // 512, what // 32 % 16, what // 2 % 16, segment, recent
