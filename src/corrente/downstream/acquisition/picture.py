"""The acquisition room's picture: the share of the outcome that goes with each channel."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, phrase
from corrente.downstream.acquisition.plan import QUESTION
from corrente.downstream.acquisition.weeks import name_of


def figure(answer: Answer) -> Picture:
    """Shares with their intervals, the largest first."""
    shares = [e for e in answer.estimates if e.name == "contribution_share"]
    base = answer.estimate("base_share", market="all")
    top, last = shares[0], shares[-1]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "{share} of the outcome goes with {channel}; {base} would have come anyway",
            "{share} do resultado acompanha {channel}; {base} viria de qualquer forma",
            share=Number(top.value, Form.SHARE),
            channel=name_of(top.of["channel"]),
            base=Number(base.value, Form.SHARE),
        ),
        phrase(
            "Share of the outcome of all weeks that goes with each channel's spend; bands hold 50% and 90%",
            "Parcela do resultado de todas as semanas que acompanha o gasto de cada canal; as faixas contêm 50% e 90%",
        ),
        phrase(
            "One row per channel, from {first} at {high} down to {last} at {low}.",
            "Uma linha por canal, de {first} com {high} até {last} com {low}.",
            first=name_of(top.of["channel"]),
            high=Number(top.value, Form.SHARE),
            last=name_of(last.of["channel"]),
            low=Number(last.value, Form.SHARE),
        ),
        tuple(_mark(e, e is top) for e in shares),
        phrase("Share of the outcome", "Parcela do resultado"),
        Form.SHARE,
    )


def _mark(e: Estimate, emphasis: bool) -> Mark:
    inner = e.inner or (e.low, e.high)
    return Mark(e.value, e.low, e.high, *inner, label=name_of(e.of["channel"]), emphasis=emphasis)
