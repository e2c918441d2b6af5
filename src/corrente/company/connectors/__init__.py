"""Known exports, read without mapping: each module recognises its own by names and columns and says how to read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corrente.company.dialect import head, layout_of_text, text_of_head
from corrente.company.export import Export, Head
from corrente.company.load import JSON_ENDINGS, TEXT_ENDINGS, ending
from corrente.core.errors import InputError

Connector = Callable[[Sequence[Head]], tuple[Export, ...]]
_START = 1 << 16


def connectors() -> tuple[Connector, ...]:
    """Every connector, the most specific first."""
    from corrente.company.connectors import (
        ads,
        bank,
        brand_survey,
        cdnow,
        complete_journey,
        events,
        hillstrom,
        hubspot,
        media_weeks,
        olist,
        online_retail,
        paths,
        salesforce,
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
        bank.recognise,
        events.ga4,
        events.segment,
        hubspot.recognise,
        salesforce.recognise,
        ads.recognise,
        media_weeks.recognise,
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
    """A file's column names, with its lines from the header on where it is text; ``None`` for what cannot be read."""
    if ending(path) == ".parquet":
        return _look_parquet(path)
    if ending(path) not in (*TEXT_ENDINGS, *JSON_ENDINGS):
        return None
    try:
        start = head(path, _START)
    except InputError:
        return None
    text = text_of_head(start)
    if not text:
        return None
    if ending(path) in JSON_ENDINGS:
        return _look_json(path, text)
    layout = layout_of_text(text, whole=len(start) < _START)
    return Head(path, layout.columns, tuple(text.splitlines()[max(layout.skip - 1, 0) :][:5]))


def _look_json(path: Path, text: str) -> Head | None:
    """The keys of the first objects of JSON lines."""
    keys: dict[str, None] = {}
    for line in text.splitlines()[:-1][:20] or [text]:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        keys |= dict.fromkeys(record) if isinstance(record, dict) else {}
    return Head(path, tuple(keys)) if keys else None


def _look_parquet(path: Path) -> Head | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return Head(path, tuple(pq.read_schema(path).names))
    except (OSError, pa.ArrowException):
        return None


__all__ = ["Connector", "Export", "Head", "connectors", "look", "recognise"]
