-- Every purchase of the chunk's buyers, on into the future; `gone` where it was the last.
-- Nobody is billed twice a day: an order on the day of the one before is dated the next day.
-- Bits of a word: 0-15 the wait before it, 16-39 whether it is the last, 40-53 what is spent.
create or replace temp table purchase as
with recursive life(customer, segment, step, second, gone, gap, death, scale, word) as (
    select customer, segment, 0, second, false, gap, death, scale, draw('order', customer, 0)
    from buyers
    union all
    select
        life.customer,
        life.segment,
        life.step,
        greatest(
            life.second + ((waits.wait * life.gap) >> 16),
            (life.second // 86400 + 1) * 86400 + (life.word >> 54) * 150
        ),
        (life.word >> 16) % 16777216 < life.death,
        life.gap,
        life.death,
        life.scale,
        life.word
    from (
        select customer, segment, step + 1 as step, second, gap, death, scale, draw('order', customer, step + 1) as word
        from life
        where not gone
    ) as life
    inner join waits on waits.slot = life.word % 65536
    where life.second + ((waits.wait * life.gap) >> 16) < $future_end
)
select
    life.customer,
    life.segment,
    life.step,
    life.second,
    life.gone,
    life.word,
    greatest((spends.value * life.scale) >> 16, 1) as cents
from life
inner join spends on spends.segment = life.segment and spends.slot = (life.word >> 40) % 16384
