-- Customers of the chunk by segment and by the time since their last purchase in the window, and those who buy in the 90 days
-- after it.
insert into coming
select
    lives.segment,
    case
        when lives.eighths < 2 then lives.eighths
        when lives.eighths < 4 then 2
        when lives.eighths < 8 then 3
        when lives.eighths < 12 then 4
        when lives.eighths < 16 then 5
        when lives.eighths < 24 then 6
        when lives.eighths < 32 then 7
        when lives.eighths < 40 then 8
        else 9
    end,
    count(*),
    sum(lives.bought)
from (
    select
        customer,
        segment,
        ($window_days - 1 - max(case when second < $window_end then second // 86400 end)) * 8 // 90 as eighths,
        max(case when second >= $window_end and second < $window_end + 90 * 86400 then 1 else 0 end) as bought
    from purchase
    group by customer, segment
) as lives
where lives.eighths is not null
group by all
