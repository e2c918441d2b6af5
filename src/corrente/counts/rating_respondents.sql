-- Respondents who rated our brand, by the length of their id (20 and longer together), and how many of them are customers: have
-- bought, under the same id. Running numbers of a survey show in the lengths: 9 of one digit, 90 of two, and so on.
-- tables: orders, ratings
-- parameters: until_day
-- lookups: own_brands(brand)
-- keys: digits
-- bound: 21
with respondents as (
  select distinct ratings.respondent_id
  from ratings
  inner join own_brands on ratings.brand = own_brands.brand
  where ratings.respondent_id is not null
),
buyers as (
  select distinct customer_id
  from orders
  where revenue >= 0 and ordered_day <= $until_day
)
select
  cast(least(length(respondents.respondent_id), 20) as bigint) as digits,
  count(*) as respondents,
  count(buyers.customer_id) as customers
from respondents
left join buyers on respondents.respondent_id = cast(buyers.customer_id as varchar)
group by least(length(respondents.respondent_id), 20)
