-- Deals with the levels of their covariates: '' where a covariate is switched off or nothing is there (amounts: -1).
select
  opportunity_id,
  case when $use_source = 1 then coalesce(source, '') else '' end as level_source,
  case when $use_owner = 1 then coalesce(owner, '') else '' end as level_owner,
  case when $use_competitor = 1 then coalesce(competitor, '') else '' end as level_competitor,
  case
    when $use_amount = 0 or amount is null then -1
    when amount < $amount_1 then 0
    when amount < $amount_2 then 1
    when amount < $amount_3 then 2
    when amount < $amount_4 then 3
    when amount < $amount_5 then 4
    when amount < $amount_6 then 5
    when amount < $amount_7 then 6
    when amount < $amount_8 then 7
    when amount < $amount_9 then 8
    else 9
  end as level_amount,
  case when $use_01 = 1 then coalesce(attribute_01, '') else '' end as level_01,
  case when $use_02 = 1 then coalesce(attribute_02, '') else '' end as level_02,
  case when $use_03 = 1 then coalesce(attribute_03, '') else '' end as level_03,
  case when $use_04 = 1 then coalesce(attribute_04, '') else '' end as level_04,
  case when $use_05 = 1 then coalesce(attribute_05, '') else '' end as level_05,
  case when $use_06 = 1 then coalesce(attribute_06, '') else '' end as level_06,
  case when $use_07 = 1 then coalesce(attribute_07, '') else '' end as level_07,
  case when $use_08 = 1 then coalesce(attribute_08, '') else '' end as level_08,
  case when $use_09 = 1 then coalesce(attribute_09, '') else '' end as level_09,
  case when $use_10 = 1 then coalesce(attribute_10, '') else '' end as level_10,
  case when $use_11 = 1 then coalesce(attribute_11, '') else '' end as level_11,
  case when $use_12 = 1 then coalesce(attribute_12, '') else '' end as level_12,
  case when $use_13 = 1 then coalesce(attribute_13, '') else '' end as level_13,
  case when $use_14 = 1 then coalesce(attribute_14, '') else '' end as level_14,
  case when $use_15 = 1 then coalesce(attribute_15, '') else '' end as level_15,
  case when $use_16 = 1 then coalesce(attribute_16, '') else '' end as level_16,
  case when $use_17 = 1 then coalesce(attribute_17, '') else '' end as level_17,
  case when $use_18 = 1 then coalesce(attribute_18, '') else '' end as level_18,
  case when $use_19 = 1 then coalesce(attribute_19, '') else '' end as level_19,
  case when $use_20 = 1 then coalesce(attribute_20, '') else '' end as level_20,
  case when $use_21 = 1 then coalesce(attribute_21, '') else '' end as level_21,
  case when $use_22 = 1 then coalesce(attribute_22, '') else '' end as level_22,
  case when $use_23 = 1 then coalesce(attribute_23, '') else '' end as level_23,
  case when $use_24 = 1 then coalesce(attribute_24, '') else '' end as level_24,
  outcome,
  created_day,
  closed_day
from opportunities
