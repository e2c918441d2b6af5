select
    buyers.customer as customer_id,
    moment(buyers.second) as created_at,
    coalesce(channels.name, 'other') as acquired_channel,
    'BR' as country,
    regions.name as region,
    regions.industry as industry,
    buyers.segment as size
from buyers
inner join regions on regions.slot = (buyers.word >> 52) % 1024
left join channels on channels.channel = buyers.channel
order by buyers.customer
