-- How important each need is and how well it is met, jointly, by segment; levels above 10 are tens (11: up to 20).
-- tables: needs
-- parameters: use_segment
-- lookups: none
-- keys: asked, part, important, satisfied (-1: below 0, 20: above 100)
-- bound: 700000
select asked, part, important, satisfied, count(*) as answers
from (
    select
        need as asked,
        case when $use_segment = 1 then coalesce(segment, '') else '' end as part,
        case
            when importance < 0 then -1
            when importance <= 100000 then importance // 10000
            when importance <= 1000000 then 9 + (importance + 99999) // 100000
            else 20
        end as important,
        case
            when satisfaction < 0 then -1
            when satisfaction <= 100000 then satisfaction // 10000
            when satisfaction <= 1000000 then 9 + (satisfaction + 99999) // 100000
            else 20
        end as satisfied
    from needs
    where importance is not null and satisfaction is not null
) as rated
group by asked, part, important, satisfied
