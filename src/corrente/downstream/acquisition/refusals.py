"""When the acquisition room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

FEWEST_WEEKS = 52
"""Simulated with three channels of some 5% of sales each and 4% noise: the 90% interval of a channel's share is
typically (median) 4.0 points wide after 52 weeks, 2.6 after 104, 1.9 after 156; after 52 weeks one in fifteen was 25.
With less than a year, season and spend cannot be told apart."""


def too_short(weeks: int) -> Refusal:
    """Too few weeks with both spend and outcomes."""
    return Refusal(
        phrase(
            "Too short to part advertising from season: {weeks} whole weeks have both spend and outcomes.",
            "Pouco tempo para separar a publicidade da sazonalidade: {weeks} semanas completas com gasto e resultado.",
            weeks=Number(weeks, Form.COUNT),
        ),
        (f"spend and outcomes over at least {FEWEST_WEEKS} weeks",),
        phrase(
            "Bring at least {weeks} weeks of spend by channel and of sales or leads; two years are better.",
            "Traga pelo menos {weeks} semanas de gasto por canal e de vendas ou leads; dois anos são melhores.",
            weeks=Number(FEWEST_WEEKS, Form.COUNT),
        ),
    )


def too_coarse(share: float) -> Refusal:
    """Months, or weeks with holes."""
    return Refusal(
        phrase(
            "Too coarse: only {share} of the weeks have an outcome, and carry-over works by the week.",
            "Dados espaçados demais: só {share} das semanas têm resultado, e o efeito da mídia se mede por semana.",
            share=Number(share, Form.SHARE),
        ),
        ("outcomes by week or by day",),
        phrase(
            "Export outcomes and spend by week or by day instead of by month.",
            "Exporte resultados e gastos por semana ou por dia, em vez de por mês.",
        ),
    )


def nothing_moves(what: str) -> Refusal:
    """No spend that ever changes, or outcomes that are all the same."""
    return Refusal(
        phrase(
            "Nothing to learn from: {what} never changes, so nothing can be seen to go with it.",
            "Não há o que aprender: {what} nunca muda, e nada pode ser relacionado a isso.",
            what=phrase("the spend", "o gasto") if what == "spend" else phrase("the outcome", "o resultado"),
        ),
        (f"{what} that changes from week to week",),
        phrase(
            "Bring a longer period, in which channels are switched on and off or budgets change.",
            "Traga um período mais longo, em que canais foram ligados e desligados ou verbas mudaram.",
        ),
    )
