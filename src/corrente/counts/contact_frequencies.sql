-- Customers whom a channel met, by how often (30 stands for 30 and more); segments and channels as in contact_sets.
-- with: customer_column
-- tables: touchpoints, customers
-- parameters: from_day, until_day, segment_column
-- lookups: channel_masks(channel, mask), segment_codes(segment_level, code)
-- keys: segment, channel_mask, contacts
-- bound: 5460 (thirteen segments and the others, thirteen channels, thirty numbers)
with levels as (
  select customer_id, code
  from (
    select
      customer_id,
      customer_column($segment_column) as segment_level
    from customers
  ) as divided
  left join segment_codes on divided.segment_level = segment_codes.segment_level
  where customer_id is not null
),
met as (
  select
    touchpoints.person_id,
    coalesce(channel_masks.mask, 4096) as channel_mask,
    count(*) as n
  from touchpoints
  left join channel_masks on touchpoints.channel = channel_masks.channel
  where touchpoints.person_id is not null and touchpoints.occurred_day between $from_day and $until_day
  group by touchpoints.person_id, coalesce(channel_masks.mask, 4096)
)
select
  case when levels.customer_id is null then -1 else coalesce(levels.code, 0) end as segment,
  met.channel_mask,
  least(met.n, 30) as contacts,
  count(*) as people,
  sum(met.n) as touches
from met
left join levels on met.person_id = levels.customer_id
group by
  case when levels.customer_id is null then -1 else coalesce(levels.code, 0) end,
  met.channel_mask,
  least(met.n, 30)
