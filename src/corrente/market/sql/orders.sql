select
    customer * 10000 + step as order_id,
    customer as customer_id,
    moment(second) as ordered_at,
    cents(cents) as revenue,
    case when step = 0 then 'plan' when word % 3 = 0 then 'add-on' else 'upgrade' end as category
from purchase
where second < $window_end
order by customer, step
