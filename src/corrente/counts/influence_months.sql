-- Deals as in pipeline_months; influence: 0 nobody known, 1 somebody known, 2 who had a contact before the deal was opened.
-- Channels that nobody sends (`unsent`) are no marketing contact.
-- tables: opportunities, leads, touchpoints
-- parameters: until_day
-- lookups: calendar(day, period), unsent(channel)
-- keys: opened, closed, ending, influence
-- bound: 131769 (121 months each, 3 endings, 3 influences)
with dealt as (
  select
    opportunities.created_day,
    opportunities.created_second,
    case when opportunities.outcome = 'open' or closed_day > $until_day then null else closed_day end as end_day,
    case
      when opportunities.outcome = 'open' or closed_day > $until_day then 0
      when opportunities.outcome = 'won' then 2
      else 3
    end as ending,
    amount,
    coalesce(customer_id, leads.person_id) as buyer_id
  from opportunities
  left join leads on opportunities.lead_id = leads.lead_id
  where coalesce(opportunities.created_day, $until_day) <= $until_day
),
firsts as (
  select touchpoints.person_id, min(touchpoints.occurred_second) as met_second
  from touchpoints
  inner join (select distinct buyer_id from dealt) as buyers on touchpoints.person_id = buyers.buyer_id
  left join unsent on touchpoints.channel = unsent.channel
  where unsent.channel is null and touchpoints.occurred_day <= $until_day
  group by touchpoints.person_id
)
select
  coalesce(begun.period, -1) as opened,
  coalesce(ended.period, -1) as closed,
  ending,
  case when buyer_id is null then 0 when met_second < created_second then 2 else 1 end as influence,
  count(*) as deals,
  count(amount) as priced,
  cast(sum(coalesce(amount, 0)) as bigint) as worth,
  cast(sum(coalesce((amount // 100000) * (amount // 100000), 0)) as bigint) as squares
from dealt
left join firsts on dealt.buyer_id = firsts.person_id
left join calendar as begun on dealt.created_day = begun.day
left join calendar as ended on dealt.end_day = ended.day
group by
  coalesce(begun.period, -1),
  coalesce(ended.period, -1),
  ending,
  case when buyer_id is null then 0 when met_second < created_second then 2 else 1 end
