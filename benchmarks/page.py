"""Tables of figures: on the terminal while they come, in Markdown when they are all there."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import this_machine, versions
from benchmarks.measure import ROOT

PAGES = ROOT / "docs" / "benchmarks"
Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """A title, the columns' names, the rows, and a sentence on what the columns mean."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    def markdown(self) -> str:
        """The table as Markdown: texts to the left, numbers to the right."""
        said = [[_say(cell) for cell in row] for row in self.rows]
        right = [bool(self.rows) and not isinstance(cell, str) for cell in (self.rows[0] if self.rows else ())]
        rule = ["---:" if r else "---" for r in right] or ["---"] * len(self.columns)
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *said)]
        return "\n".join([f"## {self.title}", "", *([self.note, ""] if self.note else []), *lines])


@dataclass(frozen=True)
class Page:
    """One file under docs/benchmarks: what was measured, with which command, and the tables."""

    name: str
    title: str
    command: str
    tables: Sequence[Table]
    remarks: Sequence[str] = ()
    peers: Mapping[str, str] = field(default_factory=dict)

    def markdown(self) -> str:
        """The whole page."""
        facts = {**versions(), **self.peers}
        head = [
            f"# {self.title}",
            "",
            f"- Command: `{self.command}`",
            f"- Machine: {this_machine()}; load of the last quarter of an hour {os.getloadavg()[2]:.1f}",
            f"- Versions: {', '.join(f'{name} {number}' for name, number in facts.items())}",
            *(f"- {remark}" for remark in self.remarks),
        ]
        return "\n".join([*head, *(f"\n{table.markdown()}" for table in self.tables), ""])

    def write(self, folder: Path = PAGES) -> Path:
        """Print the page and write it to ``folder``; returns the file."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name}.md"
        file.write_text(self.markdown())
        print(self.markdown(), f"written to {file}", sep="\n", flush=True)
        return file


def _say(cell: Cell) -> str:
    """Three significant digits, whole numbers with separators, a dash for nothing."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 1000:
        return f"{cell:,.0f}"
    return f"{cell:#.3g}".rstrip(".")


def ratio(ours: float, other: float) -> float:
    """How many times ``other`` is ``ours``."""
    return other / max(ours, 1e-9)
