"""Small random clean tables, as the door would leave them: all of the contract, ties, nulls, unicode, returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from corrente.company.contract import CONTRACT, Column, Family, Kind, clean_columns, clean_names

FIRST_DAY, LAST_DAY = 20_000, 20_400
CHANNELS = ("direct", "e-mail", "busca paga", "Vídeo", "vídeo", "display", "referral")
STAGES = ("lead", "mql", "Proposta", "negociação", "won", "lost")
SOURCES = ("evento", "site", "Site", "indicação")
_WORDS = ("alpha", "Alpha", "beta gama", "çedilha", "ß", "Zeta", "10", "é")
_LEVELS = {"channel": CHANNELS, "stage": STAGES, "source": SOURCES, "acquired_channel": CHANNELS}
_PEOPLE = ("opportunity_id", "lead_id", "subject_id", "customer_id", "person_id", "respondent_id")
_ROWS_PER_PERSON = {
    "orders": 4,
    "touchpoints": 6,
    "stage_changes": 3,
    "usage": 4,
    "category_purchases": 3,
    "ratings": 4,
    "choices": 8,
}
_UNIQUE = {"customers", "leads", "opportunities"}
_WHOLE_IDS = {"people": "BIGINT", "subjects": "VARCHAR"}


def random_tables(
    seed: int,
    people: int,
    id_types: Mapping[str, str] | None = None,
    only_required: bool = False,
    names: Iterable[str] = tuple(CONTRACT),
) -> dict[str, pa.Table]:
    """The clean tables ``names`` for ``people`` people; with ``only_required``, all else is null.

    A person's own rows carry that person's number in all their ids (``7``, ``L7``), so `halves` can part people.
    """
    places = {name: place for place, name in enumerate(CONTRACT)}
    return {
        name: _table(name, np.random.default_rng((seed, places[name])), people, id_types or _WHOLE_IDS, only_required)
        for name in names
    }


def halves(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """The rows of the even and of the odd people; rows without a person go by their place."""
    even = {name: _even(table) for name, table in tables.items()}
    first = {name: table.filter(pa.array(even[name])) for name, table in tables.items()}
    second = {name: table.filter(pa.array(~even[name])) for name, table in tables.items()}
    return first, second


def shuffled(tables: Mapping[str, pa.Table], seed: int) -> dict[str, pa.Table]:
    """The same rows in another order."""
    rng = np.random.default_rng(seed)
    return {name: table.take(pa.array(rng.permutation(table.num_rows))) for name, table in tables.items()}


def write(tables: Mapping[str, pa.Table], folder: Path) -> dict[str, Path]:
    """One Parquet file per table in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.parquet" for name in tables}
    for name, table in tables.items():
        pyarrow.parquet.write_table(table, files[name])
    return files


def _even(table: pa.Table) -> np.ndarray:
    key = next((name for name in _PEOPLE if name in table.column_names), None)
    if key is None:
        return np.arange(table.num_rows) % 2 == 0
    numbers = [0 if value is None else int(str(value).lstrip("LP")) for value in table.column(key).to_pylist()]
    return np.array(numbers, dtype=np.int64) % 2 == 0


def _table(name: str, rng: np.random.Generator, people: int, id_types: Mapping[str, str], bare: bool) -> pa.Table:
    who = np.arange(people) if name in _UNIQUE else rng.integers(0, people, people * _ROWS_PER_PERSON.get(name, 2))
    types = clean_columns(name, id_types)
    columns: dict[str, Sequence[object]] = {}
    for column in CONTRACT[name].columns:
        missing = np.zeros(len(who), bool) if column.required else rng.random(len(who)) < (1.0 if bare else 0.2)
        values = _values(column, rng, who, types)
        for clean, kept in zip(clean_names(column), values, strict=True):
            columns[clean] = [None if gone else value for value, gone in zip(kept, missing, strict=True)]
    for slot in (slot for slot in types if slot not in columns):
        columns[slot] = [None if bare or n == len(_WORDS) else _WORDS[n] for n in rng.integers(0, 9, len(who))]
    arrow = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}
    return pa.table({clean: pa.array(columns[clean], arrow[kind]) for clean, kind in types.items()})


def _values(
    column: Column, rng: np.random.Generator, who: np.ndarray, types: Mapping[str, str]
) -> tuple[Sequence[object], ...]:
    size = len(who)
    match column.kind:
        case Kind.ID:
            return (_ids(column, who, types[column.name]),)
        case Kind.MOMENT:
            # Whole hours: many ties within a person. The company's day is three hours behind UTC.
            seconds = rng.integers(FIRST_DAY * 24, LAST_DAY * 24, size) * 3600
            return seconds.tolist(), ((seconds - 3 * 3600) // 86_400).tolist()
        case Kind.PERIOD:
            return ((FIRST_DAY + 7 * rng.integers(0, 50, size)).tolist(),)
        case Kind.AMOUNT:
            low = 0 if column.non_negative else -500_000
            return (rng.integers(low, 5_000_000, size).tolist(),)
        case Kind.INTEGER:
            return (rng.integers(0, 5, size).tolist(),)
        case Kind.FLAG:
            # of the flags, only a choice can be the worst one
            return (rng.integers(-1 if column.name == "chosen" else 0, 2, size).tolist(),)
    levels = tuple(column.allowed) or _LEVELS.get(column.name, _WORDS)
    return ([levels[n] for n in rng.integers(0, len(levels), size)],)


def _ids(column: Column, who: np.ndarray, kind: str) -> Sequence[object]:
    if column.name == "order_id":
        return [str(n) for n in range(len(who))] if kind == "VARCHAR" else list(range(len(who)))
    prefix = "L" if column.family is Family.SUBJECTS else "P"
    return [f"{prefix}{n}" for n in who] if kind == "VARCHAR" else who.tolist()
