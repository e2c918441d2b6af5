select
    1000000 + priced.respondent as respondent_id,
    cents(case when priced.mixed then priced.answer_3 else priced.answer_0 end) as too_cheap,
    cents(priced.answer_1) as cheap,
    cents(priced.answer_2) as expensive,
    cents(case when priced.mixed then priced.answer_0 else priced.answer_3 end) as too_expensive,
    group_called.name as segment
from (select *, answer_2 + answer_2 * third_step // 10000 as answer_3 from price_rows) as priced
inner join group_called on group_called.segment = priced.segment
order by priced.respondent
