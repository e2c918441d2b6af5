-- Who is behind each lead of the chunk: of those who came after a contact, the first of some people whose journey had begun
-- before; of all others, somebody whom nobody has met.
create or replace temp table behind as
select deal.lead, coalesce(met.person, $strangers + deal.lead) as person
from deal
left join (
    select lead, arg_min(person, attempt) as person
    from (
        select
            deal.lead,
            deal.began,
            attempts.attempt,
            1 + draw('lead person', deal.lead, attempts.attempt) % $people as person
        from deal
        cross join range(0, 6) as attempts(attempt)
        where draw('lead met', deal.lead, 0) % 8 < $met_eighths
    ) as candidates
    where draw('journey begins', person, 0) % $latest_start < began
    group by lead
) as met on met.lead = deal.lead
