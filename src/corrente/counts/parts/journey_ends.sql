-- When people bought, and for how much (with $from_leads 1: when a lead converted), up to $until_day.
select customer_id as person_id, ordered_second as converted_second, revenue
from orders
where $from_leads = 0 and revenue >= 0 and ordered_day <= $until_day
union all
select person_id, converted_second, 0 as revenue
from leads
where $from_leads = 1 and person_id is not null and converted_day <= $until_day
