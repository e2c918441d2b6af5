"""What the store gathered, as files that the company's door reads like any export: leads, touchpoints, stages.

The same rows give the same bytes, and a file is only replaced where it differs: what rests on it is not worked out anew
for nothing. Memory does not grow with the rows.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from corrente.outreach.gathered import Gathered, leads, stage_changes, touchpoints
from corrente.state import mail_tables, outreach_tables, test_tables
from corrente.state.store import State
from corrente.state.test_tables import MAIN

if TYPE_CHECKING:
    import pyarrow as pa

STAMP = "stamp"
"""The file that says of which rows the others were made."""
_ROWS = 10_000


def collect(state: State, folder: Path, site: str = MAIN) -> tuple[str, ...]:
    """Write what a site gathered into ``folder`` as ``corrente-<table>.parquet``; the names of the tables that changed.

    Does nothing where nothing was gathered since. Raises `StateError` where the store fails, ``OSError`` where the
    folder cannot be written.
    """
    with state.reading() as connection:
        stamp = _stamp(connection, site)
        if _is(folder / STAMP, stamp):
            return ()
        folder.mkdir(parents=True, exist_ok=True)
        rows = {
            "leads": leads(connection, site),
            "touchpoints": touchpoints(connection, state, site),
            "stage_changes": stage_changes(connection, site),
        }
        changed = tuple(name for name, found in rows.items() if _replace(folder / f"corrente-{name}.parquet", found))
    (folder / STAMP).write_text(stamp, encoding="ascii")
    return changed


def _stamp(connection: Connection, site: str) -> str:
    """What differs whenever a row came, changed or went."""
    deliveries, mailings = mail_tables.deliveries, mail_tables.mailings
    newest = (
        (outreach_tables.leads, "at_ms"), (test_tables.events, "received_ms"), (test_tables.exposures, "at_ms"),
        (deliveries, "changed_ms"), (deliveries, "clicked_ms"), (mailings, "changed_ms"),
    )  # fmt: skip
    asked = (select(func.count(), func.max(table.c[name])).where(table.c.site == site) for table, name in newest)
    gone = connection.execute(select(func.count()).select_from(outreach_tables.forgotten)).scalar_one()
    seen = [gone, *(tuple(connection.execute(one).one()) for one in asked)]
    return hashlib.sha256(repr((1, site, seen)).encode()).hexdigest()


def _is(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="ascii") == text


def _replace(file: Path, rows: Gathered) -> bool:
    """Write the rows where they differ from the file's, whole or not at all; whether they did. No rows: no file."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if not _write(part, file.stem.removeprefix("corrente-"), rows):
            known = file.exists()
            file.unlink(missing_ok=True)
            return known
        if file.is_file() and filecmp.cmp(part, file, shallow=False):
            return False
        part.replace(file)
        return True
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path, table: str, rows: Gathered) -> int:
    """The rows as Parquet that only this user can read; how many they are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    count, schema = 0, _schemas()[table]
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    with pq.ParquetWriter(part, schema) as writer:
        for batch in _batches(rows):
            writer.write_table(pa.Table.from_pylist(batch, schema))
            count += len(batch)
    return count


def _batches(rows: Gathered) -> Iterator[list[dict[str, object]]]:
    while batch := list(islice(rows, _ROWS)):
        yield batch


def _schemas() -> Mapping[str, pa.Schema]:
    import pyarrow as pa

    whole, text, moment = pa.int64(), pa.string(), pa.timestamp("ms", "UTC")
    columns: dict[str, dict[str, pa.DataType]] = {
        "leads": {
            "lead_id": whole, "person_id": whole, "created_at": moment, "source": text, "campaign": text,
            "landing_page": text, "converted_at": moment, "outcome": text, "email": text, "medium": text,
            "variant": text,
        },
        "touchpoints": {
            "person_id": whole, "occurred_at": moment, "channel": text, "kind": text, "campaign": text,
            "message": text, "response": whole,
        },
        "stage_changes": {"subject_id": whole, "stage": text, "entered_at": moment},
    }  # fmt: skip
    return {table: pa.schema(list(named.items())) for table, named in columns.items()}
