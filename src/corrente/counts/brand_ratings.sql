-- Ratings of each brand on each attribute, by the respondent's segment: how many, their sum and their squares, in hundredths of a point.
-- tables: ratings
-- parameters: none
-- lookups: brands(brand, brand_code), attributes(attribute, attribute_code), segments(segment, segment_code)
-- keys: segment_code, brand_code, attribute_code
-- bound: 1872 (twelve segments and the others, twelve brands, twelve attributes)
with rated as (
  select
    coalesce(segments.segment_code, -1) as segment_code,
    brands.brand_code,
    attributes.attribute_code,
    (ratings.rating + 1000000000) // 100 - 10000000 as points
  from ratings
  inner join brands on ratings.brand = brands.brand
  inner join attributes on ratings.attribute = attributes.attribute
  left join segments on ratings.segment = segments.segment
)
select
  segment_code,
  brand_code,
  attribute_code,
  count(*) as n,
  sum(points) as total,
  sum(points * points) as squares
from rated
group by segment_code, brand_code, attribute_code
