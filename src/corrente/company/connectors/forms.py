"""A file form as data: which columns make it, and what they are called; its rows then carry one set of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corrente.company.export import Head
from corrente.company.recognise import plain
from corrente.core.words import Phrase
from corrente.engine.files import quoted

DELETED = Phrase("deleted in the source", "excluída na origem")


@dataclass(frozen=True)
class Form:
    """The columns of one kind of file.

    ``roles`` gives for each name that our SQL uses the patterns of the source's own, best first: regular expressions
    over names without accents, case, spaces and signs. ``needs`` are the roles without which it is another form,
    ``lacks`` the patterns of columns with which it is.
    """

    roles: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    lacks: tuple[str, ...] = ()

    def columns(self, head: Head) -> Mapping[str, str]:
        """Role to the file's column, for the roles that it has."""
        names = {plain(column): column for column in reversed(head.columns)}
        found = {role: _first(names, patterns) for role, patterns in self.roles.items()}
        return {role: column for role, column in found.items() if column is not None}

    def fits(self, head: Head) -> bool:
        """Whether the file is of this form."""
        names = [plain(column) for column in head.columns]
        foreign = any(re.fullmatch(pattern, name) for pattern in self.lacks for name in names)
        return not foreign and set(self.needs) <= self.columns(head).keys()

    def among(self, heads: Iterable[Head]) -> tuple[Head, ...]:
        """The files of this form."""
        return tuple(head for head in heads if self.fits(head))

    def rows(self, heads: Sequence[Head], relation: str, more: str = "") -> str:
        """A SELECT of ``#file``, ``#row`` and one trimmed text per role, null where no file has it; ``more`` is SQL."""
        columns = [self.columns(head) for head in heads]
        texts = ", ".join(f"{_text([c[role] for c in columns if role in c])} as {quoted(role)}" for role in self.roles)
        return f'select "#file", "#row", {texts}{more} from {relation}'

    def rest(self, heads: Sequence[Head], drop: Sequence[str] = (), keep: str = ".*") -> tuple[str, ...]:
        """The columns of all files that play no role and match no pattern of ``drop``, but match ``keep``."""
        used = {column for head in heads for column in self.columns(head).values()}
        names = dict.fromkeys(column for head in heads for column in head.columns if column not in used)
        return tuple(
            name
            for name in names
            if plain(name) and re.fullmatch(keep, name) and not any(re.fullmatch(p, plain(name)) for p in drop)
        )


def _first(names: Mapping[str, str], patterns: Iterable[str]) -> str | None:
    return next((column for p in patterns for name, column in names.items() if re.fullmatch(p, name)), None)


def _text(columns: Iterable[str]) -> str:
    parts = [f"nullif(trim(cast({quoted(column)} as varchar)), '')" for column in dict.fromkeys(columns)]
    return f"coalesce({', '.join(parts)})" if parts else "cast(null as varchar)"


def said_true(text: str) -> str:
    """SQL: whether a flag's text says yes."""
    return f"coalesce(lower({text}) in ('true', 't', '1', 'yes', 'sim', 'verdadeiro'), false)"


def carried(columns: Iterable[str]) -> str:
    """SQL for columns that go along as free attributes, under their own names."""
    return "".join(f", {quoted(column)}" for column in columns)
