"""dunnhumby's Complete Journey: a retailer's basket lines with its products, and what is known of the households."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_LINES = ("household_id", "basket_id", "product_id", "sales_value", "transaction_timestamp")
_PRODUCTS = ("product_id", "manufacturer_id", "department", "brand", "product_category")
_HOUSEHOLDS = ("household_id", "age", "income", "household_size")

# One purchase is what a household took of one product category in one basket.
_ORDERS_SQL = """
select min(l."#file") as "#file", min(l."#row") as "#row",
    l.basket_id || ' ' || coalesce(p.product_category, 'other') as order_id, l.household_id as customer_id,
    min(l.transaction_timestamp) as ordered_at,
    cast(sum(try_cast(l.sales_value as decimal(18, 4))) as varchar) as revenue, p.product_category as category,
    cast(sum(try_cast(l.quantity as decimal(18, 4))) as varchar) as quantity
from lines l left join products p on p.product_id = l.product_id
group by l.basket_id, l.household_id, p.product_category
"""
# Brand choice is within a category: the one bought most often. The file has numbers for makers and no brand names; a
# retailer's own labels are one brand. What is bought of one brand in one basket is one purchase.
_CATEGORY_SQL = """
with named as (
    select l."#file", l."#row", l.basket_id, l.household_id, l.transaction_timestamp, l.sales_value, p.product_category,
        case when p.brand = 'Private' then 'private label' else 'maker ' || p.manufacturer_id end as brand
    from lines l inner join products p on p.product_id = l.product_id
    where nullif(p.product_category, '') is not null
),
largest as (
    select product_category from named group by product_category order by count(*) desc, product_category limit 1
)
select min("#file") as "#file", min("#row") as "#row", household_id as person_id,
    min(transaction_timestamp) as purchased_at, brand,
    cast(sum(try_cast(sales_value as decimal(18, 4))) as varchar) as value
from named where product_category = (select product_category from largest)
group by basket_id, household_id, brand
"""
_CUSTOMERS_SQL = """
select h."#file", h."#row", h.household_id as customer_id, min(l.transaction_timestamp) as created_at,
    any_value(h.age) as age, any_value(h.income) as income, any_value(h.household_size) as household_size
from households h left join lines l on l.household_id = h.household_id group by h."#file", h."#row", h.household_id
"""


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Transactions with products; the households' demographics where they are there."""
    lines, products, households = (
        next((head for head in heads if head.has(*names)), None) for names in (_LINES, _PRODUCTS, _HOUSEHOLDS)
    )
    if not (lines and products):
        return ()
    inputs = {"lines": (lines.path,), "products": (products.path,)}
    exports = [
        Export("Complete Journey", "orders", inputs, _ORDERS_SQL, _BASKETS),
        Export("Complete Journey", "category_purchases", inputs, _CATEGORY_SQL, _ONE_SHOP),
    ]
    if households:
        inputs = {"households": (households.path,), "lines": (lines.path,)}
        exports.append(Export("Complete Journey", "customers", inputs, _CUSTOMERS_SQL))
    return tuple(exports)


_BASKETS = (
    Phrase(
        "Read as Complete Journey: one purchase is what a household took of one product category in one basket.",
        "Lido como Complete Journey: uma compra é o que uma família levou de uma categoria em uma cesta.",
    ),
)
_ONE_SHOP = (
    Phrase(
        "Brands of the category bought most often, at this one retailer: what is bought in other shops is not seen.",
        "Marcas da categoria mais comprada, só neste varejista: o que se compra em outras lojas não aparece.",
    ),
)
