"""Two versions of an item side by side: where they differ, by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from corrente.core.words import Phrase


@dataclass(frozen=True)
class Difference:
    """One place that differs: ``path`` names it (``("fields", "budget")``; empty: the whole), ``None`` is nothing."""

    path: tuple[str, ...]
    before: object
    after: object


def differences(before: object, after: object, path: tuple[str, ...] = ()) -> tuple[Difference, ...]:
    """Where two values differ, as deep as both are of one kind.

    A sentence differs as a whole; an empty field is the same as none.
    """
    if before == after:
        return ()
    old, new = _parts(before), _parts(after)
    if old is None or new is None or type(before) is not type(after):
        return (Difference(path, before, after),)
    names = [*old, *(new.keys() - old.keys())]
    return tuple(found for name in names for found in differences(old.get(name), new.get(name), (*path, name)))


def _parts(value: object) -> Mapping[str, object] | None:
    """The named parts of a value; ``None`` where it is one piece for its reader."""
    if isinstance(value, Phrase):
        return None
    if isinstance(value, Mapping):
        return value
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, tuple):
        return {str(place): part for place, part in enumerate(value)}
    return None
