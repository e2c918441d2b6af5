-- Whole periods that were lived, by what was known at their beginning; `recent` is the last one of a contract's own.
insert into risks
select
    plan,
    size,
    tenure,
    ticket,
    case when from_day + 60 > $window_days then 1 else 0 end,
    count(*)
from contracts
where from_day + 30 <= $window_days and (left_step is null or step <= left_step)
group by all
