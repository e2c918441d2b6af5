"""Making a market: draw its truth, make its rows in the engine, write its tables, say what is true."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping
from importlib.resources import files
from pathlib import Path

from numpy.random import RandomState

from corrente.engine.generate import Workshop
from corrente.market import (
    adoption,
    categories,
    contracts,
    online,
    opinions,
    panel,
    preferences,
    sales,
    spending,
    voices,
)
from corrente.market.size import DAY, FIRST_DATE, FUTURE_DAYS, JOURNEY_DAYS, SOON_DAYS, WINDOW_DAYS, Size
from corrente.market.truth import Truth, Values

Part = Callable[[Workshop, RandomState, Size], Mapping[str, Values]]
"""Draws its own truth, writes its tables, and returns what is true, by question."""

PARTS: Mapping[str, Part] = {
    "online": online.make,
    "sales": sales.make,
    "panel": panel.make,
    "opinions": opinions.make,
    "adoption": adoption.make,
    "contracts": contracts.make,
    "voices": voices.make,
    "preferences": preferences.make,
    "categories": categories.make,
    "spending": spending.make,
}
"""Everything a market is made of: a further table or truth is one more entry here.

Each part draws from a stream of its own, so that a new one leaves the others' data as they are.
"""

_MACROS = (
    "create macro draw(stream, i, step) as (md5_number('{seed} ' || stream || ' ' || i || ' ' || step) >> 65)::bigint",
    "create macro moment(second) as timestamp '{first}' + to_seconds(second)",
    "create macro cents(amount) as (amount * 0.01::decimal(3, 2))::decimal(18, 2)",
    # within office hours, so that later steps of one day come later
    "create macro office(day, hour, i) as moment(day * 86400 + (9 + 2 * hour) * 3600 + draw('office', i, hour) % 7200)",
)


def simulate(
    folder: Path,
    touchpoints: int = 20_000,
    seed: int = 1,
    *,
    customers: int | None = None,
    leads: int | None = None,
    parts: Collection[str] = PARTS,
    memory: str = "5GB",
) -> Truth:
    """Make the market number ``seed`` with about as many ``touchpoints`` in ``folder``, and say what is true of it.

    Writes ``corrente.toml`` and one Parquet file (or a folder of them) per table of the contract. Customers and leads
    are in proportion unless given. Of `PARTS` only those named are made, with the very rows and truth that they have in
    the whole (adoption and contracts ask for online before them). The same arguments give the same rows everywhere.
    Raises ``ValueError`` for sizes below one, `EngineError` where the engine cannot make or write the rows.
    """
    size = Size.of(touchpoints, customers, leads)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corrente.toml").write_text((files("corrente.market") / "corrente.toml").read_text())
    values: dict[str, Values] = {}
    macros, constants = define(seed)
    with Workshop(folder, constants, memory) as workshop:
        for macro in macros:
            workshop.run(macro)
        for name in (name for name in PARTS if name in parts):
            found = PARTS[name](workshop, RandomState(zlib.crc32(f"{seed} {name}".encode())), size)
            values |= {question: {**values.get(question, {}), **more} for question, more in found.items()}
    return Truth(seed, values)


def define(seed: int) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """The macros that statements may call, and the moments they may name (since the window's first midnight)."""
    constants = {
        "window_days": WINDOW_DAYS,
        "window_end": WINDOW_DAYS * DAY,
        "soon_end": (WINDOW_DAYS + SOON_DAYS) * DAY,
        "future_end": (WINDOW_DAYS + FUTURE_DAYS) * DAY,
        "latest_start": (WINDOW_DAYS - JOURNEY_DAYS) * DAY,
    }
    return tuple(macro.format(seed=seed, first=FIRST_DATE) for macro in _MACROS), constants
