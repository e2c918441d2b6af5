select
    deal.lead as subject_id,
    change.stage,
    office(change.day, change.hour, deal.lead) as entered_at
from deal
inner join lateral (
    values
        ('mql', 0, deal.day_0, 0),
        ('sql', 1, deal.day_1, 1),
        ('proposal', 2, deal.day_2, 2),
        (case when deal.ending = 3 then 'won' else 'lost' end, 0, deal.close_day, 4)
) as change(stage, reached, day, hour) on change.reached <= deal.ending and change.day < $window_days
where deal.qualified and deal.day_0 < $window_days
order by deal.lead, change.hour
