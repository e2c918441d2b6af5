"""What a connector gives: which files hold a table and the SELECT that reads it from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corrente.core.words import Phrase


@dataclass(frozen=True)
class Head:
    """The beginning of a text file."""

    path: Path
    columns: tuple[str, ...]
    lines: tuple[str, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether all these columns are there (case aside)."""
        return {name.lower() for name in names} <= {name.lower() for name in self.columns}


@dataclass(frozen=True)
class Export:
    """How one table is read from a known export.

    ``inputs`` are the files, loaded under these names as they are (all text, with ``#file`` and ``#row``; the first
    one is where lines are counted); ``select`` gives ``#file``, ``#row``, columns under the contract's names, further
    columns as attributes, and ``#aside`` (a column's name, or null) where ``aside`` says
    why it leaves rows out; such rows do not count against the limit of bad rows.
    ``whole_lines`` inputs are loaded unsplit, as one column ``line``.
    """

    connector: str
    table: str
    inputs: Mapping[str, tuple[Path, ...]]
    select: str
    notes: tuple[Phrase, ...] = ()
    aside: Phrase | None = None
    whole_lines: bool = False
