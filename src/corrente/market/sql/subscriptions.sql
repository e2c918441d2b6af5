select
    customer as customer_id,
    moment(min(second) // 86400 * 86400 + 36000) as started_at,
    min(case when step = left_step and end_day < $window_days then moment(end_day * 86400 + 64800) end) as ended_at,
    any_value(plan_name) as plan,
    cents(any_value(cents)) as price
from contracts
group by customer
order by customer
