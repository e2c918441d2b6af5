-- Each person's walk through the channels: one row per touch, and one for how it ends (8 bought, 9 left).
-- Bits of a word: 0-11 the move, 12-27 the wait before it, 28-37 the cost.
create or replace temp table walk as
with recursive walk(person, step, channel, before, began, second, word) as (
    select start.person, 0, moves.next, -1, start.began, start.began, start.word
    from (
        select
            i as person,
            draw('journey', i, 0) as word,
            draw('journey begins', i, 0) % $latest_start as began
        from range($first, $stop) as people(i)
    ) as start
    inner join moves on moves.channel = -1 and moves.slot = start.word % 4096
    union all
    select
        walk.person,
        walk.step,
        moves.next,
        walk.channel,
        walk.began,
        -- an order follows its last touch within a day; touches are 16 hours apart on average
        case
            when moves.next = 8 then walk.second + 60 + (walk.word >> 28) % 86000
            else least(walk.second + 60 + ((waits.wait * 57600) >> 16), walk.began + 2505600 + walk.step)
        end,
        walk.word
    from (
        select person, step + 1 as step, channel, began, second, draw('journey', person, step + 1) as word
        from walk
        where channel < 8
    ) as walk
    inner join moves on moves.channel = walk.channel and moves.slot = walk.word % 4096
    inner join waits on waits.slot = (walk.word >> 12) % 65536
)
select person, step, channel, before, second, word from walk
