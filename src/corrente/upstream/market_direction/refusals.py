"""When the market direction room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

FEWEST_MONTHS = 12
"""Simulated series with 4% noise a month and a season of 10%: the 90% interval of the next year's growth is 36 points
wide after 12 whole months, 24 after 18, 21 after 24, 16 after 36 and 15 after 60. With fewer than 12 no season can be
guarded against at all."""


def too_short(months: int) -> Refusal:
    """Too few whole months."""
    return Refusal(
        phrase(
            "Too short to tell a trend from a season: {months} whole months of sales.",
            "Pouco tempo para separar tendência de sazonalidade: {months} meses completos de vendas.",
            months=Number(months, Form.COUNT),
        ),
        (f"category_sales / orders over at least {FEWEST_MONTHS} whole months",),
        phrase(
            "Bring at least {months} whole months of sales by category; three years are better.",
            "Traga pelo menos {months} meses completos de vendas por categoria; três anos são melhores.",
            months=Number(FEWEST_MONTHS, Form.COUNT),
        ),
    )


def one_kind() -> Refusal:
    """Nothing tells the sales apart."""
    return Refusal(
        phrase(
            "The sales are not divided by category, so nothing can gain on anything else.",
            "As vendas não estão divididas por categoria: nada pode ganhar espaço de nada.",
        ),
        ("category_sales.category / orders.category",),
        phrase(
            "Bring a column category with two or more values, each sold in most months.",
            "Traga uma coluna category com dois ou mais valores, cada um vendido na maioria dos meses.",
        ),
    )
