-- Lift tests as they were brought, the same ones together: money a week, lift and its standard error in ten-thousandths; no spend is -1.
-- tables: lift_tests
-- parameters: until_day
-- lookups: channels(channel, code), regions(region, code)
-- keys: channel_code, region_code, money, added_money, lifted, deviation
-- bound: 1000
select
  channels.code as channel_code,
  coalesce(regions.code, 0) as region_code,
  coalesce(lift_tests.spend, -1) as money,
  lift_tests.added as added_money,
  lift_tests.lift as lifted,
  lift_tests.error as deviation,
  count(*) as tests
from lift_tests
inner join channels on lift_tests.channel = channels.channel
left join regions on lift_tests.region = regions.region
where lift_tests.period_day <= $until_day
group by
  channels.code,
  coalesce(regions.code, 0),
  coalesce(lift_tests.spend, -1),
  lift_tests.added,
  lift_tests.lift,
  lift_tests.error
