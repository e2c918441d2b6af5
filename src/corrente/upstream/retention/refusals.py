"""When the retention room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_LEFT, MIN_STAYED = 20, 20
"""Customers that must have left, and periods in which one stayed: the interval of a rate from 20 events is at most
about 40% of it either way (1.645 / sqrt(20)). Simulated (docs/benchmarks/refusals.md): the share that leaves within six
periods has an interval 1.56 times as wide as itself with 13 who left, .81 times with 20."""


def nothing_to_count() -> Refusal:
    """No table tells of staying."""
    return Refusal(
        phrase(
            "Nothing in the data says who stayed and who left.",
            "Nada nos dados diz quem ficou e quem saiu.",
        ),
        ("orders / usage / subscriptions",),
        phrase(
            "Bring contracts (subscriptions), use (usage) or purchases (orders), with customer and date.",
            "Traga contratos (subscriptions), uso (usage) ou compras (orders), com cliente e data.",
        ),
    )


def too_short(days: int, needed: int) -> Refusal:
    """The data span too short a time."""
    return Refusal(
        phrase(
            "The data span only {days} days: too short to see who stays.",
            "Os dados cobrem só {days} dias: pouco tempo para ver quem fica.",
            days=Number(max(days, 0), Form.COUNT),
        ),
        ("orders / usage / subscriptions",),
        phrase(
            "Bring at least {needed} days; a year is better.",
            "Traga pelo menos {needed} dias; um ano é melhor.",
            needed=Number(needed, Form.COUNT),
        ),
    )


def too_few(left: int, stayed: int) -> Refusal:
    """Too few have left, or too few have stayed."""
    return Refusal(
        phrase(
            "Too little has happened to speak of retention: {left} customers left and {stayed} stayed a period on.",
            "Aconteceu pouco para falar em retenção: {left} clientes saíram e {stayed} ficaram mais um período.",
            left=Number(left, Form.COUNT),
            stayed=Number(stayed, Form.COUNT),
        ),
        ("orders / usage / subscriptions",),
        phrase(
            "Bring a longer history, or more customers, until at least {needed} have left.",
            "Traga um histórico mais longo ou mais clientes, até que pelo menos {needed} tenham saído.",
            needed=Number(MIN_LEFT, Form.COUNT),
        ),
    )
