select
    lead as opportunity_id,
    lead as lead_id,
    office(day_0, 0, lead) as created_at,
    case when close_day >= $window_days then 'open' when ending = 3 then 'won' else 'lost' end as outcome,
    case when close_day < $window_days then office(close_day, 4, lead) end as closed_at,
    source,
    owner,
    competitor,
    case when close_day < $window_days and ending < 3 then loss_reason end as loss_reason,
    cents(cents) as amount,
    size,
    region
from deal
where qualified and day_0 < $window_days
order by lead
