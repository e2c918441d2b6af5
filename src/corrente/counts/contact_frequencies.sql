-- Customers whom a channel met, by how often (30 stands for 30 and more); segments and channels as in contact_sets.
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
      case $segment_column
        when 1 then size
        when 2 then acquired_channel
        when 3 then industry
        when 4 then country
        when 5 then region
        when 6 then attribute_01
        when 7 then attribute_02
        when 8 then attribute_03
        when 9 then attribute_04
        when 10 then attribute_05
        when 11 then attribute_06
        when 12 then attribute_07
        when 13 then attribute_08
        when 14 then attribute_09
        when 15 then attribute_10
        when 16 then attribute_11
        when 17 then attribute_12
        when 18 then attribute_13
        when 19 then attribute_14
        when 20 then attribute_15
        when 21 then attribute_16
        when 22 then attribute_17
        when 23 then attribute_18
        when 24 then attribute_19
        when 25 then attribute_20
        when 26 then attribute_21
        when 27 then attribute_22
        when 28 then attribute_23
        when 29 then attribute_24
      end as segment_level
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
