-- Four rising answers in cents; one respondent in twenty-five mixes up the first and the last.
create or replace temp table price_rows as
select
    respondent,
    segment,
    mixed,
    middle as answer_0,
    middle + middle * first_step // 10000 as answer_1,
    middle + middle * first_step // 10000 + (middle + middle * first_step // 10000) * second_step // 10000 as answer_2,
    third_step
from (
    select
        asked.respondent,
        asked.segment,
        asked.mixed,
        middles.middle,
        first_steps.step_0 as first_step,
        second_steps.step_1 as second_step,
        third_steps.step_2 as third_step
    from (
        select
            i as respondent,
            group_of.segment,
            draw('mixed', i, 0) % 25 = 0 as mixed,
            draw('middle', i, 0) % 4096 as slot,
            draw('step', i, 0) % 4096 as slot_0,
            draw('step', i, 1) % 4096 as slot_1,
            draw('step', i, 2) % 4096 as slot_2
        from range($first, $stop) as people(i)
        inner join group_of on group_of.turn = i % 20
    ) as asked
    inner join middles on middles.segment = asked.segment and middles.slot = asked.slot
    inner join steps as first_steps on first_steps.slot = asked.slot_0
    inner join steps as second_steps on second_steps.slot = asked.slot_1
    inner join steps as third_steps on third_steps.slot = asked.slot_2
) as answered
