-- Days on which a customer was active, each once: with a purchase, or with a use where $from_usage is 1.
select
  customer_id,
  ordered_day as day
from orders
where $from_usage = 0 and revenue >= 0 and ordered_day <= $until_day
group by customer_id, ordered_day
union all
select
  customer_id,
  used_day as day
from usage
where $from_usage = 1 and used_day <= $until_day
group by customer_id, used_day
