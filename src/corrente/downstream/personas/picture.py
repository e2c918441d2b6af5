"""The personas room's picture: what part of the customers and of the value each persona is."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.personas.plan import QUESTION


def figure(answer: Answer) -> Picture:
    """Shares of customers and of value side by side; where there is one persona only, what it is worth."""
    held = [e for e in answer.estimates if e.name == "persona_value_share"]
    return _shares(answer, held) if held else _one(answer)


def _shares(answer: Answer, held: list[Estimate]) -> Picture:
    first, share = held[0], answer.estimate("segment_share", segment=held[0].of["segment"])
    return Picture(
        Kind.BARS,
        QUESTION.stream,
        phrase(
            "The first persona is {share} of customers and holds {held} of the value",
            "A primeira persona é {share} dos clientes e reúne {held} do valor",
            share=Number(share.value, Form.SHARE),
            held=Number(first.value, Form.SHARE),
        ),
        phrase(
            "Share of customers and of their value, by persona; 50% and 90% intervals",
            "Parcela dos clientes e do valor, por persona; intervalos de 50% e 90%",
        ),
        phrase(
            "Two bars per persona, its share of customers and of the value; the first persona comes first.",
            "Duas barras por persona, sua parcela dos clientes e do valor; a primeira vem no topo.",
        ),
        tuple(_marks(answer, held)),
        phrase("Share", "Parcela"),
        Form.SHARE,
    )


def _marks(answer: Answer, held: list[Estimate]) -> Iterator[Mark]:
    for own in held:
        share = answer.estimate("segment_share", segment=own.of["segment"])
        for found, series in ((share, _OF_CUSTOMERS), (own, _OF_VALUE)):
            inner = found.inner or (found.low, found.high)
            yield Mark(found.value, found.low, found.high, *inner, label=own.said["segment"], series=series)


def _one(answer: Answer) -> Picture:
    value = answer.estimate("segment_value")
    currency = value.unit.split()[0]
    inner = value.inner or (value.low, value.high)
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "One persona: each customer is worth {money}",
            "Uma só persona: cada cliente vale {money}",
            money=Number(value.value, Form.MONEY, currency),
        ),
        phrase("Value per customer; 50% and 90% intervals", "Valor por cliente; intervalos de 50% e 90%"),
        phrase("One row: all customers, with the interval.", "Uma linha: todos os clientes, com o intervalo."),
        (Mark(value.value, value.low, value.high, *inner, label=_EVERYBODY),),
        phrase("Value per customer", "Valor por cliente"),
        Form.MONEY,
        value_unit=currency,
    )


_OF_CUSTOMERS = phrase("of customers", "dos clientes")
_OF_VALUE = phrase("of the value", "do valor")
_EVERYBODY = Phrase("all customers", "todos os clientes")
