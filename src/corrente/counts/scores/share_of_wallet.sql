-- Every person's expected share of wallet with our brand, and the category to offer next, where each is known.
-- Above 60 purchases of the category the interval is that of 60 with the same share.
-- tables: category_purchases, orders
-- parameters: from_day, until_day, orders_until_day, brand_code
-- lookups: brand_codes(brand, code), wallets(times, own, share, share_low, share_high), categories(category, code, bit),
--   offers(owned, offer, chance, chance_low, chance_high)
-- keys: person_id
-- bound: none
with wallet as (
  select
    category_purchases.person_id,
    cast(count(*) as bigint) as times,
    cast(sum(case when coalesce(brand_codes.code, 24) = $brand_code then 1 else 0 end) as bigint) as own
  from category_purchases
  left join brand_codes on category_purchases.brand = brand_codes.brand
  where category_purchases.purchased_day >= $from_day and category_purchases.purchased_day <= $until_day
  group by category_purchases.person_id
),
baskets as (
  select orders.customer_id, cast(bit_or(categories.bit) as bigint) as owned
  from orders
  inner join categories on orders.category = categories.category
  where orders.revenue >= 0 and orders.ordered_day <= $orders_until_day
  group by orders.customer_id
),
everybody as (
  select person_id from wallet
  union
  select customer_id as person_id from baskets
),
known as (
  select
    everybody.person_id,
    wallet.times,
    wallet.own,
    cast(case when wallet.times > 60 then 60 else wallet.times end as bigint) as times_cell,
    cast(case when wallet.times > 60 then wallet.own * 60 // wallet.times else wallet.own end as bigint) as own_cell,
    baskets.owned
  from everybody
  left join wallet on everybody.person_id = wallet.person_id
  left join baskets on everybody.person_id = baskets.customer_id
)
select
  known.person_id,
  cast(known.times as bigint) as category_purchases,
  cast(known.times - known.own as bigint) as purchases_elsewhere,
  wallets.share,
  wallets.share_low,
  wallets.share_high,
  offers.offer,
  offers.chance,
  offers.chance_low,
  offers.chance_high
from known
left join wallets on known.times_cell = wallets.times and known.own_cell = wallets.own
left join offers on known.owned = offers.owned
