"""The lead scoring room's picture: how many of the conversions the best leads hold."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.lead_scoring.plan import QUESTION

_BEST = "20%"


def figure(answer: Answer) -> Picture:
    """A bar per share of the leads worked, the best first, with the headline's fifth in front."""
    caught = [e for e in answer.estimates if e.name == "caught_share"]
    best = next(e for e in caught if e.of["worked"] == _BEST)
    share = Number(best.value, Form.SHARE)
    return Picture(
        Kind.BARS,
        QUESTION.stream,
        phrase("The best fifth of the leads held {share} of the conversions",
               "O melhor quinto dos leads concentrou {share} das conversões", share=share),
        phrase("Share of the tested conversions among the best leads by score; 90% intervals",
               "Parcela das conversões testadas entre os melhores leads pela nota; intervalos de 90%"),
        phrase("Bars that grow from {low} of the conversions to {high} as more leads are worked.",
               "Barras que crescem de {low} a {high} das conversões conforme se trabalham mais leads.",
               low=Number(caught[0].value, Form.SHARE), high=Number(caught[-1].value, Form.SHARE)),
        tuple(Mark(e.value, e.low, e.high, label=_label(e), emphasis=e is best) for e in caught),
        phrase("Conversions caught", "Conversões alcançadas"),
        Form.SHARE,
        reference=0.2,
        reference_label=phrase("a fifth chosen at random", "um quinto ao acaso"),
    )  # fmt: skip


def _label(estimate: Estimate) -> Phrase:
    return phrase("best {share}", "melhores {share}", share=estimate.of["worked"])
