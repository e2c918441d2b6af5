"""Who was given which arm: stored once per site, test and unit; the first one stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection, text

from corrente.state.site_secrets import keyed


@dataclass(frozen=True, slots=True)
class Exposure:
    """One row of ``exposures``. ``context`` is JSON, or nothing."""

    site: str
    test: str
    unit: str
    decision: str
    arm: str
    probability: float
    policy: int
    cell: str
    at_ms: int
    context: str | None = None


def decision_id(secret: str, test: str, unit: str) -> str:
    """The id of the decision on a unit, 22 characters: the same for every repeat, and nobody else can make one.

    A test's id holds no "|", so that no two pairs share a text.
    """
    return keyed(secret, "decision", f"{test}|{unit}")


def store(connection: Connection, exposures: Iterable[Exposure]) -> Mapping[str, Exposure]:
    """Store those that are new; return what stands now, by the ids given: the earlier one where there was one.

    They go in the order of their ids, so that two processes with the same units never wait for each other in a ring.
    """
    said = {exposure.decision: exposure for exposure in exposures}
    if not said:
        return {}
    on = connection.dialect.name
    rows = [_row(said[id]) for id in sorted(said)]
    new = set(connection.execute(_INSERT[on], {"rows": json.dumps(rows)}).scalars())
    before = [_row(exposure) for id, exposure in said.items() if id not in new]
    found = connection.execute(_FIND[on], {"rows": json.dumps(before)}).all() if before else ()
    return {**said, **{id: Exposure(*stored) for id, *stored in found}}


def _row(exposure: Exposure) -> Mapping[str, object]:
    return {name: getattr(exposure, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Exposure))
_COLUMNS = ", ".join(_NAMES)
_STORED = ", ".join(f"stored.{name}" for name in _NAMES)
_PICKED = ", ".join(f"json_extract(value, '$.{name}') as {name}" for name in _NAMES)
_ROWS = {
    "postgresql": "json_populate_recordset(null::exposures, cast(:rows as json))",
    "sqlite": f"(select {_PICKED} from json_each(:rows))",
}
"""Many rows as one parameter: the statement is prepared once, however many rows there are."""
_INSERT = {
    on: text(
        f"insert into exposures ({_COLUMNS}) select {_COLUMNS} from {rows} as said where true "
        "on conflict do nothing returning decision"
    )
    for on, rows in _ROWS.items()
}
_FIND = {
    on: text(
        f"select said.decision, {_STORED} from {rows} as said join exposures as stored "
        "on stored.site = said.site and stored.test = said.test and stored.unit = said.unit"
    )
    for on, rows in _ROWS.items()
}
