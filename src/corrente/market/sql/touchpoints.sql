select
    walk.person as person_id,
    moment(walk.second) as occurred_at,
    channels.name as channel,
    channels.kind as kind,
    channels.name || '-' || (1 + walk.person % 3) as campaign,
    cents(channels.cents * (512 + (walk.word >> 28) % 1024) // 1024) as cost
from walk
inner join channels on channels.channel = walk.channel
order by walk.person, walk.step
