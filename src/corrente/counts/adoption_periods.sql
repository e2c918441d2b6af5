-- New adopters by product and period, in ten-thousandths. Products without a code of their own are product 0 together.
-- tables: adoptions
-- parameters: until_day
-- lookups: products(product, code)
-- keys: product_code, period_day
-- bound: 130000 (25 products, 5200 periods)
select
  coalesce(products.code, 0) as product_code,
  adoptions.period_day,
  sum(adoptions.adopters) as adopted
from adoptions
left join products on adoptions.product = products.product
where adoptions.period_day <= $until_day
group by coalesce(products.code, 0), adoptions.period_day
