"""The embedded engine as a maker of rows: statements in, Parquet out, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import numpy as np
import pyarrow as pa

from corrente.core.count import Cells, Lookup
from corrente.core.errors import EngineError
from corrente.core.words import Phrase


class Workshop:
    """A private embedded engine in which tables are made and written, one chunk after the other.

    ``constants`` are whole numbers that every statement may name, as ``$name``; ``memory`` bounds what the engine
    holds (what does not fit is spilled into ``folder``). Any failure of the engine is raised as `EngineError`.
    """

    def __init__(self, folder: Path, constants: Mapping[str, int], memory: str = "5GB") -> None:
        self._folder, self._constants = folder, constants
        self._connection = duckdb.connect()
        spill = folder / ".corrente" / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        self._connection.execute(f"set memory_limit = '{memory}'")
        self._connection.execute(f"set temp_directory = '{_quoted(spill)}'")
        # joins as written: rows on the left, small tables on the right; the optimizer cannot know how long a range is
        self._connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def upload(self, table: str, columns: Lookup) -> None:
        """Make a small table of ``columns`` (all of one length) known under the name ``table``."""
        arrow = pa.table({name: pa.array(np.asarray(values)) for name, values in columns.items()})
        self._connection.register("uploaded", arrow)
        self.run(f"create or replace temp table {table} as select * from uploaded")
        self._connection.unregister("uploaded")

    def run(self, sql: str, **parameters: int) -> None:
        """Run one statement that gives no rows."""
        self._execute(sql, parameters)

    def fetch(self, sql: str, **parameters: int) -> Cells:
        """The few rows that a statement gives, as columns."""
        columns = self._execute(sql, parameters).fetchnumpy()
        return {name: np.asarray(values) for name, values in columns.items()}

    def write(self, select: str, file: str, **parameters: int) -> None:
        """Write the rows of ``select`` as the Parquet ``file`` (a path within the folder)."""
        target = self._folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        self._execute(f"copy ({select}) to '{_quoted(target)}' (format parquet, compression zstd)", parameters)

    def recall(self, table: str) -> None:
        """Make a table that was written known again, under its name."""
        whole = self._folder / f"{table}.parquet"
        files = whole if whole.exists() else self._folder / table / "*.parquet"
        self.run(f"create or replace temp view {table} as select * from read_parquet('{_quoted(files)}')")

    def clear(self, table: str) -> None:
        """Remove what an earlier run has written of ``table``, in one file or in several."""
        for old in [self._folder / f"{table}.parquet", *(self._folder / table).glob("[0-9][0-9][0-9][0-9].parquet")]:
            old.unlink(missing_ok=True)

    def _execute(self, sql: str, parameters: Mapping[str, int]) -> duckdb.DuckDBPyConnection:
        known = {**self._constants, **parameters}
        named = {name: known[name] for name in _NAME.findall(sql)}
        try:
            return self._connection.execute(sql, named)
        except duckdb.Error as error:
            why = {"why": str(error)}
            raise EngineError(
                Phrase("The rows could not be made: {why}", "Não foi possível gerar as linhas: {why}", why)
            ) from error


_NAME = re.compile(r"\$([a-z]\w*)")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
