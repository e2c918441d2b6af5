-- Sums and products of what is rated: of sheets (one respondent on one brand) and of respondents (all their sheets together).
-- A sheet counts where all $attributes attributes are rated; ratings are in hundredths of a point, rounded down.
-- brand_code: of a sheet its brand (no two share one), of a respondent -1; rated: brands that the respondent has sheets of.
-- with_XX: sheets whose respondent also has one of brand XX.
-- half: 0 or 1, from a checksum of the respondent's own ratings. around: the respondent's totals, added up over sheets.
-- with: rating_sums
-- tables: ratings
-- parameters: attributes
-- lookups: brands(brand, brand_code), attributes(attribute, attribute_code)
-- keys: half, rated, brand_code
-- bound: 312 (two halves, at most twelve brands rated, twelve brands and the respondents)
with bits as (
  select 0 as brand_code, 1 as bit
  union all
  select 1 as brand_code, 2 as bit
  union all
  select 2 as brand_code, 4 as bit
  union all
  select 3 as brand_code, 8 as bit
  union all
  select 4 as brand_code, 16 as bit
  union all
  select 5 as brand_code, 32 as bit
  union all
  select 6 as brand_code, 64 as bit
  union all
  select 7 as brand_code, 128 as bit
  union all
  select 8 as brand_code, 256 as bit
  union all
  select 9 as brand_code, 512 as bit
  union all
  select 10 as brand_code, 1024 as bit
  union all
  select 11 as brand_code, 2048 as bit
),
known as (
  select brands.brand, bits.bit
  from brands
  inner join bits on brands.brand_code = bits.brand_code
),
rated_sheets as (
  select
    ratings.respondent_id,
    ratings.brand,
    max(case when attributes.attribute_code = 0 then ratings.rating end) as raw_00,
    max(case when attributes.attribute_code = 1 then ratings.rating end) as raw_01,
    max(case when attributes.attribute_code = 2 then ratings.rating end) as raw_02,
    max(case when attributes.attribute_code = 3 then ratings.rating end) as raw_03,
    max(case when attributes.attribute_code = 4 then ratings.rating end) as raw_04,
    max(case when attributes.attribute_code = 5 then ratings.rating end) as raw_05,
    max(case when attributes.attribute_code = 6 then ratings.rating end) as raw_06,
    max(case when attributes.attribute_code = 7 then ratings.rating end) as raw_07,
    max(case when attributes.attribute_code = 8 then ratings.rating end) as raw_08,
    max(case when attributes.attribute_code = 9 then ratings.rating end) as raw_09,
    max(case when attributes.attribute_code = 10 then ratings.rating end) as raw_10,
    max(case when attributes.attribute_code = 11 then ratings.rating end) as raw_11
  from ratings
  inner join attributes on ratings.attribute = attributes.attribute
  where ratings.respondent_id is not null
  group by ratings.respondent_id, ratings.brand
),
sheets as (
  select
    rated_sheets.respondent_id,
    known.bit,
    case when $attributes > 0 then (raw_00 + 1000000000) // 100 - 10000000 else 0 end as r_00,
    case when $attributes > 1 then (raw_01 + 1000000000) // 100 - 10000000 else 0 end as r_01,
    case when $attributes > 2 then (raw_02 + 1000000000) // 100 - 10000000 else 0 end as r_02,
    case when $attributes > 3 then (raw_03 + 1000000000) // 100 - 10000000 else 0 end as r_03,
    case when $attributes > 4 then (raw_04 + 1000000000) // 100 - 10000000 else 0 end as r_04,
    case when $attributes > 5 then (raw_05 + 1000000000) // 100 - 10000000 else 0 end as r_05,
    case when $attributes > 6 then (raw_06 + 1000000000) // 100 - 10000000 else 0 end as r_06,
    case when $attributes > 7 then (raw_07 + 1000000000) // 100 - 10000000 else 0 end as r_07,
    case when $attributes > 8 then (raw_08 + 1000000000) // 100 - 10000000 else 0 end as r_08,
    case when $attributes > 9 then (raw_09 + 1000000000) // 100 - 10000000 else 0 end as r_09,
    case when $attributes > 10 then (raw_10 + 1000000000) // 100 - 10000000 else 0 end as r_10,
    case when $attributes > 11 then (raw_11 + 1000000000) // 100 - 10000000 else 0 end as r_11
  from rated_sheets
  inner join known on rated_sheets.brand = known.brand
),
complete as (
  select *
  from sheets
  where r_00 + r_01 + r_02 + r_03 + r_04 + r_05 + r_06 + r_07 + r_08 + r_09 + r_10 + r_11 is not null
),
respondents as (
  select
    respondent_id,
    1 as whole,
    cast(sum(bit) as bigint) as brands,
    count(*) as rated,
    case when $attributes > 0 then cast(sum(r_00) as bigint) else 0 end as v_00,
    case when $attributes > 1 then cast(sum(r_01) as bigint) else 0 end as v_01,
    case when $attributes > 2 then cast(sum(r_02) as bigint) else 0 end as v_02,
    case when $attributes > 3 then cast(sum(r_03) as bigint) else 0 end as v_03,
    case when $attributes > 4 then cast(sum(r_04) as bigint) else 0 end as v_04,
    case when $attributes > 5 then cast(sum(r_05) as bigint) else 0 end as v_05,
    case when $attributes > 6 then cast(sum(r_06) as bigint) else 0 end as v_06,
    case when $attributes > 7 then cast(sum(r_07) as bigint) else 0 end as v_07,
    case when $attributes > 8 then cast(sum(r_08) as bigint) else 0 end as v_08,
    case when $attributes > 9 then cast(sum(r_09) as bigint) else 0 end as v_09,
    case when $attributes > 10 then cast(sum(r_10) as bigint) else 0 end as v_10,
    case when $attributes > 11 then cast(sum(r_11) as bigint) else 0 end as v_11
  from complete
  group by respondent_id
),
halved as (
  select
    *,
    (10007000000000 + 7919 * (v_00 + v_01 + v_02 + v_03 + v_04 + v_05 + v_06 + v_07 + v_08 + v_09 + v_10 + v_11)) % 10007 % 2 as half
  from respondents
),
placed as (
  select
    halved.half,
    halved.rated,
    0 as whole,
    complete.bit as brands,
    complete.r_00 as v_00,
    complete.r_01 as v_01,
    complete.r_02 as v_02,
    complete.r_03 as v_03,
    complete.r_04 as v_04,
    complete.r_05 as v_05,
    complete.r_06 as v_06,
    complete.r_07 as v_07,
    complete.r_08 as v_08,
    complete.r_09 as v_09,
    complete.r_10 as v_10,
    complete.r_11 as v_11
  from complete
  inner join halved on complete.respondent_id = halved.respondent_id
),
of_respondents as rating_sums(halved),
summed as (
  select *
  from rating_sums(placed) as of_sheets
  union all
  select *
  from of_respondents
),
around as (
  select
    half,
    rated,
    0 as whole,
    bit as brands,
    brand_code,
    cast(sum(s_00) as bigint) as a_00,
    cast(sum(s_01) as bigint) as a_01,
    cast(sum(s_02) as bigint) as a_02,
    cast(sum(s_03) as bigint) as a_03,
    cast(sum(s_04) as bigint) as a_04,
    cast(sum(s_05) as bigint) as a_05,
    cast(sum(s_06) as bigint) as a_06,
    cast(sum(s_07) as bigint) as a_07,
    cast(sum(s_08) as bigint) as a_08,
    cast(sum(s_09) as bigint) as a_09,
    cast(sum(s_10) as bigint) as a_10,
    cast(sum(s_11) as bigint) as a_11,
    cast(sum(brands // 1 % 2 * people) as bigint) as w_00,
    cast(sum(brands // 2 % 2 * people) as bigint) as w_01,
    cast(sum(brands // 4 % 2 * people) as bigint) as w_02,
    cast(sum(brands // 8 % 2 * people) as bigint) as w_03,
    cast(sum(brands // 16 % 2 * people) as bigint) as w_04,
    cast(sum(brands // 32 % 2 * people) as bigint) as w_05,
    cast(sum(brands // 64 % 2 * people) as bigint) as w_06,
    cast(sum(brands // 128 % 2 * people) as bigint) as w_07,
    cast(sum(brands // 256 % 2 * people) as bigint) as w_08,
    cast(sum(brands // 512 % 2 * people) as bigint) as w_09,
    cast(sum(brands // 1024 % 2 * people) as bigint) as w_10,
    cast(sum(brands // 2048 % 2 * people) as bigint) as w_11
  from of_respondents
  inner join bits on brands // bit % 2 = 1
  group by half, rated, bit, brand_code
)
select
  summed.half,
  summed.rated,
  coalesce(brand_code, -1) as brand_code,
  cast(sum(people) as bigint) as sheets,
  cast(sum(s_00) as bigint) as sum_00,
  cast(sum(s_01) as bigint) as sum_01,
  cast(sum(s_02) as bigint) as sum_02,
  cast(sum(s_03) as bigint) as sum_03,
  cast(sum(s_04) as bigint) as sum_04,
  cast(sum(s_05) as bigint) as sum_05,
  cast(sum(s_06) as bigint) as sum_06,
  cast(sum(s_07) as bigint) as sum_07,
  cast(sum(s_08) as bigint) as sum_08,
  cast(sum(s_09) as bigint) as sum_09,
  cast(sum(s_10) as bigint) as sum_10,
  cast(sum(s_11) as bigint) as sum_11,
  coalesce(max(a_00), 0) as around_00,
  coalesce(max(a_01), 0) as around_01,
  coalesce(max(a_02), 0) as around_02,
  coalesce(max(a_03), 0) as around_03,
  coalesce(max(a_04), 0) as around_04,
  coalesce(max(a_05), 0) as around_05,
  coalesce(max(a_06), 0) as around_06,
  coalesce(max(a_07), 0) as around_07,
  coalesce(max(a_08), 0) as around_08,
  coalesce(max(a_09), 0) as around_09,
  coalesce(max(a_10), 0) as around_10,
  coalesce(max(a_11), 0) as around_11,
  coalesce(max(w_00), 0) as with_00,
  coalesce(max(w_01), 0) as with_01,
  coalesce(max(w_02), 0) as with_02,
  coalesce(max(w_03), 0) as with_03,
  coalesce(max(w_04), 0) as with_04,
  coalesce(max(w_05), 0) as with_05,
  coalesce(max(w_06), 0) as with_06,
  coalesce(max(w_07), 0) as with_07,
  coalesce(max(w_08), 0) as with_08,
  coalesce(max(w_09), 0) as with_09,
  coalesce(max(w_10), 0) as with_10,
  coalesce(max(w_11), 0) as with_11,
  cast(sum(p_00_00) as bigint) as product_00_00,
  cast(sum(p_00_01) as bigint) as product_00_01,
  cast(sum(p_00_02) as bigint) as product_00_02,
  cast(sum(p_00_03) as bigint) as product_00_03,
  cast(sum(p_00_04) as bigint) as product_00_04,
  cast(sum(p_00_05) as bigint) as product_00_05,
  cast(sum(p_00_06) as bigint) as product_00_06,
  cast(sum(p_00_07) as bigint) as product_00_07,
  cast(sum(p_00_08) as bigint) as product_00_08,
  cast(sum(p_00_09) as bigint) as product_00_09,
  cast(sum(p_00_10) as bigint) as product_00_10,
  cast(sum(p_00_11) as bigint) as product_00_11,
  cast(sum(p_01_01) as bigint) as product_01_01,
  cast(sum(p_01_02) as bigint) as product_01_02,
  cast(sum(p_01_03) as bigint) as product_01_03,
  cast(sum(p_01_04) as bigint) as product_01_04,
  cast(sum(p_01_05) as bigint) as product_01_05,
  cast(sum(p_01_06) as bigint) as product_01_06,
  cast(sum(p_01_07) as bigint) as product_01_07,
  cast(sum(p_01_08) as bigint) as product_01_08,
  cast(sum(p_01_09) as bigint) as product_01_09,
  cast(sum(p_01_10) as bigint) as product_01_10,
  cast(sum(p_01_11) as bigint) as product_01_11,
  cast(sum(p_02_02) as bigint) as product_02_02,
  cast(sum(p_02_03) as bigint) as product_02_03,
  cast(sum(p_02_04) as bigint) as product_02_04,
  cast(sum(p_02_05) as bigint) as product_02_05,
  cast(sum(p_02_06) as bigint) as product_02_06,
  cast(sum(p_02_07) as bigint) as product_02_07,
  cast(sum(p_02_08) as bigint) as product_02_08,
  cast(sum(p_02_09) as bigint) as product_02_09,
  cast(sum(p_02_10) as bigint) as product_02_10,
  cast(sum(p_02_11) as bigint) as product_02_11,
  cast(sum(p_03_03) as bigint) as product_03_03,
  cast(sum(p_03_04) as bigint) as product_03_04,
  cast(sum(p_03_05) as bigint) as product_03_05,
  cast(sum(p_03_06) as bigint) as product_03_06,
  cast(sum(p_03_07) as bigint) as product_03_07,
  cast(sum(p_03_08) as bigint) as product_03_08,
  cast(sum(p_03_09) as bigint) as product_03_09,
  cast(sum(p_03_10) as bigint) as product_03_10,
  cast(sum(p_03_11) as bigint) as product_03_11,
  cast(sum(p_04_04) as bigint) as product_04_04,
  cast(sum(p_04_05) as bigint) as product_04_05,
  cast(sum(p_04_06) as bigint) as product_04_06,
  cast(sum(p_04_07) as bigint) as product_04_07,
  cast(sum(p_04_08) as bigint) as product_04_08,
  cast(sum(p_04_09) as bigint) as product_04_09,
  cast(sum(p_04_10) as bigint) as product_04_10,
  cast(sum(p_04_11) as bigint) as product_04_11,
  cast(sum(p_05_05) as bigint) as product_05_05,
  cast(sum(p_05_06) as bigint) as product_05_06,
  cast(sum(p_05_07) as bigint) as product_05_07,
  cast(sum(p_05_08) as bigint) as product_05_08,
  cast(sum(p_05_09) as bigint) as product_05_09,
  cast(sum(p_05_10) as bigint) as product_05_10,
  cast(sum(p_05_11) as bigint) as product_05_11,
  cast(sum(p_06_06) as bigint) as product_06_06,
  cast(sum(p_06_07) as bigint) as product_06_07,
  cast(sum(p_06_08) as bigint) as product_06_08,
  cast(sum(p_06_09) as bigint) as product_06_09,
  cast(sum(p_06_10) as bigint) as product_06_10,
  cast(sum(p_06_11) as bigint) as product_06_11,
  cast(sum(p_07_07) as bigint) as product_07_07,
  cast(sum(p_07_08) as bigint) as product_07_08,
  cast(sum(p_07_09) as bigint) as product_07_09,
  cast(sum(p_07_10) as bigint) as product_07_10,
  cast(sum(p_07_11) as bigint) as product_07_11,
  cast(sum(p_08_08) as bigint) as product_08_08,
  cast(sum(p_08_09) as bigint) as product_08_09,
  cast(sum(p_08_10) as bigint) as product_08_10,
  cast(sum(p_08_11) as bigint) as product_08_11,
  cast(sum(p_09_09) as bigint) as product_09_09,
  cast(sum(p_09_10) as bigint) as product_09_10,
  cast(sum(p_09_11) as bigint) as product_09_11,
  cast(sum(p_10_10) as bigint) as product_10_10,
  cast(sum(p_10_11) as bigint) as product_10_11,
  cast(sum(p_11_11) as bigint) as product_11_11
from summed
left join around
  on summed.half = around.half
  and summed.rated = around.rated
  and summed.whole = around.whole
  and summed.brands = around.brands
group by summed.half, summed.rated, coalesce(brand_code, -1)
