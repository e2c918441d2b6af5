-- What a chunk of the panel buys in the window, of any brand. Bits of a word: 0-15 how often, 16-31 tastes.
create or replace temp table panel as
with people as (
    select i as person, draw('panel', i, 0) as word
    from range($first, $stop) as panelists(i)
),
bought as (
    select people.person, people.word, unnest(range(baskets.purchases)) as step
    from people
    inner join baskets on baskets.slot = people.word % 65536
)
select
    person,
    draw('basket', person, step) % $window_end as second,
    brand_word as word,
    case
        when brand_word % 16777216 < edge_1 then 0
        when brand_word % 16777216 < edge_2 then 1
        when brand_word % 16777216 < edge_3 then 2
        when brand_word % 16777216 < edge_4 then 3
        when brand_word % 16777216 < edge_5 then 4
        when brand_word % 16777216 < edge_6 then 5
        else 6
    end as place
from (select *, draw('brand', person, step) as brand_word from bought) as chosen
inner join tastes on tastes.slot = (chosen.word >> 16) % 65536
