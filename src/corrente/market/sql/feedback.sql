select
    'F' || spoken.i as feedback_id,
    moment(spoken.second) as said_at,
    upper(spoken.clauses[1]) || spoken.clauses[2:] || '.' as text,
    greatest(0, least(10, (7500 + spoken.points + spoken_noise.noise) // 1000)) as score,
    case when draw('where', spoken.i, 0) % 3 = 0 then 'NPS' else 'ticket' end as source,
    'pt' as language
from (
    select
        i,
        any_value(draw('said', i, 0) % $window_end) as second,
        coalesce(sum(effect) filter (says), 0) as points,
        coalesce(
            string_agg(
                case
                    when (draw('clause', i, theme) >> 8) % 16 = 0 then 'isso outra vez'
                    when draw('clause', i, theme) % 4 = 0 then name
                    when draw('clause', i, theme) % 4 = 1 then 'mais uma vez ' || name
                    when draw('clause', i, theme) % 4 = 2 then name || ' também'
                    else 'ainda ' || name
                end, '. ' order by draw('order', i, theme), theme
            ) filter (says),
            'É isso por enquanto'
        ) as clauses
    from (
        select
            comments.i, spoken_themes.theme, spoken_themes.name, spoken_themes.effect,
            draw('mention', comments.i, spoken_themes.theme) % 4096 < case
                when draw('said', comments.i, 0) % $window_end < $window_end // 2 then spoken_themes.before
                else spoken_themes.after
            end as says
        from range(getvariable('first'), getvariable('stop')) as comments(i)
        cross join spoken_themes
    ) as drawn
    group by i
) as spoken
inner join spoken_noise on spoken_noise.slot = draw('rating', spoken.i, 0) % 512
order by spoken.i
