select
    respondents.i as respondent_id,
    need_names.name as need,
    case when need_boxes.box in (0, 1) then 4 + draw('important', respondents.i, need_names.need) % 2
        else 1 + draw('important', respondents.i, need_names.need) % 3 end as importance,
    case when need_boxes.box in (0, 2) then 4 + draw('satisfied', respondents.i, need_names.need) % 2
        else 1 + draw('satisfied', respondents.i, need_names.need) % 3 end as satisfaction,
    need_segments.name as segment
from range(getvariable('first'), getvariable('stop')) as respondents(i)
inner join need_segments on need_segments.segment = draw('part', respondents.i, 0) % 3
cross join need_names
inner join need_boxes on need_boxes.segment = need_segments.segment and need_boxes.need = need_names.need
    and need_boxes.slot = draw('box', respondents.i, need_names.need) % 4096
order by respondents.i, need_names.need
