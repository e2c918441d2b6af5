select
    walk.person as person_id,
    moment(walk.second) as occurred_at,
    channels.name as channel,
    channels.kind as kind,
    channels.name || '-' || (1 + walk.person % 3) as campaign,
    cents(channels.cents * (512 + (walk.word >> 28) % 1024) // 1024) as cost,
    sayings.text as message,
    touched.response as response
from walk
inner join channels on channels.channel = walk.channel
inner join touched on touched.person = walk.person and touched.step = walk.step
inner join sayings on sayings.message = touched.message
order by walk.person, walk.step
