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
    "attributes": 2,
    "segment_column": 6,
    "respondents": 500,
    "rows_each": 120,
    "every": 7,
    "from_day": FIRST_DAY + 15,
    "brand_code": 1,
    "before_day": FIRST_DAY + 1,
    "orders_until_day": LAST_DAY - 20,
    "since_day": FIRST_DAY + 3,
    "from_usage": 0,
    "from_touchpoints": 0,
    "account_column": 7,
    "window_days": 30,
    "first_day": FIRST_DAY - 7,
    "base_points": 50,
    "threshold": 55,
    "metric_code": 1,
    "from_orders": 0,
    "pause": 30 * 3_600,
    "memory": 60,
    "from_kinds": 0,
    "answer_seconds": 7 * _DAY,
    "message_column": 1,
    "until_second": (LAST_DAY - 20) * _DAY,
    "usage_day": LAST_DAY - 25,
}
_FAMILIES = (
    (r"column_\d+", lambda name: int(name.removeprefix("column_"))),
    (r"(number|engaged)_\d+", lambda name: int(name.endswith("2"))),
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
    "channel_masks": {"channel": list(CHANNELS[:-2]), "mask": [2**code for code in range(len(CHANNELS) - 2)]},
    "bits": {"code": [*range(31), 63], "mask": [*(2 ** min(code, 12) for code in range(31)), 0]},
    "decay": {"age": list(range(31)), "weight": [2**20 // 2 ** (age // 7) for age in range(31)]},
    "stages": {
        "stage": list(STAGES),
        "code": list(range(len(STAGES))),
        "lift": [2**36 if stage in ("won", "lost") else 0 for stage in STAGES],
    },
    "sources": {"source": list(SOURCES[:-1]), "code": list(range(len(SOURCES) - 1))},
    "ages": {"days": list(range(LAST_DAY - FIRST_DAY)), "age_bin": [day // 30 for day in range(LAST_DAY - FIRST_DAY)]},
    "brand_codes": {"brand": ["beta gama", "Alpha", "çedilha"], "code": [0, 1, 2]},
    "categories": {"category": list(_WORDS), "code": [1, 2, 3, 4], "bit": [1, 2, 4, 8]},
    "wallets": {
        "times": [1, 1, 2, 3],
        "own": [0, 1, 1, 0],
        "share": [0.1, 0.6, 0.4, 0.05],
        "share_low": [0.0, 0.2, 0.1, 0.0],
        "share_high": [0.4, 0.9, 0.7, 0.3],
    },
    "offers": {
        "owned": [1, 2, 5],
        "offer": ["Alpha", "alpha", "çedilha"],
        "chance": [0.2, 0.3, 0.4],
        "chance_low": [0.1, 0.2, 0.3],
        "chance_high": [0.3, 0.4, 0.5],
    },
    "own_brands": {"brand": list(_WORDS[:2])},
    "brands": {"brand": list(_WORDS), "brand_code": [0, 1, 2, 3], "code": [1, 2, 3, 4]},
    "attributes": {"attribute": list(_WORDS), "attribute_code": [0, 1, 0, 1], "code": [1, 2, 3, 4]},
    "segments": {"segment": list(_WORDS), "segment_code": [0, 1, 2, 3]},
    "messages": {
        "message": ["alpha", "Alpha", "beta gama", "çedilha", "ß", "Zeta", "10"],
        "message_code": list(range(7)),
        "message_bit": [2**code for code in range(7)],
    },
    "segment_patterns": {
        **dict(
            zip(
                ("frequency", "silence", "spend", "category", "usage_level"),
                map(list, zip(*itertools.product(range(5), range(5), range(16), range(5), range(4)), strict=True)),
                strict=True,
            )
        ),
        **dict.fromkeys(("level_1", "level_2", "level_3"), [""] * 8000),
        "rating_level": [0] * 8000,
        "segment": [f"segment {n % 3}" for n in range(8000)],
        "chance": [n / 8000 for n in range(8000)],
    },
    "segment_codes": {"segment_level": list(_WORDS), "code": [1, 2, 3, 4]},
    "products": {"product": list(_WORDS[:3]), "code": [1, 2, 3]},
    "features": {"feature": list(_WORDS[:3]), "mask": [1, 2, 4]},
    "calendar": {"day": list(range(FIRST_DAY, LAST_DAY)), "period": [day // 30 for day in range(LAST_DAY - FIRST_DAY)]},
    "early_days": {"age": list(range(14)), "mask": [2**age for age in range(14)]},
    "activity": {"days": list(range(2**14)), "early_level": [days.bit_count() // 3 for days in range(2**14)]},
    "purchase_kinds": {"kind_level": list(_WORDS[:2]), "code": [1, 1]},
    "plan_codes": {"plan_level": list(_WORDS[:3]), "code": [1, 2, 3]},
    "campaign_codes": {"campaign_level": list(_WORDS), "code": [1, 2, 3, 4]},
    "regions": {"region": list(_WORDS[:3]), "code": [1, 2, 3]},
    "metrics": {"metric": list(_WORDS[:2]), "code": [1, 2]},
    "controlled": {"name": list(_WORDS[:3]), "code": [1, 2, 3]},
    "card": {
        "place": [1, 1, 2, 2, 7],
        "level": ["site", "", "alpha", "1", "Alpha"],
        "digits": [0, 0, 5, 2, 0],
        "points": [12, -3, 7, -20, 4],
        "reason": ["source “site”", "source –", "campaign “alpha”", "campaign 10 to 19", "x “Alpha”"],
    },
    "rest": {
        **{f"points_{k}": [k - 6] for k in range(1, 13)},
        **{f"reason_{k}": [f"other {k}"] for k in range(1, 13)},
    },
    "chances": {
        "total": list(range(-200, 300)),
        "chance": [n / 500 for n in range(500)],
        "low": [n / 1000 for n in range(500)],
        "high": [n / 400 for n in range(500)],
    },
    "passive": {"kind": ["alpha", "10"]},
    "kinds": {"kind": list(_WORDS[:3]), "code": [1, 2, 3]},
    "unsent": {"channel": ["direct"]},
    "arm_codes": {"arm_level": list(_WORDS), "code": [1, 2, 3, 4]},
    "message_codes": {"message_level": list(_WORDS), "code": [1, 2, 3, 4]},
    "contact_kinds": {"kind_level": list(_WORDS), "code": [1, 1, 2, 2]},
    "midnights": {
        "day": list(range(FIRST_DAY - 1, LAST_DAY)),
        "midnight_second": [(day * 24 + 3) * 3600 for day in range(FIRST_DAY - 1, LAST_DAY)],
    },
    "replies": {
        "segment": [n // 7 for n in range(35)],
        "recent": [n % 7 for n in range(35)],
        "best_channel": [f"channel {n % 3}" for n in range(35)],
        "best_message": [f"message {n % 4}" for n in range(35)],
        "chance": [n / 70 for n in range(35)],
        "chance_low": [n / 140 for n in range(35)],
        "chance_high": [n / 35 for n in range(35)],
    },
    "moved": {
        **{f"level_{place}": [""] for place in range(1, 7)},
        "send": ["alpha"],
        "uplift": [0.1],
        "uplift_low": [0.05],
        "uplift_high": [0.2],
    },
}

PATTERNS: dict[str, list[Any]] = {
    "segment": list(range(5)),
    "purchases": list(range(9)),
    "recency_cell": list(range(16)),
    "age_cell": list(range(16)),
    "level_amount": [-1],
    "plan_code": list(range(4)),
    "age": list(range(25)),
    "silence": list(range(4)),
    "activity": [1, 2, 3, 4],
    "ticket": [0, 1],
    "recency": list(range(10)),
    "frequency": list(range(5)),
    "tenure": list(range(5)),
    "touches": list(range(3)),
    "uses": list(range(3)),
    "millionths": [7],
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
