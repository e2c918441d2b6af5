-- Sums and products of what is rated: of sheets (one respondent on one brand) and of respondents (all their sheets together).
-- A sheet counts where all $attributes attributes are rated; ratings are in hundredths of a point, rounded down.
-- brand_code: of a sheet its brand, of a respondent -1; rated: brands that the respondent has sheets of.
-- with_XX: sheets whose respondent also has one of brand XX.
-- half: 0 or 1, from a checksum of the respondent's own ratings. around: the respondent's totals, added up over sheets.
-- tables: ratings
-- parameters: attributes
-- lookups: brands(brand, brand_code), attributes(attribute, attribute_code)
-- keys: half, rated, brand_code
-- bound: 312 (two halves, at most twelve brands rated, twelve brands and the respondents)
with sheets as (
  select
    ratings.respondent_id,
    brands.brand_code,
    coalesce(max(case when attributes.attribute_code = 0 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 0 then 0 end) as r_00,
    coalesce(max(case when attributes.attribute_code = 1 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 1 then 0 end) as r_01,
    coalesce(max(case when attributes.attribute_code = 2 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 2 then 0 end) as r_02,
    coalesce(max(case when attributes.attribute_code = 3 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 3 then 0 end) as r_03,
    coalesce(max(case when attributes.attribute_code = 4 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 4 then 0 end) as r_04,
    coalesce(max(case when attributes.attribute_code = 5 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 5 then 0 end) as r_05,
    coalesce(max(case when attributes.attribute_code = 6 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 6 then 0 end) as r_06,
    coalesce(max(case when attributes.attribute_code = 7 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 7 then 0 end) as r_07,
    coalesce(max(case when attributes.attribute_code = 8 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 8 then 0 end) as r_08,
    coalesce(max(case when attributes.attribute_code = 9 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 9 then 0 end) as r_09,
    coalesce(max(case when attributes.attribute_code = 10 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 10 then 0 end) as r_10,
    coalesce(max(case when attributes.attribute_code = 11 then (ratings.rating + 1000000000) // 100 - 10000000 end), case when $attributes <= 11 then 0 end) as r_11
  from ratings
  inner join brands on ratings.brand = brands.brand
  inner join attributes on ratings.attribute = attributes.attribute
  where ratings.respondent_id is not null
  group by ratings.respondent_id, brands.brand_code
),
complete as (
  select respondent_id, brand_code, r_00, r_01, r_02, r_03, r_04, r_05, r_06, r_07, r_08, r_09, r_10, r_11
  from sheets
  where r_00 + r_01 + r_02 + r_03 + r_04 + r_05 + r_06 + r_07 + r_08 + r_09 + r_10 + r_11 is not null
),
respondents as (
  select
    respondent_id,
    count(*) as rated,
    (10007000000000 + 7919 * cast(sum(r_00) + sum(r_01) + sum(r_02) + sum(r_03) + sum(r_04) + sum(r_05) + sum(r_06) + sum(r_07) + sum(r_08) + sum(r_09) + sum(r_10) + sum(r_11) as bigint)) % 10007 % 2 as half,
    cast(sum(r_00) as bigint) as t_00,
    cast(sum(r_01) as bigint) as t_01,
    cast(sum(r_02) as bigint) as t_02,
    cast(sum(r_03) as bigint) as t_03,
    cast(sum(r_04) as bigint) as t_04,
    cast(sum(r_05) as bigint) as t_05,
    cast(sum(r_06) as bigint) as t_06,
    cast(sum(r_07) as bigint) as t_07,
    cast(sum(r_08) as bigint) as t_08,
    cast(sum(r_09) as bigint) as t_09,
    cast(sum(r_10) as bigint) as t_10,
    cast(sum(r_11) as bigint) as t_11,
    max(case when brand_code = 0 then 1 else 0 end) as h_00,
    max(case when brand_code = 1 then 1 else 0 end) as h_01,
    max(case when brand_code = 2 then 1 else 0 end) as h_02,
    max(case when brand_code = 3 then 1 else 0 end) as h_03,
    max(case when brand_code = 4 then 1 else 0 end) as h_04,
    max(case when brand_code = 5 then 1 else 0 end) as h_05,
    max(case when brand_code = 6 then 1 else 0 end) as h_06,
    max(case when brand_code = 7 then 1 else 0 end) as h_07,
    max(case when brand_code = 8 then 1 else 0 end) as h_08,
    max(case when brand_code = 9 then 1 else 0 end) as h_09,
    max(case when brand_code = 10 then 1 else 0 end) as h_10,
    max(case when brand_code = 11 then 1 else 0 end) as h_11
  from complete
  group by respondent_id
),
seen as (
  select
    respondents.half, respondents.rated, complete.brand_code,
    complete.r_00 as v_00, complete.r_01 as v_01, complete.r_02 as v_02, complete.r_03 as v_03, complete.r_04 as v_04, complete.r_05 as v_05, complete.r_06 as v_06, complete.r_07 as v_07, complete.r_08 as v_08, complete.r_09 as v_09, complete.r_10 as v_10, complete.r_11 as v_11,
    respondents.t_00 as w_00, respondents.t_01 as w_01, respondents.t_02 as w_02, respondents.t_03 as w_03, respondents.t_04 as w_04, respondents.t_05 as w_05, respondents.t_06 as w_06, respondents.t_07 as w_07, respondents.t_08 as w_08, respondents.t_09 as w_09, respondents.t_10 as w_10, respondents.t_11 as w_11,
    respondents.h_00 as h_00, respondents.h_01 as h_01, respondents.h_02 as h_02, respondents.h_03 as h_03, respondents.h_04 as h_04, respondents.h_05 as h_05, respondents.h_06 as h_06, respondents.h_07 as h_07, respondents.h_08 as h_08, respondents.h_09 as h_09, respondents.h_10 as h_10, respondents.h_11 as h_11
  from complete
  inner join respondents on complete.respondent_id = respondents.respondent_id
  union all
  select
    half, rated, -1 as brand_code,
    t_00 as v_00, t_01 as v_01, t_02 as v_02, t_03 as v_03, t_04 as v_04, t_05 as v_05, t_06 as v_06, t_07 as v_07, t_08 as v_08, t_09 as v_09, t_10 as v_10, t_11 as v_11,
    0 as w_00, 0 as w_01, 0 as w_02, 0 as w_03, 0 as w_04, 0 as w_05, 0 as w_06, 0 as w_07, 0 as w_08, 0 as w_09, 0 as w_10, 0 as w_11,
    0 as h_00, 0 as h_01, 0 as h_02, 0 as h_03, 0 as h_04, 0 as h_05, 0 as h_06, 0 as h_07, 0 as h_08, 0 as h_09, 0 as h_10, 0 as h_11
  from respondents
)
select
  half,
  rated,
  brand_code,
  count(*) as sheets,
  sum(v_00) as sum_00,
  sum(v_01) as sum_01,
  sum(v_02) as sum_02,
  sum(v_03) as sum_03,
  sum(v_04) as sum_04,
  sum(v_05) as sum_05,
  sum(v_06) as sum_06,
  sum(v_07) as sum_07,
  sum(v_08) as sum_08,
  sum(v_09) as sum_09,
  sum(v_10) as sum_10,
  sum(v_11) as sum_11,
  sum(w_00) as around_00,
  sum(w_01) as around_01,
  sum(w_02) as around_02,
  sum(w_03) as around_03,
  sum(w_04) as around_04,
  sum(w_05) as around_05,
  sum(w_06) as around_06,
  sum(w_07) as around_07,
  sum(w_08) as around_08,
  sum(w_09) as around_09,
  sum(w_10) as around_10,
  sum(w_11) as around_11,
  sum(h_00) as with_00,
  sum(h_01) as with_01,
  sum(h_02) as with_02,
  sum(h_03) as with_03,
  sum(h_04) as with_04,
  sum(h_05) as with_05,
  sum(h_06) as with_06,
  sum(h_07) as with_07,
  sum(h_08) as with_08,
  sum(h_09) as with_09,
  sum(h_10) as with_10,
  sum(h_11) as with_11,
  sum(v_00 * v_00) as product_00_00,
  sum(v_00 * v_01) as product_00_01,
  sum(v_00 * v_02) as product_00_02,
  sum(v_00 * v_03) as product_00_03,
  sum(v_00 * v_04) as product_00_04,
  sum(v_00 * v_05) as product_00_05,
  sum(v_00 * v_06) as product_00_06,
  sum(v_00 * v_07) as product_00_07,
  sum(v_00 * v_08) as product_00_08,
  sum(v_00 * v_09) as product_00_09,
  sum(v_00 * v_10) as product_00_10,
  sum(v_00 * v_11) as product_00_11,
  sum(v_01 * v_01) as product_01_01,
  sum(v_01 * v_02) as product_01_02,
  sum(v_01 * v_03) as product_01_03,
  sum(v_01 * v_04) as product_01_04,
  sum(v_01 * v_05) as product_01_05,
  sum(v_01 * v_06) as product_01_06,
  sum(v_01 * v_07) as product_01_07,
  sum(v_01 * v_08) as product_01_08,
  sum(v_01 * v_09) as product_01_09,
  sum(v_01 * v_10) as product_01_10,
  sum(v_01 * v_11) as product_01_11,
  sum(v_02 * v_02) as product_02_02,
  sum(v_02 * v_03) as product_02_03,
  sum(v_02 * v_04) as product_02_04,
  sum(v_02 * v_05) as product_02_05,
  sum(v_02 * v_06) as product_02_06,
  sum(v_02 * v_07) as product_02_07,
  sum(v_02 * v_08) as product_02_08,
  sum(v_02 * v_09) as product_02_09,
  sum(v_02 * v_10) as product_02_10,
  sum(v_02 * v_11) as product_02_11,
  sum(v_03 * v_03) as product_03_03,
  sum(v_03 * v_04) as product_03_04,
  sum(v_03 * v_05) as product_03_05,
  sum(v_03 * v_06) as product_03_06,
  sum(v_03 * v_07) as product_03_07,
  sum(v_03 * v_08) as product_03_08,
  sum(v_03 * v_09) as product_03_09,
  sum(v_03 * v_10) as product_03_10,
  sum(v_03 * v_11) as product_03_11,
  sum(v_04 * v_04) as product_04_04,
  sum(v_04 * v_05) as product_04_05,
  sum(v_04 * v_06) as product_04_06,
  sum(v_04 * v_07) as product_04_07,
  sum(v_04 * v_08) as product_04_08,
  sum(v_04 * v_09) as product_04_09,
  sum(v_04 * v_10) as product_04_10,
  sum(v_04 * v_11) as product_04_11,
  sum(v_05 * v_05) as product_05_05,
  sum(v_05 * v_06) as product_05_06,
  sum(v_05 * v_07) as product_05_07,
  sum(v_05 * v_08) as product_05_08,
  sum(v_05 * v_09) as product_05_09,
  sum(v_05 * v_10) as product_05_10,
  sum(v_05 * v_11) as product_05_11,
  sum(v_06 * v_06) as product_06_06,
  sum(v_06 * v_07) as product_06_07,
  sum(v_06 * v_08) as product_06_08,
  sum(v_06 * v_09) as product_06_09,
  sum(v_06 * v_10) as product_06_10,
  sum(v_06 * v_11) as product_06_11,
  sum(v_07 * v_07) as product_07_07,
  sum(v_07 * v_08) as product_07_08,
  sum(v_07 * v_09) as product_07_09,
  sum(v_07 * v_10) as product_07_10,
  sum(v_07 * v_11) as product_07_11,
  sum(v_08 * v_08) as product_08_08,
  sum(v_08 * v_09) as product_08_09,
  sum(v_08 * v_10) as product_08_10,
  sum(v_08 * v_11) as product_08_11,
  sum(v_09 * v_09) as product_09_09,
  sum(v_09 * v_10) as product_09_10,
  sum(v_09 * v_11) as product_09_11,
  sum(v_10 * v_10) as product_10_10,
  sum(v_10 * v_11) as product_10_11,
  sum(v_11 * v_11) as product_11_11
from seen
group by half, rated, brand_code
