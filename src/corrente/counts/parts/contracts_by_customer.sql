-- Customers under contract by $until_day, several contracts of one being one: when it began, the plan that came first,
-- whether it runs, when it ended, and what it pays per month.
select
  customer_id,
  min(started_day) as first_day,
  min(started_day * 100 + coalesce(plan_codes.code, 0)) - 100 * min(started_day) as first_plan,
  max(case when ended_day is null or ended_day > $until_day then 1 else 0 end) as running,
  max(ended_day) as last_day,
  cast(sum(case when ended_day is null or ended_day > $until_day then coalesce(price, 0) else 0 end) as bigint) as monthly
from subscriptions
left join plan_codes on subscriptions.plan = plan_codes.plan_level
where started_day <= $until_day
group by customer_id
