-- What will be seen, by segment: customers, those still active, days with a purchase soon, and revenue within the year.
insert into future
select
    lives.segment,
    count(*),
    sum(lives.active),
    sum(lives.purchases),
    sum(lives.cents)
from (
    select
        customer,
        segment,
        min(case when second < $window_end and gone then 0 else 1 end) as active,
        count(distinct case when second >= $window_end and second < $soon_end then second // 86400 end) as purchases,
        sum(case when second >= $window_end then cents else 0 end) as cents
    from purchase
    group by customer, segment
) as lives
group by lives.segment
