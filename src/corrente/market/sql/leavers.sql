-- Contracts that run at the end of the window and end within the next 30 days.
insert into soon
select count(*)
from contracts
where step = left_step and end_day >= $window_days and end_day < $window_days + 30 and second // 86400 < $window_days
