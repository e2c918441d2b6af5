-- One metric's outcome (in ten-thousandths) by week of the calendar and region. What has no code of its own is 0.
-- tables: outcomes
-- parameters: until_day, metric_code
-- lookups: calendar(day, period), metrics(metric, code), regions(region, code)
-- keys: week, region_code
-- bound: 2400 (261 weeks, 9 regions)
select
  calendar.period as week,
  coalesce(regions.code, 0) as region_code,
  cast(sum(outcomes.value) as bigint) as outcome,
  count(*) as periods
from outcomes
inner join calendar on outcomes.period_day = calendar.day
left join metrics on outcomes.metric = metrics.metric
left join regions on outcomes.region = regions.region
where outcomes.period_day <= $until_day and coalesce(metrics.code, 0) = $metric_code
group by
  calendar.period,
  coalesce(regions.code, 0)
