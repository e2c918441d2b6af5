"""The head of a count's file: the comment that says what it reads, what it takes and how large it can get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = ("tables", "parameters", "lookups", "keys", "bound", "with", "takes")
_FIELD = re.compile(rf"^({'|'.join(FIELDS)}):\s*(.*)$")
_LOOKUP = re.compile(r"(\w+)\s*\(([^)]*)\)")
_REMARK = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Header:
    """What a count's file declares of itself.

    ``lookups`` maps an uploaded table's name to its columns; ``keys`` are the columns that identify a row of the
    result (all further ones add over disjoint people); ``bound`` is the largest possible number of rows, None for
    scores, which grow with the data.
    """

    purpose: str
    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    lookups: Mapping[str, tuple[str, ...]]
    keys: tuple[str, ...]
    bound: int | None


def parse(sql: str) -> Header:
    """The header of a count's SQL text.

    A field goes on over comment lines that are indented by at least two blanks, and a name may be followed by a remark
    in parentheses. Raises ``ValueError`` where a field is
    missing, double or cannot be read; ``keys`` and ``bound`` may be missing (scores have neither).
    """
    fields, purpose = _fields(sql)
    missing = [name for name in FIELDS[:3] if name not in fields]
    if missing:
        raise ValueError(f"the header lacks {', '.join(missing)}")
    return Header(
        purpose,
        _names(fields["tables"]),
        _names(fields["parameters"]),
        _lookups(fields["lookups"]),
        _names(fields.get("keys", "none")),
        _bound(fields.get("bound")),
    )


def declared(sql: str, field: str) -> tuple[str, ...]:
    """The names that the head of ``sql`` gives for one field, none where the field is missing."""
    fields, _ = _fields(sql)
    return _names(fields.get(field, "none"))


def _fields(sql: str) -> tuple[dict[str, str], str]:
    fields: dict[str, str] = {}
    purpose: list[str] = []
    current: str | None = None
    for line in _comment_lines(sql):
        match = _FIELD.match(line.strip())
        if match:
            current = match[1]
            if current in fields:
                raise ValueError(f"the header says {current} twice")
            fields[current] = match[2].strip()
        elif current and line.startswith("  "):
            fields[current] += " " + line.strip()
        else:
            current = None
            purpose.append(line.strip())
    return fields, " ".join(purpose)


def _comment_lines(sql: str) -> list[str]:
    """The comment lines before the first line of SQL, without their dashes."""
    lines: list[str] = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--"))
    return lines


def _names(text: str) -> tuple[str, ...]:
    if text == "none":
        return ()
    names = tuple(name.strip() for name in _REMARK.sub("", text).split(","))
    wrong = [name for name in names if not re.fullmatch(r"[a-z_][a-z0-9_]*", name)]
    if wrong:
        raise ValueError(f"the header's {wrong[0]!r} is no name")
    return names


def _lookups(text: str) -> dict[str, tuple[str, ...]]:
    if text == "none":
        return {}
    if _LOOKUP.sub("", text).replace(",", "").strip():
        raise ValueError(f"the header's lookups must read name(column, ...): {text!r}")
    return {name: _names(columns) for name, columns in _LOOKUP.findall(text)}


def _bound(text: str | None) -> int | None:
    if text is None or text == "none":
        return None
    digits = re.match(r"[1-9]\d*\b", text)
    if not digits:
        raise ValueError(f"the header's bound must be a whole number above zero, not {text!r}")
    return int(digits[0])
