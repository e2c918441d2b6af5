"""The problems room's picture: how often each theme is mentioned, or how large an opportunity each need is."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.problems.plan import QUESTION

_MOST_ROWS = 12


def figure(answer: Answer) -> Picture:
    """The themes by the share of comments that mention them; the needs by opportunity where there are no texts."""
    themes = [e for e in answer.estimates if e.name == "mention_share"]
    return _themes(themes, answer) if themes else _needs([e for e in answer.estimates if e.name == "opportunity"])


def _themes(themes: list[Estimate], answer: Answer) -> Picture:
    effects = {e.of["theme"]: e for e in answer.estimates if e.name == "rating_effect"}
    shown = sorted(themes, key=lambda e: -e.value)[:_MOST_ROWS]
    first = next((e for e in shown if e.of["theme"] in effects and effects[e.of["theme"]].value < 0), shown[0])
    share = Number(first.value, Form.SHARE)
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase("“{name}” is in {share} of comments", "“{name}” aparece em {share} dos comentários",
               name=first.of["theme"], share=share),
        phrase("Share of comments that mention each theme; 50% and 90% intervals",
               "Parcela dos comentários que citam cada tema; intervalos de 50% e 90%"),
        phrase("One row per theme, from the most mentioned, {top}, to the least, {bottom}.",
               "Uma linha por tema, do mais citado, {top}, ao menos citado, {bottom}.",
               top=shown[0].of["theme"], bottom=shown[-1].of["theme"]),
        tuple(_mark(e, e.of["theme"], e is first) for e in shown),
        phrase("Share of comments", "Parcela dos comentários"),
        Form.SHARE,
    )  # fmt: skip


def _needs(needs: list[Estimate]) -> Picture:
    whole = [e for e in needs if e.of["segment"] == "all"]
    shown = sorted(whole, key=lambda e: -e.value)[:_MOST_ROWS]
    first = shown[0]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase("“{name}” is the largest opportunity: {score} of 20", "“{name}” é a maior oportunidade: {score} de 20",
               name=first.of["need"], score=Number(first.value)),
        phrase("Opportunity score of each need, 0 to 20; 50% and 90% intervals",
               "Pontuação de oportunidade de cada necessidade, de 0 a 20; intervalos de 50% e 90%"),
        phrase("One row per need, from {top} to {bottom}; a line marks 10, from which a need is under-served.",
               "Uma linha por necessidade, de {top} até {bottom}; um traço marca 10, onde começa o mal atendido.",
               top=first.of["need"], bottom=shown[-1].of["need"]),
        tuple(_mark(e, e.of["need"], e is first) for e in shown),
        phrase("Opportunity", "Oportunidade"),
        reference=10.0,
        reference_label=phrase("under-served from here", "mal atendida a partir daqui"),
    )  # fmt: skip


def _mark(estimate: Estimate, label: str, emphasis: bool) -> Mark:
    inner = estimate.inner or (estimate.low, estimate.high)
    return Mark(estimate.value, estimate.low, estimate.high, *inner, label=Phrase.same(label), emphasis=emphasis)
