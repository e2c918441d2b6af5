"""The scorecard as JSON: stable, versioned, described by ``scorecard.schema.json``; and as one flat table."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from corrente.core.metrics import FAMILIES
from corrente.core.scorecard import Absent, Change, Metric, Point, Reading, Scorecard
from corrente.core.words import Language, day_to_date

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1

Json = dict[str, Any]


def to_json(card: Scorecard, language: Language = Language.EN) -> Json:
    """The scorecard as plain JSON values; texts in ``language``, ids and units in English.

    Numbers that are not finite become null. The shape is that of ``scorecard.schema.json``.
    """
    metrics = dict.fromkeys([reading.metric.id for reading in card.readings])
    read = {id: [r for r in card.readings if r.metric.id == id] for id in metrics}
    return {
        "schema": SCHEMA_VERSION,
        "company": card.company,
        "currency": card.currency,
        "language": language.value,
        "metrics": [
            {**_metric(found[0].metric, language), "readings": [_reading(r) for r in found]} for found in read.values()
        ],
        "absent": [_absent(one, language) for one in card.absent],
    }


def _metric(metric: Metric, language: Language) -> Json:
    return {
        "id": metric.id,
        "stream": metric.family.stream.value,
        "family": metric.family.value,
        "family_name": FAMILIES[metric.family].say(language),
        "name": metric.name.say(language),
        "formula": metric.formula.say(language),
        "better": metric.better.value,
        "source": {
            "tables": list(metric.tables),
            "counts": list(metric.counts),
            "question": metric.carried.question if metric.carried else None,
            "estimate": metric.carried.estimate if metric.carried else None,
        },
    }


def _reading(reading: Reading) -> Json:
    value = reading.value
    return {
        "of": dict(reading.of),
        "unit": value.unit,
        "value": _number(value.value),
        "low": _number(value.low),
        "high": _number(value.high),
        "level": value.level,
        "exact": reading.exact,
        "day": _date(reading.day),
        "history": [_point(point) for point in reading.history],
        "history_of": "runs" if reading.by_run else "months",
        "change_month": _change(reading.month),
        "change_year": _change(reading.year),
    }


def _point(point: Point) -> Json:
    return {
        "day": _date(point.day),
        "value": _number(point.value),
        "low": _number(point.low),
        "high": _number(point.high),
        "whole": point.whole,
    }


def _change(change: Change | None) -> Json | None:
    if change is None:
        return None
    return {
        "since": _date(change.since),
        "difference": _number(change.difference),
        "low": _number(change.low),
        "high": _number(change.high),
        "ratio": _number(change.ratio),
        "chance": _number(change.chance),
    }


def _absent(absent: Absent, language: Language) -> Json:
    refusal = absent.refusal
    return {
        **_metric(absent.metric, language),
        "refusal": {
            "because": refusal.because.say(language),
            "missing": list(refusal.missing),
            "next_step": refusal.next_step.say(language),
        },
    }


def _number(value: float | None) -> float | None:
    return value if value is None or math.isfinite(value) else None


def _date(day: int | None) -> str | None:
    return None if day is None else day_to_date(day).isoformat()


COLUMNS = (
    "stream", "family", "metric", "of", "unit", "value", "low", "high", "level", "day",
    "month_change", "month_low", "month_high", "month_chance", "year_change", "year_low", "year_high", "year_chance",
)  # fmt: skip


def rows(card: Scorecard) -> list[tuple[str | float | None, ...]]:
    """One row per reading, under `COLUMNS`; ids and units are the stable English ones."""
    return [_row(reading) for reading in card.readings]


def _row(reading: Reading) -> tuple[str | float | None, ...]:
    family, value = reading.metric.family, reading.value
    of = ", ".join(f"{key}: {said}" for key, said in reading.of.items())
    found = (family.stream.value, family.value, reading.metric.id, of, value.unit)
    numbers = (value.value, value.low, value.high, value.level)
    return (*found, *numbers, _date(reading.day), *_flat(reading.month), *_flat(reading.year))


def _flat(change: Change | None) -> tuple[float | None, ...]:
    return (None,) * 4 if change is None else (change.difference, change.low, change.high, change.chance)


def to_arrow(card: Scorecard) -> pa.Table:
    """The scorecard as an Arrow table: one row per reading, under `COLUMNS`."""
    import pyarrow as pa

    texts = {"stream", "family", "metric", "of", "unit", "day"}
    schema = pa.schema([(name, pa.string() if name in texts else pa.float64()) for name in COLUMNS])
    return pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows(card)], schema)


def read_schema() -> Mapping[str, Any]:
    """The JSON Schema that every scorecard's JSON keeps."""
    schema: Json = json.loads(files("corrente.core").joinpath("scorecard.schema.json").read_text(encoding="utf-8"))
    return schema
