"""What every count is asked in tests: a value for each parameter and lookup, by name."""

from __future__ import annotations

import itertools
import re
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from corrente.core.count import Count, Lookup, Scores
from corrente.counts.tally import Statement, read
from tests.clean import CHANNELS, FIRST_DAY, LAST_DAY, SOURCES, STAGES

_CUT = FIRST_DAY + 250
_DAY = 86_400

PARAMETERS = {
    "until_day": LAST_DAY - 20,
    "cut_day": _CUT,
    "cut_second": _CUT * _DAY,
    "from_leads": 0,
    "known_second": (LAST_DAY - 60) * _DAY,
    "window_seconds": 30 * _DAY,
    "created_after": FIRST_DAY + 10,
    "closed_after": FIRST_DAY + 5,
    "horizon_days": 90,
    "period_days": 30,
    "last_period": 8,
    "longest": 120,
    "cut_width": 28,
    "cut_wide": 56,
    "end_width": 21,
    "end_wide": 42,
    "cut_coarse": 1,
    "end_coarse": 2,
    "unit": 1_000_000,
    "segment_column": 6,
}
_FAMILIES = (
    (r"use_\w+", lambda name: 0 if name.endswith("3") else 1),
    (r"amount_\d", lambda name: int(name[-1]) * 500_000),
)
_WORDS = ("alpha", "Alpha", "beta gama", "çedilha")

LOOKUPS: dict[str, dict[str, list[Any]]] = {
    "channels": {
        "channel": list(CHANNELS[:-2]),
        "code": list(range(len(CHANNELS) - 2)),
        "bit": [2**code for code in range(len(CHANNELS) - 2)],
    },
    "bits": {"code": [*range(31), 63], "mask": [*(2 ** min(code, 12) for code in range(31)), 0]},
    "decay": {"age": list(range(31)), "weight": [2**20 // 2 ** (age // 7) for age in range(31)]},
    "stages": {
        "stage": list(STAGES),
        "code": list(range(len(STAGES))),
        "lift": [2**40 if stage in ("won", "lost") else 0 for stage in STAGES],
    },
    "sources": {"source": list(SOURCES[:-1]), "code": list(range(len(SOURCES) - 1))},
    "ages": {"days": list(range(LAST_DAY - FIRST_DAY)), "age_bin": [day // 30 for day in range(LAST_DAY - FIRST_DAY)]},
    "segment_codes": {"segment_level": list(_WORDS), "code": [1, 2, 3, 4]},
}

PATTERNS: dict[str, list[Any]] = {
    "segment": list(range(5)),
    "purchases": list(range(9)),
    "recency_cell": list(range(16)),
    "age_cell": list(range(16)),
    "level_amount": [-1],
}
"""The columns by which a table of patterns is joined to people; texts (``level_...``) have the one level ''."""


@cache
def count_names() -> tuple[str, ...]:
    """Every count in the package."""
    return _names("corrente.counts")


@cache
def score_names() -> tuple[str, ...]:
    """Every join back in the package."""
    return _names("corrente.counts", "scores")


def _names(package: str, *folder: str) -> tuple[str, ...]:
    place = files(package).joinpath(*folder)
    return tuple(sorted(f.name.removesuffix(".sql") for f in place.iterdir() if f.name.endswith(".sql")))


def asked(name: str) -> Count:
    """The count ``name`` with the defaults above."""
    statement = read(name)
    return Count(name, _parameters(statement), _lookups(statement))


def asked_scores(name: str) -> Scores:
    """The scores ``name`` with the defaults above, every covariate that can be switched off being off."""
    statement = read(f"scores/{name}")
    switched = {parameter: 0 for parameter in statement.header.parameters if parameter.startswith("use_")}
    return Scores(name, _parameters(statement) | switched, _lookups(statement))


def _parameters(statement: Statement) -> dict[str, int]:
    return {name: _parameter(statement.name, name) for name in statement.header.parameters}


def _parameter(count: str, name: str) -> int:
    if name in PARAMETERS:
        return PARAMETERS[name]
    for pattern, value in _FAMILIES:
        if re.fullmatch(pattern, name):
            return value(name)
    pytest.fail(f"{count}.sql takes ${name}: give it a value in PARAMETERS of tests/asked.py")


def _lookups(statement: Statement) -> dict[str, Lookup]:
    return {name: _lookup(statement.name, name, columns) for name, columns in statement.header.lookups.items()}


def _lookup(count: str, name: str, columns: tuple[str, ...]) -> Lookup:
    if name == "patterns":
        return _patterns(columns)
    known = LOOKUPS.get(name, {})
    missing = [column for column in columns if column not in known]
    if missing:
        pytest.fail(
            f"{count}.sql takes the lookup {name}({', '.join(missing)}): describe it in LOOKUPS of tests/asked.py"
        )
    return {column: known[column] for column in columns}


def _patterns(columns: tuple[str, ...]) -> Lookup:
    """Every combination of the joined columns, with scores that differ from row to row."""
    keys = {name: PATTERNS.get(name, [""]) for name in columns if name in PATTERNS or name.startswith("level_")}
    rows = list(itertools.product(*keys.values()))
    joined: dict[str, list[Any]] = {
        name: list(column) for name, column in zip(keys, zip(*rows, strict=True), strict=True)
    }
    scores = {name: [place + row / 7 for row in range(len(rows))] for place, name in enumerate(columns)}
    return {name: joined.get(name, scores[name]) for name in columns}
