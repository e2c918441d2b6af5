"""The message: the one the segment prefers, and whether it surely leads."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, spread

TITLE = Phrase("Message", "Mensagem")


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The tested message to lead with, told with the solution."""
    segment = segment_of(items)
    shares = known.every("positioning", "message_share", segment=segment) or known.every(
        "positioning", "message_share", segment="all"
    )
    best = known.best(shares, "message", "message")
    return (
        Item(
            "message",
            ItemKind.MESSAGE,
            TITLE,
            _said(best, [other for other in shares if other != best], segment) if best else _UNKNOWN,
            {"segment": segment, "message": best.of["message"] if best else None},
            (
                on(items, "segment", "segment"),
                on(items, "solution", "feature"),
                on(items, "positioning", "attribute"),
                *grounds(best, _next(best, shares)),
            ),
            gaps=known.gaps("positioning"),
        ),
    )


def _next(best: FromAnswer | None, shares: Sequence[FromAnswer]) -> FromAnswer | None:
    return max((other for other in shares if other != best), key=lambda ground: ground.value, default=None)


def _said(best: FromAnswer, others: Sequence[FromAnswer], segment: str) -> Phrase:
    return phrase(
        "Lead with “{message}”, which {share} of {whom} prefer. {sure}",
        "Abrir com “{message}”, preferida por {share} de {whom}. {sure}",
        message=best.of["message"],
        share=spread(best, Form.SHARE),
        whom=customers_of(segment),
        sure=_against(best, others),
    )


def _against(best: FromAnswer, others: Sequence[FromAnswer]) -> Phrase:
    """How the message stands against the strongest of the others."""
    next_one = _next(best, others)
    if next_one is None or best.low > next_one.high:
        return _LEADS
    said = _CLOSE if next_one.value <= best.value else _BEHIND
    return phrase(said.en, said.pt, other=next_one.of["message"], share=linked(next_one, Form.SHARE))


_LEADS = Phrase("No other message is preferred as often.", "Nenhuma outra mensagem é preferida tantas vezes.")
_CLOSE = Phrase(
    "“{other}” comes too close to rule out, at {share}: test both.",
    "“{other}” está perto demais para descartar, com {share}: teste as duas.",
)
_BEHIND = Phrase(
    "“{other}” is preferred by more, {share}: test both.", "“{other}” agrada a mais gente, {share}: teste as duas."
)
_UNKNOWN = Phrase(
    "Which message they prefer has not been tested yet: write two, and test them.",
    "Ainda não se testou qual mensagem eles preferem: escreva duas e teste.",
)
