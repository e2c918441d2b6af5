-- Eight best-worst tasks of four messages per respondent, numbered from 1001.
select
    shown.respondent as respondent_id,
    shown.task,
    blocks.message as alternative,
    case when blocks.message = picks.best then 1 when blocks.message = picks.worst then -1 else 0 end as chosen,
    group_names.name as segment
from (
    select
        i as respondent,
        1001 + t as task,
        groups.segment,
        (i + t) % 14 as block,
        draw('picks', i, t) % 4096 as slot
    from range(1, $stop) as people(i)
    inner join groups on groups.slot = draw('respondent', i, 0) % 4096
    cross join range(0, 8) as tasks(t)
) as shown
inner join picks on picks.segment = shown.segment and picks.block = shown.block and picks.slot = shown.slot
inner join blocks on blocks.block = shown.block
inner join group_names on group_names.segment = shown.segment
