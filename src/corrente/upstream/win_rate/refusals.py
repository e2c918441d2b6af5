"""When the win rate room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_CLOSED = 30
"""Closed deals needed at all: from 30 on, the 90% interval of the win rate is at most 30 points wide."""


def too_few(closed: int) -> Refusal:
    """Too few deals have ended."""
    return Refusal(
        phrase(
            "Too few deals have closed to give a win rate: {closed}; it takes at least {needed}.",
            "Poucos negócios foram fechados para falar em taxa de ganho: {closed}; são precisos pelo menos {needed}.",
            closed=Number(closed, Form.COUNT),
            needed=Number(MIN_CLOSED, Form.COUNT),
        ),
        ("opportunities",),
        phrase(
            "Bring more deals with outcome won or lost in the table opportunities.",
            "Traga mais negócios com outcome won ou lost na tabela opportunities.",
        ),
    )


def one_sided(closed: int, won: bool) -> Refusal:
    """All deals ended the same way."""
    return Refusal(
        phrase(
            "Every one of the {closed} closed deals was {outcome}, so nothing tells winning from losing.",
            "Todos os {closed} negócios fechados terminaram {outcome}: nada separa ganhar de perder.",
            closed=Number(closed, Form.COUNT),
            outcome=phrase("won", "ganhos") if won else phrase("lost", "perdidos"),
        ),
        ("opportunities.outcome",),
        phrase(
            "Bring deals with both outcomes in the column outcome: won and lost.",
            "Traga negócios com os dois desfechos na coluna outcome: won e lost.",
        ),
    )
