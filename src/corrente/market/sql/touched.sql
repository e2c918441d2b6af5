-- What was sent at each touch of the chunk and whether it was answered; `place` is the touch's place among all chances.
-- Bits of a word: 0-7 the message, 8-31 the answer.
create or replace temp table touched as
select
    placed.person,
    placed.step,
    placed.message,
    placed.place,
    case when (placed.word >> 8) % 16777216 < answers.chance then 1 else 0 end as response
from (
    select
        sent.person,
        sent.step,
        sent.word,
        sent.word % 4 as message,
        ((((sent.channel * 4 + sent.word % 4) * 4 + coalesce(sized.size, 0)) * 7 + sent.before) * 7
            + (sent.second // 86400 + $first_weekday) % 7) * 24 + sent.second % 86400 // 3600 as place
    from (
        select
            person,
            step,
            channel,
            second,
            draw('message', person, step) as word,
            least(count(*) over (partition by person order by second range between 604799 preceding and current row) - 1,
                $most_before) as before
        from walk
        where channel < 8
    ) as sent
    left join buyers on sent.person = buyers.customer
    left join sized on buyers.segment = sized.segment
) as placed
inner join answers on answers.place = placed.place
