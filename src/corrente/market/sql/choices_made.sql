-- Twelve tasks per respondent: an offer of each of three brands and nothing; the one with the highest utility is chosen.
create or replace temp table task_rows as
select
    worth.respondent,
    worth.task,
    worth.place,
    worth.segment,
    worth.price,
    worth.dashboards,
    worth.onboarding,
    worth.support,
    worth.adaptive_testing,
    worth.utility + surprise.noise as utility
from (
    select
        shown.respondent,
        shown.task,
        shown.place,
        shown.segment,
        case when shown.place > 0 then shown_prices.price end as price,
        case when shown.place > 0 then (shown.word >> 12) % 2 end as dashboards,
        case when shown.place > 0 then (shown.word >> 24) % 2 end as onboarding,
        case when shown.place > 0 then (shown.word >> 36) % 3 end as support,
        case when shown.place > 0 then (shown.word >> 48) % 2 end as adaptive_testing,
        case
            when shown.place = 0 then 0
            else
                personas.worth_0 * shown_prices.price
                + case shown.place when 1 then personas.worth_1 when 2 then personas.worth_2 else personas.worth_3 end
                + personas.worth_4 * ((shown.word >> 12) % 2)
                + personas.worth_5 * ((shown.word >> 24) % 2)
                + case (shown.word >> 36) % 3 when 1 then personas.worth_6 when 2 then personas.worth_7 else 0 end
                + personas.worth_8 * ((shown.word >> 48) % 2)
        end as utility,
        draw('surprise', shown.respondent * 12 + shown.task, shown.place) % 4096 as slot
    from (
        select
            i as respondent,
            t as task,
            p as place,
            group_of.segment,
            draw('persona', i, 0) % 4096 as persona,
            draw('offer', i * 12 + t, p) as word
        from range($first, $stop) as people(i)
        inner join group_of on group_of.turn = i % 20
        cross join range(1, 13) as tasks(t)
        cross join range(0, 4) as places(p)
    ) as shown
    inner join personas on personas.segment = shown.segment and personas.slot = shown.persona
    inner join shown_prices on shown_prices.level = shown.word % 7
) as worth
inner join surprise on surprise.slot = worth.slot
