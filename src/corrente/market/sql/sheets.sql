-- Every rating of a chunk of respondents, in ten-millionths of a point beyond the brand's mark: each rates all brands but
-- one competitor. Deviates are in thousandths, coefficients in hundredths.
create or replace temp table sheet as
select
    asked.respondent,
    asked.segment,
    asked.brand,
    asked.attribute,
    asked.mark,
    asked.weight,
    100 * (600 * level.deviate + 400 * style.deviate) as own,
    100 * (asked.halo * halo.deviate + asked.noise * noise.deviate) as beyond
from (
    select
        i as respondent,
        groups.segment,
        marks.brand,
        marks.attribute,
        marks.mark,
        marks.weight,
        marks.noise,
        marks.halo,
        draw('rates', i, 0) % 16384 as level_slot,
        draw('rates', i, 1 + marks.attribute) % 16384 as style_slot,
        draw('rates', i, 100 + marks.brand) % 16384 as halo_slot,
        draw('rates', i, 1000 + 100 * marks.brand + marks.attribute) % 16384 as noise_slot
    from range($first, $stop) as people(i)
    inner join groups on groups.slot = draw('respondent', i, 0) % 4096
    cross join marks
    where marks.brand <> 1 + draw('respondent', i, 1) % 4
) as asked
inner join deviates as level on level.slot = asked.level_slot
inner join deviates as style on style.slot = asked.style_slot
inner join deviates as halo on halo.slot = asked.halo_slot
inner join deviates as noise on noise.slot = asked.noise_slot
