-- The overall judgement (weight 0) follows what the respondent thinks beyond the brand's mark, by the planted weights.
select
    sheet.respondent as respondent_id,
    marks.brand_name as brand,
    marks.attribute_name as attribute,
    least(
        greatest(
            sheet.mark * 100000 + sheet.own + sheet.beyond
            + case when sheet.weight = 0 then follows.sum_beyond else 0 end + 5000000,
            0
        ) // 10000000,
        100
    ) as rating,
    group_names.name as segment
from sheet
inner join (
    select respondent, brand, sum(weight * beyond)::bigint // 100 as sum_beyond
    from sheet
    group by respondent, brand
) as follows on follows.respondent = sheet.respondent and follows.brand = sheet.brand
inner join marks on marks.brand = sheet.brand and marks.attribute = sheet.attribute
inner join group_names on group_names.segment = sheet.segment
order by sheet.respondent, sheet.brand, sheet.attribute
