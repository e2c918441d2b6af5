"""One picture: what each offer brings at its best price, else what features are worth, else the price points."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Phrase, phrase
from corrente.upstream.solutions.plan import QUESTION
from corrente.upstream.solutions.tables import POINT_NAMES
from corrente.upstream.solutions.words import feature

_SHOWN = 12


def figure(answer: Answer) -> Picture:
    """The picture that fits what could be answered."""
    for name in ("best_profit", "best_revenue"):
        found = [e for e in answer.estimates if e.name == name]
        if found:
            return _gains(found)
    everyone = [e for e in answer.estimates if e.of.get("segment") == "all"]
    for name in ("willingness_to_pay", "part_worth"):
        found = [e for e in everyone if e.name == name]
        if found:
            return _worths(found, name == "willingness_to_pay")
    return _points([e for e in everyone if e.name == "price_point"])


def _gains(found: list[Estimate]) -> Picture:
    best = found[0]
    return _intervals(
        found,
        phrase("{offer} brings the most", "{offer} é a que mais rende", offer=best.of["offer"]),
        phrase(
            "Gain per choice at each offer's best price; 50% and 90% intervals",
            "Ganho por escolha no melhor preço de cada oferta; intervalos de 50% e 90%",
        ),
        [Phrase.same(e.of["offer"]) for e in found],
        phrase("Gain per choice", "Ganho por escolha"),
        best.unit.split(" ")[0],
    )


def _worths(found: list[Estimate], money: bool) -> Picture:
    ranked = sorted(found, key=lambda e: -abs(e.value))
    top = feature(ranked[0].of)
    title = (
        phrase("People would pay most for {top}", "O que mais vale para as pessoas é {top}", top=top)
        if money
        else phrase("Choices turn most on {top}", "O que mais pesa nas escolhas é {top}", top=top)
    )
    value = phrase("Worth in money", "Valor em dinheiro") if money else phrase("Log odds", "Log das chances")
    return _intervals(
        ranked,
        title,
        phrase(
            "Against the base of each feature; 50% and 90% intervals",
            "Ante a base de cada característica; intervalos de 50% e 90%",
        ),
        [feature(e.of) for e in ranked],
        value,
        ranked[0].unit if money else "",
    )


def _points(found: list[Estimate]) -> Picture:
    ranked = sorted(found, key=lambda e: e.value)
    return _intervals(
        ranked,
        phrase("The range of accepted prices", "A faixa de preços aceitos"),
        phrase("Price points; 50% and 90% intervals", "Pontos de preço; intervalos de 50% e 90%"),
        [POINT_NAMES[e.of["point"]] for e in ranked],
        phrase("Price", "Preço"),
        ranked[0].unit,
    )


def _intervals(
    found: list[Estimate], title: Phrase, subtitle: Phrase, labels: list[Phrase], value: Phrase, currency: str
) -> Picture:
    marks = tuple(
        Mark(e.value, e.low, e.high, *(e.inner or (e.low, e.high)), label=label, emphasis=place == 0)
        for place, (e, label) in enumerate(zip(found[:_SHOWN], labels, strict=False))
    )
    alt = phrase(
        "Points with intervals, from {first} to {last}.",
        "Pontos com intervalos, de {first} a {last}.",
        first=labels[0],
        last=labels[len(marks) - 1],
    )
    form = Form.MONEY if currency else Form.EXACT
    return Picture(Kind.INTERVALS, QUESTION.stream, title, subtitle, alt, marks, value, form, value_unit=currency)
