-- Choice tasks among offers, alternative by alternative, of at most so many respondents.
-- Only tasks count in which some alternative has a price or an attribute: the others ask about words, not offers.
-- Of more respondents than $respondents, as many are taken evenly along the order of their ids; of a respondent's
-- tasks the first ones, whole, up to $rows_each rows. A covariate that is switched off has one level, ''; a price
-- that is not there is -1.
-- with: describes_offer
-- tables: choices
-- parameters: respondents, rows_each, use_01, use_02, use_03, use_04, use_05, use_06, use_07, use_08, use_09, use_10, use_11, use_12, use_13, use_14, use_15, use_16, use_17, use_18, use_19, use_20, use_21, use_22, use_23, use_24
-- lookups: none
-- keys: respondent, task, alternative, chosen, shown_price, group_name, level_01, level_02, level_03, level_04, level_05, level_06, level_07, level_08, level_09, level_10, level_11, level_12, level_13, level_14, level_15, level_16, level_17, level_18, level_19, level_20, level_21, level_22, level_23, level_24
-- bound: 30000
with numbered as (
  select respondent_id, row_number() over (order by respondent_id) as place, count(*) over () as people
  from (select distinct respondent_id from choices where describes_offer()) as respondents
),
sampled as (
  select respondent_id
  from numbered
  where people <= $respondents or place * $respondents // people > (place - 1) * $respondents // people
),
shown as (
  select
    choices.respondent_id,
    choices.task,
    choices.alternative,
    choices.chosen,
    case when describes_offer() then 1 end as described,
    coalesce(choices.price, -1) as shown_price,
    coalesce(choices.segment, '') as group_name,
    case when $use_01 = 1 then coalesce(choices.attribute_01, '') else '' end as level_01,
    case when $use_02 = 1 then coalesce(choices.attribute_02, '') else '' end as level_02,
    case when $use_03 = 1 then coalesce(choices.attribute_03, '') else '' end as level_03,
    case when $use_04 = 1 then coalesce(choices.attribute_04, '') else '' end as level_04,
    case when $use_05 = 1 then coalesce(choices.attribute_05, '') else '' end as level_05,
    case when $use_06 = 1 then coalesce(choices.attribute_06, '') else '' end as level_06,
    case when $use_07 = 1 then coalesce(choices.attribute_07, '') else '' end as level_07,
    case when $use_08 = 1 then coalesce(choices.attribute_08, '') else '' end as level_08,
    case when $use_09 = 1 then coalesce(choices.attribute_09, '') else '' end as level_09,
    case when $use_10 = 1 then coalesce(choices.attribute_10, '') else '' end as level_10,
    case when $use_11 = 1 then coalesce(choices.attribute_11, '') else '' end as level_11,
    case when $use_12 = 1 then coalesce(choices.attribute_12, '') else '' end as level_12,
    case when $use_13 = 1 then coalesce(choices.attribute_13, '') else '' end as level_13,
    case when $use_14 = 1 then coalesce(choices.attribute_14, '') else '' end as level_14,
    case when $use_15 = 1 then coalesce(choices.attribute_15, '') else '' end as level_15,
    case when $use_16 = 1 then coalesce(choices.attribute_16, '') else '' end as level_16,
    case when $use_17 = 1 then coalesce(choices.attribute_17, '') else '' end as level_17,
    case when $use_18 = 1 then coalesce(choices.attribute_18, '') else '' end as level_18,
    case when $use_19 = 1 then coalesce(choices.attribute_19, '') else '' end as level_19,
    case when $use_20 = 1 then coalesce(choices.attribute_20, '') else '' end as level_20,
    case when $use_21 = 1 then coalesce(choices.attribute_21, '') else '' end as level_21,
    case when $use_22 = 1 then coalesce(choices.attribute_22, '') else '' end as level_22,
    case when $use_23 = 1 then coalesce(choices.attribute_23, '') else '' end as level_23,
    case when $use_24 = 1 then coalesce(choices.attribute_24, '') else '' end as level_24
  from choices
  inner join sampled on choices.respondent_id = sampled.respondent_id
),
offered as (
  select respondent_id, task, count(*) as alternatives
  from shown
  group by respondent_id, task
  having count(described) > 0
),
tasks as (
  select
    respondent_id,
    task,
    sum(alternatives) over (
      partition by respondent_id order by task rows between unbounded preceding and current row
    ) as so_far
  from offered
)
select
  shown.respondent_id as respondent,
  shown.task,
  alternative,
  chosen,
  shown_price,
  group_name,
  level_01,
  level_02,
  level_03,
  level_04,
  level_05,
  level_06,
  level_07,
  level_08,
  level_09,
  level_10,
  level_11,
  level_12,
  level_13,
  level_14,
  level_15,
  level_16,
  level_17,
  level_18,
  level_19,
  level_20,
  level_21,
  level_22,
  level_23,
  level_24,
  count(*) as times
from shown
inner join tasks on shown.respondent_id = tasks.respondent_id and shown.task = tasks.task
where so_far <= $rows_each
group by
  shown.respondent_id,
  shown.task,
  alternative,
  chosen,
  shown_price,
  group_name,
  level_01,
  level_02,
  level_03,
  level_04,
  level_05,
  level_06,
  level_07,
  level_08,
  level_09,
  level_10,
  level_11,
  level_12,
  level_13,
  level_14,
  level_15,
  level_16,
  level_17,
  level_18,
  level_19,
  level_20,
  level_21,
  level_22,
  level_23,
  level_24
