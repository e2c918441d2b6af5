-- Customers with a ticket in the last $period_days days.
select distinct customer_id
from tickets
where opened_day > $until_day - $period_days and opened_day <= $until_day
