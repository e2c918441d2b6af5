"""Runs counts and keeps their results: the same question of the same data is counted once."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corrente.core.count import Cells, Count, Lookup, Scores
from corrente.counts.parts import assemble
from corrente.engine.arrow import cells, lookup_table, text_array, whole_array
from corrente.engine.failures import too_many_cells
from corrente.engine.header import Header, parse
from corrente.engine.port import Engine

Fingerprints = Mapping[str, str | None]
"""Clean table to the fingerprint of its content; None (or absent) where the content may change unseen."""

_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Statement:
    """A file of SQL in this package: its text, parts put in, and what its head declares."""

    name: str
    sql: str
    header: Header


@cache
def read(name: str) -> Statement:
    """The statement ``counts/<name>.sql``; raises ``FileNotFoundError`` where there is none."""
    sql = assemble(files("corrente.counts").joinpath(f"{name}.sql").read_text("utf-8"))
    return Statement(name, sql, parse(sql))


def tally(engine: Engine, count: Count, fingerprints: Fingerprints, cache: Path | None) -> Cells:
    """The cells of a count, in the order of its key columns (None first), from ``cache`` where it was counted before.

    A cached result is found by the SQL text, the parameters, the lookups and the fingerprints of the tables that the
    count reads, whatever the engine. Nothing is cached for a table without a fingerprint.
    Raises `EngineError` where the engine fails or the result is larger than the count's declared bound.
    """
    statement = read(count.name)
    file = _cache_file(statement, count, fingerprints, cache)
    kept = _load(file) if file else None
    if kept is not None:
        return kept
    counted = engine.count(statement.sql, count.parameters, count.lookups)
    ordered = _canonical(counted, statement)
    if file:
        _store(file, ordered)
    return ordered


def score_rows(engine: Engine, scores: Scores) -> pa.RecordBatchReader:
    """The people with their scores, in batches: ``counts/scores/<name>.sql`` with its table of patterns joined."""
    statement = read(f"scores/{scores.name}")
    return engine.rows(statement.sql, scores.parameters, scores.lookups)


def _canonical(counted: Cells, statement: Statement) -> Cells:
    length = len(next(iter(counted.values())))
    bound = statement.header.bound
    if bound is not None and length > bound:
        raise too_many_cells(statement.name, length, bound)
    keys = [_rank(counted[key]) for key in reversed(statement.header.keys)]
    order = np.lexsort(keys) if keys else np.arange(length)
    return {name: column[order] for name, column in counted.items()}


def _rank(column: NDArray[np.generic]) -> NDArray[np.int64]:
    """Numbers as they are; texts as their place in the alphabet of code points, None before all."""
    if column.dtype != object:
        return column.astype(np.int64)
    texts = sorted({value for value in column.tolist() if value is not None})
    place: dict[str | None, int] = {text: position for position, text in enumerate(texts)}
    return np.array([place.get(value, -1) for value in column.tolist()], dtype=np.int64)


def _cache_file(statement: Statement, count: Count, fingerprints: Fingerprints, cache: Path | None) -> Path | None:
    key = _key(statement, count, fingerprints)
    return None if cache is None or key is None else cache / f"{statement.name}-{key}.cells"


def count_key(count: Count, fingerprints: Fingerprints) -> str | None:
    """What a count's result depends on, in a word; None where a table that it reads may have changed unseen."""
    return _key(read(count.name), count, fingerprints)


def _key(statement: Statement, count: Count, fingerprints: Fingerprints) -> str | None:
    read_from = {table: fingerprints.get(table) for table in statement.header.tables}
    if None in read_from.values():
        return None
    lookups = {name: _plain(lookup) for name, lookup in count.lookups.items()}
    parameters = {name: int(value) for name, value in count.parameters.items()}
    asked = json.dumps([statement.sql, parameters, lookups, read_from], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def _plain(lookup: Lookup) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = lookup_table(lookup).to_pydict()
    return columns


def _load(file: Path) -> Cells | None:
    """The cells kept in ``file``; None where there are none or they do not match their checksum."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    if hashlib.sha256(payload).digest() != digest:
        return None
    return cells(pa.ipc.open_stream(payload).read_all())


def _store(file: Path, counted: Cells) -> None:
    """Write whole or not at all: into a file of its own beside, then renamed over."""
    buffer = io.BytesIO()
    table = pa.table({name: _array(column) for name, column in counted.items()})
    with pa.ipc.new_stream(buffer, table.schema) as writer:
        writer.write_table(table)
    payload = buffer.getvalue()
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(payload).digest() + payload)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _array(column: NDArray[np.generic]) -> pa.Array[Any]:
    return text_array(column.tolist()) if column.dtype == object else whole_array(column)
