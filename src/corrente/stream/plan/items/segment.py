"""The focus segment: where a deal is worth most, with most left to solve."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import ALL, Drafted, customers_of, grounds
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, listed, sentences, spread

TITLE = Phrase("Focus segment", "Segmento em foco")
Factors = dict[str, dict[str, FromAnswer]]
"""What speaks for each segment: name of the estimate to segment to ground."""


def draft(known: Known, _: Drafted) -> tuple[Item, ...]:
    """By the company's own segments where answers tell them apart, else by those found in the data."""
    own = ranked(known)
    return (_own(known, own) if own else _found(known),)


def ranked(known: Known) -> list[str]:
    """The company's own segments, the best first: by the product of all that is known of every one of them.

    A deal there is won with a chance, a customer there has a value, and a need there is open by so much of 20 points:
    the product is what remains to be gained per deal. Empty where fewer than two segments are told apart.
    """
    factors = [by_segment for by_segment in _factors(known).values() if by_segment]
    names = [set(by_segment) for by_segment in factors]
    common = sorted(set.intersection(*names)) if names else []
    if len(common) < 2:
        return []
    return sorted(common, key=lambda name: -math.prod(max(by[name].value, 0.0) for by in factors))


def reasons(known: Known, segment: str) -> list[Phrase]:
    """What the answers say for one of the company's own segments."""
    held = {name: by[segment] for name, by in _factors(known).items() if by}
    return [_REASONS[name](ground, known.settings.currency) for name, ground in held.items()]


def _factors(known: Known) -> Factors:
    levels = {known.column} if known.column else set()
    return {
        "win_rate": {g.of[c]: g for c in levels for g in known.every("win_rate", "win_rate") if set(g.of) == {c}},
        "value": _by_segment(known.every("loyalty", "lifetime_value")),
        "opportunity": _largest(known.every("problems", "opportunity")),
    }


def _by_segment(found: Sequence[FromAnswer]) -> dict[str, FromAnswer]:
    return {ground.of["segment"]: ground for ground in found if ground.of.get("segment", ALL) != ALL}


def _largest(found: Sequence[FromAnswer]) -> dict[str, FromAnswer]:
    return _by_segment(sorted(found, key=lambda ground: ground.value))


def _own(known: Known, order: Sequence[str]) -> Item:
    chosen = known.choice("segment", "segment")
    best = str(chosen) if chosen in order else order[0]
    active = known.one("loyalty", "active_customers", segment=best)
    whom = customers_of(best)
    said = phrase(
        "Focus on {whom}: {because}. {place}",
        "Focar em {whom}: {because}. {place}",
        whom=whom,
        because=listed(reasons(known, best)),
        place=_FIRST if best == order[0] else _not_first(order[0]),
    )
    size = phrase("{n} are active.", "São {n} ativos.", n=linked(active, Form.COUNT)) if active else None
    return Item(
        "segment",
        ItemKind.SEGMENT,
        TITLE,
        sentences(said, size),
        {"segment": best, "column": known.column, "order": tuple(order)},
        grounds(*(by[best] for by in _factors(known).values() if by), active),
        known.levers("win_rate", **{known.column: best}) if known.column else (),
        gaps=known.gaps("segments", "loyalty", "win_rate", "problems"),
    )


_FIRST = Phrase("Taken together, no other segment promises more.", "Somando tudo, nenhum outro segmento promete mais.")


def _not_first(first: str) -> Phrase:
    return phrase(
        "Taken together, {first} would come first.", "Somando tudo, {first} viriam antes.", first=customers_of(first)
    )


def _won(ground: FromAnswer, _: str) -> Phrase:
    return phrase("{rate} of deals are won", "{rate} dos negócios são ganhos", rate=spread(ground, Form.SHARE))


def _worth(ground: FromAnswer, currency: str) -> Phrase:
    return phrase(
        "a customer is worth {value} in the period ahead",
        "um cliente vale {value} no período à frente",
        value=spread(ground, Form.MONEY, currency),
    )


def _open(ground: FromAnswer, _: str) -> Phrase:
    return phrase(
        "their most open need, “{need}”, scores {points} of 20",
        "a necessidade mais em aberto, “{need}”, marca {points} de 20",
        need=ground.of["need"],
        points=spread(ground, Form.ROUGH),
    )


_REASONS = {"win_rate": _won, "value": _worth, "opportunity": _open}


def _found(known: Known) -> Item:
    """The segment that the data itself shows as best, else everybody."""
    values = sorted(known.every("segments", "segment_value"), key=lambda ground: -ground.value)
    if len(values) < 2:
        return _everybody(known)
    best = values[0]
    share = known.one("segments", "segment_share", **best.of)
    said = phrase(
        "Focus on “{segment}”: each is worth {value} in the period ahead.",
        "Foco em “{segment}”: cada cliente vale {value} no período à frente.",
        segment=_said(known, best.of["segment"]),
        value=spread(best, Form.MONEY, known.settings.currency),
    )
    size = None
    if share:
        size = phrase("They are {share} of customers.", "São {share} dos clientes.", share=spread(share, Form.SHARE))
    return Item(
        "segment",
        ItemKind.SEGMENT,
        TITLE,
        sentences(said, size),
        {"segment": best.of["segment"], "column": "", "order": tuple(ground.of["segment"] for ground in values)},
        grounds(best, share),
        known.levers("segments", segment=best.of["segment"]),
        gaps=known.gaps("segments", "win_rate", "problems"),
    )


def _said(known: Known, segment: str) -> Phrase | str:
    named = (e.said.get("segment") for e in known.answers["segments"].estimates if e.of.get("segment") == segment)
    return next((said for said in named if said is not None), segment)


def _everybody(known: Known) -> Item:
    active = known.one("loyalty", "active_customers", segment=ALL)
    value = known.one("loyalty", "lifetime_value", segment=ALL)
    return Item(
        "segment",
        ItemKind.SEGMENT,
        TITLE,
        sentences(
            Phrase(
                "Plan for all customers: nothing in the data tells segments apart yet.",
                "Planeje para todos os clientes: nada nos dados separa segmentos ainda.",
            ),
            *_whole(active, value, known.settings.currency),
        ),
        {"segment": ALL, "column": "", "order": (ALL,)},
        grounds(active, value),
        gaps=known.gaps("segments", "loyalty", "win_rate", "problems"),
    )


def _whole(active: FromAnswer | None, value: FromAnswer | None, currency: str) -> Iterator[Phrase]:
    if active:
        yield phrase("{n} of them are active.", "{n} deles estão ativos.", n=linked(active, Form.COUNT))
    if value:
        yield phrase(
            "Each is worth {value} in the period ahead.",
            "Cada um vale {value} no período à frente.",
            value=spread(value, Form.MONEY, currency),
        )
