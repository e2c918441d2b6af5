"""The market direction room's picture: growth of every part of the leading kind beside the market's."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, phrase
from corrente.upstream.market_direction.names import KIND, KINDS, part
from corrente.upstream.market_direction.plan import QUESTION

_MOST_ROWS = 12


def figure(answer: Answer) -> Picture:
    """Growth in the next 12 months, the fastest first, with the market's as the reference."""
    market = answer.estimate("sales_growth", market="all")
    kind = next(kind for kind in KIND if any(kind in e.of for e in answer.estimates))
    own = [e for e in answer.estimates if e.name == "sales_growth" and kind in e.of]
    ranked = sorted(own, key=lambda e: -e.value)[:_MOST_ROWS]
    best, worst = ranked[0], ranked[-1]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "From {low} to {high}: the {kinds} go different ways",
            "De {low} a {high}: as {kinds} seguem caminhos diferentes"
            if kind != "attribute"
            else "De {low} a {high}: os {kinds} seguem caminhos diferentes",
            low=Number(worst.value, Form.SHARE),
            high=Number(best.value, Form.SHARE),
            kinds=KINDS[kind],
        ),
        phrase(
            "Growth of sales in the next 12 months against the last 12, by {kind}; 50% and 90% intervals",
            "Crescimento das vendas nos próximos 12 meses ante os últimos 12, por {kind}; intervalos de 50% e 90%",
            kind=KIND[kind],
        ),
        phrase(
            "One row per {kind}, from {best} at {high} down to {worst} at {low}; a line marks the whole market.",
            "Uma linha por {kind}, de {best} com {high} até {worst} com {low}; um traço marca o mercado inteiro.",
            kind=KIND[kind],
            best=part(best.of[kind]),
            worst=part(worst.of[kind]),
            low=Number(worst.value, Form.SHARE),
            high=Number(best.value, Form.SHARE),
        ),
        tuple(_mark(e, kind, market) for e in ranked),
        phrase("growth", "crescimento"),
        Form.SHARE,
        reference=market.value,
        reference_label=phrase("the market", "o mercado"),
    )


def _mark(e: Estimate, kind: str, market: Estimate) -> Mark:
    inner = e.inner or (e.low, e.high)
    return Mark(e.value, e.low, e.high, *inner, label=part(e.of[kind]), emphasis=e.low > market.value)
