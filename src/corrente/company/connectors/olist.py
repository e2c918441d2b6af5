"""Olist's two exports: the marketplace, and the funnel that wins its sellers."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_ORDERS = ("order_id", "customer_id", "order_status", "order_purchase_timestamp")
_ITEMS = ("order_id", "order_item_id", "product_id", "price", "freight_value")
_CUSTOMERS = ("customer_id", "customer_unique_id", "customer_state")
_REVIEWS = ("review_id", "order_id", "review_score", "review_comment_message")
_PRODUCTS = ("product_id", "product_category_name")
_LEADS = ("mql_id", "first_contact_date", "landing_page_id", "origin")
_DEALS = ("mql_id", "seller_id", "won_date", "lead_type", "business_segment")

# A purchase is an order that was neither cancelled nor unavailable; what it brought is what its items and their
# freight cost the customer, all items of an order together. An order without items (all such are cancelled,
# unavailable or just created) is not a purchase. A customer is customer_unique_id: customer_id is new with each order.
_ORDERS_SQL = """
with sums as (
    select order_id,
        sum(try_cast(price as decimal(18, 4))) + sum(coalesce(try_cast(freight_value as decimal(18, 4)), 0)) as revenue,
        count(*) as quantity, min(product_id) as product_id
    from items group by order_id
)
select o."#file", o."#row", o.order_id, c.customer_unique_id as customer_id, o.order_purchase_timestamp as ordered_at,
    cast(s.revenue as varchar) as revenue, {category} as category, s.product_id as product,
    cast(s.quantity as varchar) as quantity,
    case when o.order_status in ('canceled', 'unavailable') then 'order_status'
        when s.order_id is null then 'price' end as "#aside"
from orders_file o
left join customers_file c on c.customer_id = o.customer_id
left join sums s on s.order_id = o.order_id{products}
"""
_CUSTOMERS_SQL = """
select min(c."#file") as "#file", min(c."#row") as "#row", c.customer_unique_id as customer_id,
    min(o.order_purchase_timestamp) as created_at, any_value(c.customer_state order by c."#row") as region,
    any_value(c.customer_city order by c."#row") as city
from customers_file c left join orders_file o on o.customer_id = c.customer_id group by c.customer_unique_id
"""
_FEEDBACK_SQL = """
select r."#file", r."#row", r.review_id || '-' || r.order_id as feedback_id, r.review_creation_date as said_at,
    r.review_comment_message as text, c.customer_unique_id as customer_id, r.review_score as score,
    'review' as source, 'pt' as language,
    case when nullif(trim(r.review_comment_message), '') is null then 'review_comment_message' end as "#aside"
from reviews r
left join orders_file o on o.order_id = r.order_id
left join customers_file c on c.customer_id = o.customer_id
"""


def _first(heads: Sequence[Head], names: tuple[str, ...]) -> Head | None:
    return next((head for head in heads if head.has(*names)), None)


def marketplace(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The marketplace: orders with their items and customers, and the reviews."""
    orders, items, customers = (_first(heads, names) for names in (_ORDERS, _ITEMS, _CUSTOMERS))
    if not (orders and items and customers):
        return ()
    reviews, products = _first(heads, _REVIEWS), _first(heads, _PRODUCTS)
    base = {"orders_file": (orders.path,), "items": (items.path,), "customers_file": (customers.path,)}
    sql = _ORDERS_SQL.format(
        category="p.product_category_name" if products else "cast(null as varchar)",
        products=" left join products p on p.product_id = s.product_id" if products else "",
    )
    exports = [
        Export(
            "Olist",
            "orders",
            base | ({"products": (products.path,)} if products else {}),
            sql,
            _PURCHASES,
            aside=_NOT_A_PURCHASE,
        ),
        Export(
            "Olist", "customers", {"customers_file": (customers.path,), "orders_file": (orders.path,)}, _CUSTOMERS_SQL
        ),
    ]
    if reviews:
        inputs = {"reviews": (reviews.path,), "orders_file": (orders.path,), "customers_file": (customers.path,)}
        exports.append(Export("Olist", "feedback", inputs, _FEEDBACK_SQL, aside=_NO_TEXT))
    return tuple(exports)


_PURCHASES = (
    Phrase(
        "Read as Olist's marketplace: revenue is price plus freight; cancelled and unavailable orders are left out.",
        "Lido como o marketplace da Olist: receita é preço mais frete; pedidos cancelados ou indisponíveis ficam fora.",
    ),
)

_NOT_A_PURCHASE = Phrase(
    "cancelled, unavailable or without items: not a purchase",
    "cancelado, indisponível ou sem itens: não é uma compra",
)
_NO_TEXT = Phrase("a score without a text", "uma nota sem texto")

_DEAL = "d.mql_id is not null"
_FUNNEL_LEADS_SQL = f"""
select l."#file", l."#row", l.mql_id as lead_id, l.first_contact_date as created_at, l.origin as source,
    l.landing_page_id as landing_page, d.won_date as converted_at,
    case when {_DEAL} then 'won' else 'open' end as outcome
from leads_file l left join deals_file d on d.mql_id = l.mql_id
"""
_FUNNEL_DEALS_SQL = f"""
select l."#file", l."#row", l.mql_id as opportunity_id, l.first_contact_date as created_at,
    case when {_DEAL} then 'won' else 'open' end as outcome, d.won_date as closed_at, l.mql_id as lead_id,
    l.origin as source, d.sr_id as owner, l.landing_page_id, d.* exclude ("#file", "#row", mql_id, sr_id, won_date)
from leads_file l left join deals_file d on d.mql_id = l.mql_id
"""
_FUNNEL_STAGES_SQL = """
select "#file", "#row", mql_id as subject_id, 'lead' as stage, first_contact_date as entered_at from leads_file
union all
select 1 as "#file", "#row", mql_id, 'won', won_date from deals_file
"""


def funnel(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The marketing funnel: qualified leads, of which some became sellers (won); the others are still open."""
    leads, deals = _first(heads, _LEADS), _first(heads, _DEALS)
    if not (leads and deals):
        return ()
    inputs = {"leads_file": (leads.path,), "deals_file": (deals.path,)}
    return (
        Export("Olist funnel", "leads", inputs, _FUNNEL_LEADS_SQL),
        Export("Olist funnel", "opportunities", inputs, _FUNNEL_DEALS_SQL, _SEEN_LATER),
        Export("Olist funnel", "stage_changes", inputs, _FUNNEL_STAGES_SQL),
    )


_SEEN_LATER = (
    Phrase(
        "What only won deals carry (lead type, segment, seller) was noted on winning: it predicts nothing.",
        "O que só os negócios ganhos trazem (tipo, segmento, vendedor) foi anotado ao ganhar: não prevê nada.",
    ),
)
