"""The segments room's picture: what a customer of each segment is worth."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.segments.plan import QUESTION


def figure(answer: Answer) -> Picture:
    """Value per customer by segment, the one to focus on first and marked."""
    values = [e for e in answer.estimates if e.name == "segment_value"]
    shares = {e.of["segment"]: e for e in answer.estimates if e.name == "segment_share"}
    top = max(values, key=lambda e: e.value)
    currency = top.unit.split()[0]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        _title(len(values), top, currency),
        phrase("Value per customer, by segment; 50% and 90% intervals", "Valor por cliente, por segmento; intervalos "
               "de 50% e 90%"),
        phrase(
            "One row per segment, the one to focus on first, with its share of customers; the highest is {top}.",
            "Uma linha por segmento, primeiro o de maior foco, com sua parcela de clientes; o maior é {top}.",
            top=Number(top.value, Form.MONEY, currency),
        ),
        tuple(_mark(e, shares.get(e.of["segment"]), e is values[0]) for e in values),
        phrase("Value per customer", "Valor por cliente"),
        Form.MONEY,
        value_unit=currency,
    )  # fmt: skip


def _title(segments: int, top: Estimate, currency: str) -> Phrase:
    money = Number(top.value, Form.MONEY, currency)
    if segments == 1:
        return phrase("One kind of customer, worth {money} each", "Um só tipo de cliente, que vale {money} cada",
                      money=money)  # fmt: skip
    return phrase(
        "The most valuable of {n} segments is worth {money} a customer",
        "O mais valioso dos {n} segmentos vale {money} por cliente",
        n=Number(segments, Form.COUNT),
        money=money,
    )


def _mark(value: Estimate, share: Estimate | None, emphasis: bool) -> Mark:
    label = (
        phrase(
            "{name} ({share})", "{name} ({share})", name=value.said["segment"], share=Number(share.value, Form.SHARE)
        )
        if share
        else phrase("all customers", "todos os clientes")
    )
    return Mark(value.value, value.low, value.high, *(value.inner or (value.low, value.high)), label=label,
                emphasis=emphasis)  # fmt: skip
