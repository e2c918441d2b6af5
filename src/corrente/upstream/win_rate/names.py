"""How the win rate room names columns and groups of deals: values from the data stay as they are, in quotes."""

from __future__ import annotations

from corrente.core.segmentation import COLUMN_WORDS
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.win_rate.deals import NOTHING

_COLUMNS = {
    **COLUMN_WORDS,
    "source": phrase("source", "origem"),
    "owner": phrase("owner", "responsável"),
    "competitor": phrase("competitor", "concorrente"),
    "amount": phrase("amount", "valor"),
    "segment": phrase("segment", "segmento"),
}


def column(name: str) -> Phrase:
    """A column of the contract in the reader's language; any other column under its own name."""
    return _COLUMNS.get(name, Phrase.same(name))


def level(name: str, value: str) -> Phrase:
    """A value as it stands in the data, or the band of an amount in words."""
    if value == NOTHING:
        return phrase("nothing entered", "sem preenchimento")
    return _band(value) if name == "amount" else phrase("“{value}”", "“{value}”", value=value)


def plain(name: str, value: str) -> str | Phrase:
    """A value to stand in a table beside its column: as it is where it comes from the data."""
    return level(name, value) if name == "amount" or value == NOTHING else value


def group(name: str, value: str) -> Phrase:
    """Deals of one value, to stand after "with" or "com": region “Sul”."""
    return phrase("{column} {level}", "{column} {level}", column=column(name), level=level(name, value))


def beside(name: str, value: str) -> Phrase:
    """As `group`, where the same column has just been named; a band still needs to be told what it is of."""
    return group(name, value) if name == "amount" else level(name, value)


def _band(value: str) -> Phrase:
    """``< 100``, ``100-300`` or ``1000000+`` in words."""
    if value.startswith("<"):
        return phrase("under {top}", "abaixo de {top}", top=_whole(value[1:]))
    if value.endswith("+"):
        return phrase("of {low} or more", "de {low} ou mais", low=_whole(value[:-1]))
    low, top = value.split("-")
    return phrase("of {low} to {top}", "de {low} a {top}", low=_whole(low), top=_whole(top))


def _whole(digits: str) -> Number:
    return Number(float(digits), Form.COUNT)
