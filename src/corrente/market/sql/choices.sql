select
    1000000 + ranked.respondent as respondent_id,
    ranked.task,
    case ranked.place when 1 then 'Aurora' when 2 then 'Pipeline Pro' when 3 then 'VendaFácil' else 'none' end
        as alternative,
    case when ranked.rank = 1 then 1 else 0 end as chosen,
    ranked.price,
    case ranked.dashboards when 1 then 'yes' when 0 then 'no' end as dashboards,
    case ranked.onboarding when 1 then 'yes' when 0 then 'no' end as onboarding,
    case ranked.support when 2 then 'priority' when 1 then 'phone' when 0 then 'email' end as support,
    case ranked.adaptive_testing when 1 then 'yes' when 0 then 'no' end as adaptive_testing,
    group_called.name as segment
from (
    select *, row_number() over (partition by respondent, task order by utility desc, place) as rank from task_rows
) as ranked
inner join group_called on group_called.segment = ranked.segment
order by ranked.respondent, ranked.task, ranked.place
