-- How many closed deals each combination of what is known of a deal has, and how many open ones will be won.
insert into closed
select
    source,
    competitor,
    owner,
    size,
    region,
    amount,
    count(*) filter (where close_day < $window_days),
    count(*) filter (where close_day >= $window_days and ending = 3)
from deal
where qualified and day_0 < $window_days
group by source, competitor, owner, size, region, amount
