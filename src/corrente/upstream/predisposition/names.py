"""How the predisposition room says what it knows of a customer."""

from __future__ import annotations

from itertools import pairwise

from corrente.core.segmentation import COLUMN_WORDS
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.predisposition.patterns import EIGHTHS, FREQUENCIES, OTHERS, TENURES
from corrente.upstream.predisposition.plan import Plan

_FEATURES = {
    "recency": phrase("last purchase", "última compra"),
    "frequency": phrase("purchases so far", "compras até aqui"),
    "tenure": phrase("customer for", "cliente há"),
    "touches": phrase("recent contacts", "contatos recentes"),
    "uses": phrase("recent use", "uso recente"),
    **COLUMN_WORDS,
}


def feature(name: str, planned: Plan) -> Phrase:
    """A feature in the reader's language; a column of the company's own under its own name."""
    known = planned.segmentation.column if name == "segment" else name
    return _FEATURES.get(known, Phrase.same(known))


def spans(planned: Plan) -> tuple[str, ...]:
    """The levels of recency in days, such as ``12-22``; one without a day of its own is empty."""
    return _spans(EIGHTHS, planned)


def level(name: str, code: int, planned: Plan) -> Phrase:
    """One level in words, to stand by itself: "last purchase 12-22 days ago"."""
    days = Number(planned.window_days, Form.COUNT)
    if name == "recency":
        return phrase("last purchase {span} days ago", "última compra há {span} dias", span=spans(planned)[code])
    if name == "frequency":
        if code == 0:
            return phrase("one purchase so far", "uma compra até aqui")
        return phrase("{n} purchases so far", "{n} compras até aqui", n=FREQUENCIES[code])
    if name == "tenure":
        return phrase("first purchase {span} days ago", "primeira compra há {span} dias", span=tenures(planned)[code])
    if name == "touches":
        counted = ("0", "1-2", "3+")[code]
        return phrase("{n} contacts in {days} days", "{n} contatos em {days} dias", n=counted, days=days)
    if name == "uses":
        return phrase(
            "used {n} times in {days} days", "usou {n} vezes em {days} dias", n=("0", "1-3", "4+")[code], days=days
        )
    value = (OTHERS, *planned.segmentation.levels)[code]
    return phrase("{name} “{value}”", "{name} “{value}”", name=feature("segment", planned), value=value)


def tenures(planned: Plan) -> tuple[str, ...]:
    """The levels of the time since the first purchase in days, such as ``45-89``."""
    return _spans(TENURES, planned)


def _spans(eighths: tuple[int, ...], planned: Plan) -> tuple[str, ...]:
    begin = tuple(-(-e * planned.window_days // 8) for e in eighths)
    ends = [f"{a}-{b - 1}" if b > a + 1 else str(a) if b > a else "" for a, b in pairwise(begin)]
    return (*ends, f"{begin[-1]}+")
