"""Small helpers: write files into a folder, open it, and see what became of a clean table."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corrente.company.books import Books, open_books
from corrente.core.profile import Settings


def write(folder: Path, **files: str | bytes) -> Path:
    """Write ``orders_csv="..."`` as ``orders.csv`` into the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        stem, _, ending = name.rpartition("_")
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{stem}.{ending}").write_bytes(data)
    return folder


def rows(books: Books, table: str) -> list[dict[str, Any]]:
    """The clean table's rows, as they stand in its file."""
    assert books.home is not None
    path = books.home / "clean" / f"{table}-{books.fingerprints[table]}.parquet"
    return pq.read_table(path).to_pylist()


def rejects(books: Books, table: str) -> list[dict[str, str]]:
    """The lines of the table's list of rejects."""
    path = books.checks[table].rejects
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> int:
    """Days since 1970 of an ISO date."""
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def lenient(folder: Path, share: float = 1.0, **changes: Any) -> Books:
    """The folder opened with a high limit of bad rows."""
    return open_books(folder, settings=Settings(max_reject_share=share, **changes))
