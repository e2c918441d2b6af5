-- The customers of a chunk: who bought at the end of a walk, and who came without touchpoints.
-- Bits of a word: 0-9 segment, 10-23 rate, 24-37 dropout, 38-51 spend, 52-61 region.
create or replace temp table buyers as
select
    come.customer,
    come.second,
    come.channel,
    come.word,
    segments.name as segment,
    gaps.value as gap,
    deaths.value as death,
    scales.value as scale
from (
    select person as customer, second, before as channel, draw('customer', person, 0) as word
    from walk
    where channel = 8
    union all
    select i, draw('customer begins', i, 0) % $latest_start, null, draw('customer', i, 0)
    from range($first, $stop) as customers(i)
) as come
inner join segments on segments.slot = come.word % 1024
inner join gaps on gaps.segment = segments.name and gaps.slot = (come.word >> 10) % 16384
inner join deaths on deaths.segment = segments.name and deaths.slot = (come.word >> 24) % 16384
inner join scales on scales.segment = segments.name and scales.slot = (come.word >> 38) % 16384
