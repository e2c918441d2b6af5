-- Contacts with people, each with what was sent (codes of channel and message, 0 is any other) and whether it was answered.
-- Where $from_kinds is 0 every touchpoint is a contact, and its response tells. Where it is 1 the kinds tell: contact_kinds
-- codes a contact 1 and an answer 2, and a contact is answered where the person's next event in that channel is an answer, within
-- $answer_seconds. $message_column is where the message stands: 1 message, 2 campaign, 0 nowhere.
with events as (
  select
    person_id,
    occurred_second,
    occurred_day,
    coalesce(channels.code, 0) as channel,
    coalesce(message_codes.code, 0) as message,
    coalesce(contact_kinds.code, 0) as role,
    coalesce(touchpoints.response, 0) as response
  from touchpoints
  left join channels on touchpoints.channel = channels.channel
  left join message_codes
    on case $message_column when 1 then touchpoints.message when 2 then touchpoints.campaign end = message_codes.message_level
  left join contact_kinds on touchpoints.kind = contact_kinds.kind_level
  where touchpoints.person_id is not null and touchpoints.occurred_day <= $until_day
),
steps as (
  select
    person_id,
    occurred_second,
    occurred_day,
    channel,
    message,
    role,
    lead(occurred_second * 64 + role * 16 + message) over (
      partition by person_id, channel order by occurred_second * 64 + role * 16 + message
    ) as following
  from events
  where $from_kinds = 1 and role > 0
)
select person_id, occurred_second, occurred_day, channel, message, response as answered
from events
where $from_kinds = 0
union all
select
  person_id,
  occurred_second,
  occurred_day,
  channel,
  message,
  case
    when following % 64 // 16 = 2 and following // 64 - occurred_second <= $answer_seconds then 1
    else 0
  end as answered
from steps
where role = 1
