select
    deal.lead as lead_id,
    behind.person as person_id,
    moment(began) as created_at,
    source,
    case when qualified and day_0 < $window_days then office(day_0, 0, deal.lead) end as converted_at,
    case when qualified and day_0 < $window_days then 'converted' when qualified then 'open' else 'lost' end as outcome,
    size,
    region
from deal
inner join behind on behind.lead = deal.lead
order by deal.lead
