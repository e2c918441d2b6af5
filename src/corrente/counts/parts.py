"""Parts: SQL that several statements share, written once in ``parts/`` and put in where a statement calls it.

A statement names its parts in its head (``-- with: customer_column``) and calls them like functions:
``customer_column($use_1)``. A part's own head may name what it takes (``-- takes: place``, in the part ``$place``) and
further parts; any other parameter, table or lookup in it is the statement's, and stands in the statement's head.
"""

from __future__ import annotations

import re
from functools import cache, partial
from importlib.resources import files

from corrente.engine.header import declared

_PLACE = re.compile(r"\$(\w+)")


def assemble(sql: str) -> str:
    """``sql`` with each part that its head declares put in, in parentheses, for every call of it.

    Raises ``FileNotFoundError`` for a part that is not there, ``ValueError`` for one that is declared and not called,
    or called with more or fewer arguments than it takes.
    """
    for name in declared(sql, "with"):
        head, body = _parted(sql)
        filled, calls = re.subn(rf"\b{name}\(([^()]*)\)", partial(_filled, name), body)
        if not calls:
            raise ValueError(f"the part {name} is declared and not called")
        sql = head + filled
    return sql


@cache
def _part(name: str) -> tuple[tuple[str, ...], str]:
    """What a part takes, and its SQL without the head, its own parts put in."""
    sql = files("corrente.counts").joinpath("parts", f"{name}.sql").read_text("utf-8")
    return declared(sql, "takes"), _parted(assemble(sql))[1].strip()


def _filled(name: str, call: re.Match[str]) -> str:
    takes, body = _part(name)
    given = [argument.strip() for argument in call[1].split(",") if argument.strip()]
    if len(given) != len(takes):
        raise ValueError(f"the part {name} takes {len(takes)} arguments, not {len(given)}")
    values = dict(zip(takes, given, strict=True))
    filled = _PLACE.sub(lambda place: values.get(place[1], place[0]), body)
    return f"({filled})"


def _parted(sql: str) -> tuple[str, str]:
    """The comment lines at the top, and the rest."""
    lines = sql.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "".join(lines[:first]), "".join(lines[first:])
