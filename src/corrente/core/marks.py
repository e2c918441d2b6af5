"""Values that corrente gives by itself where the data has none: stable as names, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corrente.core.words import Phrase, phrase

MARKS: Mapping[str, Phrase] = MappingProxyType(
    {
        "all": phrase("all", "todos"),
        "total": phrase("in total", "no total"),
        "closed": phrase("those that left", "os que já saíram"),
        "open": phrase("open", "abertos"),
        "current": phrase("those of today", "os de hoje"),
        "(other)": phrase("others", "outros"),
        "other": phrase("the rest", "o restante"),
        "(none)": phrase("not filled in", "sem preenchimento"),
    }
)


def worded(value: str) -> str | Phrase:
    """The words of a value that corrente gave; a value from the data as it is."""
    return MARKS.get(value, value)
