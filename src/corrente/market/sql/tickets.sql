select
    customer as customer_id,
    moment(ticket_day * 86400 + 39600) as opened_at,
    case word % 3 when 0 then 'failure' when 1 then 'billing' else 'question' end as kind,
    moment(ticket_day * 86400 + 43200 + (word >> 20) % 21600) as closed_at
from contracts
where has_ticket = 1 and ticket_day < $window_days
    and (left_step is null or step < left_step or (step = left_step and ticket_day <= end_day))
order by customer, step
