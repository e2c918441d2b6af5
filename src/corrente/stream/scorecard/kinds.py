"""What the kinds of contact mean, and which channels nobody sends, in the words that exports use."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from corrente.core.count import Lookup
from corrente.core.profile import TableProfile


class ContactKind(IntEnum):
    """What happened in a contact, as far as rates ask for it; the codes of the lookup ``kinds``."""

    OTHER = 0
    SHOWN = 1
    DELIVERED = 2
    OPENED = 3
    CLICKED = 4


_WORDS = {
    ContactKind.SHOWN: ("impression", "impressions", "impressão", "impressao", "ad impression", "ad view", "shown"),
    ContactKind.DELIVERED: ("delivered", "sent", "send", "email delivered", "email sent", "entregue", "enviado"),
    ContactKind.OPENED: ("open", "opened", "email opened", "abertura", "aberto", "abriu"),
    ContactKind.CLICKED: ("click", "clicked", "email link clicked", "link click", "clique", "clicou"),
}  # fmt: skip
_DONE_TO_PEOPLE = ("bounced", "bounce", "dropped", "deferred", "marked as spam", "devolvido")
_UNSENT = ("direct", "direto", "(direct)", "(none)", "acesso direto", "direct / none", "none")


def kinds_lookup(touchpoints: TableProfile) -> Lookup:
    """The company's kinds of contact with their codes."""
    codes = {word: kind.value for kind, words in _WORDS.items() for word in words}
    found = {kind: codes[kind.casefold()] for kind in _levels(touchpoints, "kind") if kind.casefold() in codes}
    return {"kind": [*found, "–"], "code": [*found.values(), 0]}


def passive_lookup(touchpoints: TableProfile) -> Lookup:
    """The kinds of contact that a person did nothing for."""
    words = (*_WORDS[ContactKind.SHOWN], *_WORDS[ContactKind.DELIVERED], *_DONE_TO_PEOPLE)
    return {"kind": _spelt(_levels(touchpoints, "kind"), words)}


def unsent_lookup(touchpoints: TableProfile) -> Lookup:
    """The channels by which people come of their own accord."""
    return {"channel": _spelt(_levels(touchpoints, "channel"), _UNSENT)}


def _levels(table: TableProfile, column: str) -> list[str]:
    return [level.value for level in table.levels.get(column, ()) if level.value is not None]


def _spelt(levels: Iterable[str], words: tuple[str, ...]) -> list[str]:
    """The levels that are one of the words, however they are spelt; the words themselves where there are none."""
    return [level for level in levels if level.casefold() in words] or list(words)
