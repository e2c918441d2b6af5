"""When the segments room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_CUSTOMERS = 200
"""Customers needed: two planted, well-parted segments are found in 200 customers nine times in ten (simulated), in 100
less than six times in ten."""


def too_few(customers: int) -> Refusal:
    """Too few customers to find segments in."""
    return Refusal(
        phrase(
            "Too few customers to look for segments: {customers}; it takes at least {needed}.",
            "Poucos clientes para procurar segmentos: {customers}; são precisos pelo menos {needed}.",
            customers=Number(customers, Form.COUNT),
            needed=Number(MIN_CUSTOMERS, Form.COUNT),
        ),
        ("orders",),
        phrase(
            "Bring the orders of more customers; a category and columns of customers tell segments apart better.",
            "Traga pedidos de mais clientes; a categoria e as colunas dos clientes ajudam a separar segmentos.",
        ),
    )


def all_alike(customers: int) -> Refusal:
    """Every customer shows the same pattern."""
    return Refusal(
        phrase(
            "All {customers} customers buy alike in every column, so nothing tells them apart.",
            "Todos os {customers} clientes compram igual em todas as colunas: nada os separa.",
            customers=Number(customers, Form.COUNT),
        ),
        ("orders.category", "customers"),
        phrase(
            "Bring a longer history, categories of the orders, or columns that say who the customers are.",
            "Traga um histórico mais longo, as categorias dos pedidos ou colunas que digam quem são os clientes.",
        ),
    )
