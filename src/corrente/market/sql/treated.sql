-- Bits of a word: 0-7 whether in the action, 8-15 the arm, 16-39 the response, 40-53 what is spent.
create or replace temp table treated as
select
    drawn.customer_id as person_id,
    moment(($window_days - 45) * 86400 + 36000) as assigned_at,
    arms.name as arm,
    case when (drawn.word >> 16) % 16777216 < arms.chance then 1 else 0 end as outcome,
    cents(
        case
            when (drawn.word >> 16) % 16777216 < arms.chance and draw('spend', drawn.customer_id, 0) % 10 < 4
                then greatest(worth.cents, 1)
            else 0
        end
    ) as value,
    'win-back' as campaign
from (
    select customer_id, size, created_at, draw('treat', customer_id, 0) as word
    from customers
    where customer_id >= $first and customer_id < $stop and draw('treat', customer_id, 0) % 256 < 128
) as drawn
inner join sizes on sizes.name = drawn.size
inner join arms on arms.size = sizes.size and arms.arm = (drawn.word >> 8) % 256 % 3
inner join worth on worth.slot = (drawn.word >> 40) % 16384
