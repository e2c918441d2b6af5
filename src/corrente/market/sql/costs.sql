-- What the touches of the chunk cost, by channel; and under 8 how many journeys ended with an order.
insert into costs
select
    walk.channel,
    sum(coalesce(channels.cents * (512 + (walk.word >> 28) % 1024) // 1024, 1))
from walk
left join channels on channels.channel = walk.channel
where walk.channel <= 8
group by walk.channel
