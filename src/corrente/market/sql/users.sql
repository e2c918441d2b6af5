-- The chunk's customers as users: on how many early days they come, what they try (a bit mask), and how long they stay.
-- Bits of a word: 0-13 the level of activity, 14-37 whether they stay, 38-53 for how long, 54-60 which early days.
-- Bits of tried: twelve for each feature.
create or replace temp table users as
select
    known.customer,
    known.second,
    known.word,
    known.days,
    known.mask,
    case
        when (known.word >> 14) % 16777216 < stays.chance then 90 + ((waits.wait * 240) >> 16)
        else 14 + (known.word >> 38) % 46
    end as gone_day
from (
    select
        drawn.customer,
        drawn.second,
        drawn.size,
        drawn.word,
        tries.level,
        tries.days,
        case when drawn.tried % 4096 < tries.tries_0 then 1 else 0 end
        + case when (drawn.tried >> 12) % 4096 < tries.tries_1 then 2 else 0 end
        + case when (drawn.tried >> 24) % 4096 < tries.tries_2 then 4 else 0 end
        + case when (drawn.tried >> 36) % 4096 < tries.tries_3 then 8 else 0 end
        + case when (drawn.tried >> 48) % 4096 < tries.tries_4 then 16 else 0 end as mask
    from (
        select
            customer_id as customer,
            size,
            date_diff('second', moment(0), created_at) as second,
            draw('user', customer_id, 0) as word,
            draw('user', customer_id, 1) as tried
        from customers
        where customer_id >= $first and customer_id < $stop
    ) as drawn
    inner join activity on activity.slot = drawn.word % 16384
    inner join tries on tries.level = activity.level
) as known
inner join stays on stays.size = known.size and stays.level = known.level and stays.mask = known.mask
inner join waits on waits.slot = (known.word >> 38) % 65536
