"""The message: the one the segment prefers, and whether it surely leads."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import spread

TITLE = Phrase("Message", "Mensagem")


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The tested message to lead with, told with the solution."""
    segment = segment_of(items)
    shares = known.every("positioning", "message_share", segment=segment) or known.every(
        "positioning", "message_share", segment="all"
    )
    ranked = sorted(shares, key=lambda ground: -ground.value)
    best = ranked[0] if ranked else None
    return (
        Item(
            "message",
            ItemKind.MESSAGE,
            TITLE,
            _said(best, ranked[1:], segment) if best else _UNKNOWN,
            {"segment": segment, "message": best.of["message"] if best else None},
            (
                on(items, "segment", "segment"),
                on(items, "solution", "feature"),
                on(items, "positioning", "attribute"),
                *grounds(best),
            ),
            gaps=known.gaps("positioning"),
        ),
    )


def _said(best: FromAnswer, others: Sequence[FromAnswer], segment: str) -> Phrase:
    leads = all(best.low > other.high for other in others)
    return phrase(
        "Lead with “{message}”: {share} of {whom} prefer it{sure}.",
        "Comece por “{message}”: {share} dos {whom} preferem essa mensagem{sure}.",
        message=best.of["message"],
        share=spread(best, Form.SHARE),
        whom=customers_of(segment),
        sure=_LEADS if leads else _CLOSE,
    )


_LEADS = Phrase(", more than any other", ", mais que qualquer outra")
_CLOSE = Phrase(", not surely more than the next: test both", ", sem certeza de superar a seguinte: teste as duas")
_UNKNOWN = Phrase(
    "Which message they prefer has not been tested yet: write two, and test them.",
    "Que mensagem eles preferem ainda não foi testado: escreva duas e teste.",
)
