"""Known exports, read without mapping: each module recognises its own by names and columns and says how to read it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corrente.company.dialect import encoding_of, head
from corrente.company.export import Export, Head
from corrente.company.load import TEXT_ENDINGS, ending
from corrente.core.errors import InputError

Connector = Callable[[Sequence[Head]], tuple[Export, ...]]


def connectors() -> tuple[Connector, ...]:
    """Every connector, the most specific first."""
    from corrente.company.connectors import (
        brand_survey,
        cdnow,
        complete_journey,
        hillstrom,
        olist,
        online_retail,
        paths,
        telco,
        verbatims,
    )

    return (
        olist.marketplace,
        olist.funnel,
        online_retail.recognise,
        complete_journey.recognise,
        cdnow.recognise,
        paths.recognise,
        verbatims.recognise,
        brand_survey.recognise,
        hillstrom.recognise,
        telco.recognise,
    )


def recognise(files: Sequence[Path]) -> Mapping[str, Export]:
    """The known exports among the files: table to how it is read; a table is read by one connector only."""
    heads = [found for path in files if (found := look(path))]
    exports: dict[str, Export] = {}
    for connector in connectors():
        for export in connector(heads):
            exports.setdefault(export.table, export)
    return exports


def look(path: Path) -> Head | None:
    """A text file's first line and column names; ``None`` for what is not text, is empty or cannot be read."""
    if ending(path) not in TEXT_ENDINGS:
        return None
    try:
        start = head(path, 1 << 16)
    except InputError:
        return None
    if encoding_of(start) not in ("utf-8", "utf-8-sig"):
        return None
    lines = start.decode("utf-8-sig", errors="ignore").splitlines()
    return Head(path, _columns(lines[0]), tuple(lines[:5]))


def _columns(line: str) -> tuple[str, ...]:
    mark = max("\t;,|", key=line.count)
    return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=mark), []))


__all__ = ["Connector", "Export", "Head", "connectors", "look", "recognise"]
