"""Per-person scores on their way out: streamed from the engine, written atomically."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corrente.core.errors import InputError
from corrente.core.words import phrase

if TYPE_CHECKING:
    import pyarrow as pa

    from corrente.core.question import Question


@dataclass(frozen=True)
class ScoreTable:
    """The scores of one question; ``rows`` starts a new stream over them at each call."""

    question: Question
    rows: Callable[[], pa.RecordBatchReader]

    def to_arrow(self) -> pa.Table:
        """All scores in memory, one row per person."""
        return self.rows().read_all()

    def to_parquet(self, path: str | Path) -> int:
        """Write the scores as Parquet, batch by batch; returns the number of people."""
        import pyarrow.parquet as pq

        with _replacing(Path(path)) as part:
            reader = self.rows()
            with pq.ParquetWriter(part, reader.schema) as writer:
                return _drain(reader, writer.write_batch)

    def to_csv(self, path: str | Path) -> int:
        """Write the scores as CSV with a header, batch by batch; returns the number of people."""
        import pyarrow.csv as csv

        with _replacing(Path(path)) as part:
            reader = self.rows()
            with csv.CSVWriter(part, reader.schema) as writer:
                return _drain(reader, writer.write_batch)

    def write(self, path: str | Path) -> int:
        """Write to ``.csv`` or ``.parquet``, by the ending; returns the number of people.

        Raises `InputError` for any other ending.
        """
        match Path(path).suffix.lower():
            case ".csv":
                return self.to_csv(path)
            case ".parquet":
                return self.to_parquet(path)
        raise InputError(
            phrase("Scores cannot be written to “{path}”.", "Não dá para gravar em “{path}”.", path=str(path)),
            None,
            phrase("Give a file that ends in .csv or .parquet.", "Dê um arquivo que termine em .csv ou .parquet."),
        )


def _drain(reader: pa.RecordBatchReader, write: Callable[[pa.RecordBatch], None]) -> int:
    people = 0
    for batch in reader:
        write(batch)
        people += batch.num_rows
    return people


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A part file beside ``path`` that takes its place only when it is complete."""
    if not path.parent.is_dir():
        raise InputError(
            phrase("There is no folder “{folder}”.", "A pasta “{folder}” não existe.", folder=str(path.parent)),
            None,
            phrase("Make it, or name another.", "Crie a pasta ou indique outra."),
        )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
