"""What all engines that need another dialect share: names of their own for clean tables and lookups."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pyarrow as pa

from corrente.core.count import Cells, Lookup
from corrente.engine.arrow import cells, lookup_tables, stream
from corrente.engine.dialects import Dialect, translate
from corrente.engine.port import Parameters


class Translating(ABC):
    """Runs counts and scores by translating them and renaming their tables.

    An adapter keeps in ``_tables`` what each clean table is called in its database, so that a company's own table
    ``orders`` and the clean one do not meet. Lookups get a fresh name per statement and vanish after it.
    """

    dialect: Dialect

    def __init__(self) -> None:
        self._tables: dict[str, str] = {}
        self._serial = itertools.count()

    def count(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> Cells:
        """Run a count and fetch its bounded result (whole numbers as int64, texts as objects)."""
        with self._failing(), self._uploaded(lookups) as names:
            return cells(self._fetch(translate(sql, self.dialect, parameters, self._tables | names)))

    def rows(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> pa.RecordBatchReader:
        """Run a statement whose result grows with the data (scores) and stream it in batches."""
        with ExitStack() as stack:
            stack.enter_context(self._failing())
            names = stack.enter_context(self._uploaded(lookups))
            statement = translate(sql, self.dialect, parameters, self._tables | names, whole=False)
            schema, batches = self._stream(statement)
            return stream(schema, self._until_read(batches, stack.pop_all()))

    def _until_read(self, batches: Iterator[pa.RecordBatch], stack: ExitStack) -> Iterator[pa.RecordBatch]:
        """The lookups stay until the last batch is read, or the reader is let go."""
        with stack:
            yield from batches

    @contextmanager
    def _uploaded(self, lookups: Mapping[str, Lookup]) -> Iterator[dict[str, str]]:
        names: dict[str, str] = {}
        try:
            for name, table in lookup_tables(lookups).items():
                names[name] = self._upload(f"lookup_{next(self._serial)}", table)
            yield names
        finally:
            for target in names.values():
                self._drop(target)

    @abstractmethod
    def _upload(self, name: str, table: pa.Table) -> str:
        """Put a small table into the database; returns what SQL has to call it."""

    @abstractmethod
    def _drop(self, target: str) -> None:
        """Take an uploaded table away again."""

    @abstractmethod
    def _fetch(self, sql: str) -> pa.Table:
        """Run translated SQL and fetch all of its result."""

    @abstractmethod
    def _stream(self, sql: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """Run translated SQL and hand its result over batch by batch."""

    @abstractmethod
    def _failing(self) -> AbstractContextManager[None]:
        """Turns the driver's errors into `EngineError`."""
