"""When the predisposition room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_BUYERS, MIN_OTHERS = 30, 30
"""Customers who bought in a window and who did not: an AUC between 30 and 30 has a standard error of .075 (Hanley &
McNeil 1982), and the rate is known to a third of itself either way."""


def no_purchases() -> Refusal:
    """There is nothing that counts as a purchase."""
    return Refusal(
        phrase("Nothing in the data says who bought.", "Nada nos dados diz quem comprou."),
        ("orders",),
        phrase(
            "Bring the orders with customer and date; contacts of the kind purchase will do.",
            "Traga os pedidos com cliente e data; servem também contatos do tipo compra.",
        ),
    )


def too_short(days: int, needed: int) -> Refusal:
    """The purchases span too short a time."""
    return Refusal(
        phrase(
            "The purchases span only {days} days: too short to learn from and to test on.",
            "As compras cobrem só {days} dias: pouco tempo para aprender e para testar.",
            days=Number(max(days, 0), Form.COUNT),
        ),
        (f"orders over at least {needed} days",),
        phrase(
            "Bring at least {needed} days of orders; a year is better.",
            "Traga pelo menos {needed} dias de pedidos; um ano é melhor.",
            needed=Number(needed, Form.COUNT),
        ),
    )


def too_few(bought: int, others: int, days: int) -> Refusal:
    """Too few customers bought again, or too few did not."""
    return Refusal(
        phrase(
            "Too little to tell buyers from others: in the last {days} days, {bought} customers bought "
            "again and {others} "
            "did not.",
            "É pouco para separar quem compra: nos últimos {days} dias, {bought} clientes voltaram a "
            "comprar e {others} "
            "não.",
            bought=Number(bought, Form.COUNT),
            others=Number(others, Form.COUNT),
            days=Number(days, Form.COUNT),
        ),
        ("orders",),
        phrase(
            "Bring more customers or a longer history, until at least {needed} buy again in a window.",
            "Traga mais clientes ou um histórico mais longo, até que pelo menos {needed} voltem a "
            "comprar em uma janela.",
            needed=Number(MIN_BUYERS, Form.COUNT),
        ),
    )
