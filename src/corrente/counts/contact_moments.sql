-- Contacts and how many of them were answered, by what was sent, weekday (0 is Monday) and hour of the company's own clock:
-- midnights holds the second at which each day began there. later: after $cut_day.
-- with: contacts
-- tables: touchpoints
-- parameters: until_day, cut_day, from_kinds, answer_seconds, message_column
-- lookups: channels(channel, code), message_codes(message_level, code), contact_kinds(kind_level, code),
--   midnights(day, midnight_second)
-- keys: later, channel, message, weekday, hour
-- bound: 27216 (2 times, nine channels, nine messages, 168 hours)
select
  case when sent.occurred_day > $cut_day then 1 else 0 end as later,
  sent.channel,
  sent.message,
  (sent.occurred_day + 3) % 7 as weekday,
  least(greatest(sent.occurred_second - midnights.midnight_second, 0) // 3600, 23) as hour,
  count(*) as contacts,
  cast(sum(sent.answered) as bigint) as answered_sum
from contacts() as sent
inner join midnights on sent.occurred_day = midnights.day
group by
  case when sent.occurred_day > $cut_day then 1 else 0 end,
  sent.channel,
  sent.message,
  (sent.occurred_day + 3) % 7,
  least(greatest(sent.occurred_second - midnights.midnight_second, 0) // 3600, 23)
