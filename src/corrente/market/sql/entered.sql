-- How many deals of the chunk have entered each stage by the end of the window.
insert into entered
select
    count(*),
    count(*) filter (where ending > 0 and day_1 < $window_days),
    count(*) filter (where ending > 1 and day_2 < $window_days)
from deal
where qualified and day_0 < $window_days
