"""When the share of wallet room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_BUYERS = 100
MIN_REPEATERS = 30
"""Category buyers of a panel, those with two purchases or more, and buyers of our brand: with 100, 30 and 30 the 90%
interval of the share of wallet is some 20 points wide (simulated), with fewer there is nothing to decide on."""
MIN_CUSTOMERS = 200
MIN_NEW = 30
"""Customers with a category, and how many of them went on to a further one: of 30 the chance is known to a third."""


def nothing_to_count() -> Refusal:
    """Neither purchases of several brands nor orders of several categories."""
    return Refusal(
        phrase(
            "There are no purchases of several brands, and no orders with several categories.",
            "Não há compras de várias marcas nem pedidos de várias categorias.",
        ),
        ("category_purchases", "orders.category"),
        phrase(
            "Bring a panel or survey of at least {buyers} people's purchases of all brands in the table "
            "category_purchases.",
            "Traga as compras de todas as marcas de pelo menos {buyers} pessoas, de um painel ou pesquisa, na tabela "
            "category_purchases.",
            buyers=Number(MIN_BUYERS, Form.COUNT),
        ),
    )


def too_few(buyers: int, repeaters: int, ours: int) -> Refusal:
    """Too few people to tell how they share their purchases out."""
    return Refusal(
        phrase(
            "Too few buyers to see how they share their purchases out: {buyers}, {repeaters} of them with two or more, "
            "{ours} ours.",
            "Poucos compradores para ver como dividem suas compras: {buyers}, {repeaters} com duas ou mais, "
            "{ours} nossos.",
            buyers=Number(buyers, Form.COUNT),
            repeaters=Number(repeaters, Form.COUNT),
            ours=Number(ours, Form.COUNT),
        ),
        (f"category_purchases of at least {MIN_BUYERS} people, {MIN_REPEATERS} of them buyers of your brand",),
        phrase(
            "Bring the purchases of at least {buyers} people, {repeaters} of whom bought your brand and {repeaters} "
            "bought twice.",
            "Traga as compras de pelo menos {buyers} pessoas; {repeaters} devem ter comprado sua marca, e {repeaters}, "
            "mais de uma vez.",
            buyers=Number(MIN_BUYERS, Form.COUNT),
            repeaters=Number(MIN_REPEATERS, Form.COUNT),
        ),
    )


def too_few_orders(customers: int, new: int) -> Refusal:
    """Too few customers who went on to a further category."""
    return Refusal(
        phrase(
            "Too few customers went on to a further category: {new} of {customers}.",
            "Poucos clientes passaram a comprar outra categoria: {new} de {customers}.",
            new=Number(new, Form.COUNT),
            customers=Number(customers, Form.COUNT),
        ),
        ("category_purchases", f"orders with category of at least {MIN_CUSTOMERS} customers"),
        phrase(
            "Bring the orders of at least {customers} customers with their categories, or a panel with all brands.",
            "Traga os pedidos de pelo menos {customers} clientes com as categorias, ou um painel de todas as marcas.",
            customers=Number(MIN_CUSTOMERS, Form.COUNT),
        ),
    )
