"""One DuckDB for all properties of counts; tables are attached anew for each example."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from corrente.core.count import Cells
from corrente.counts.tally import read, tally
from corrente.engine.duckdb import DuckDB
from tests.asked import asked
from tests.clean import write

CountIn = Callable[[str, Mapping[str, pa.Table]], Cells]


@pytest.fixture(scope="session")
def count_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountIn]:
    """Runs a count, asked as `tests.asked` says, over the given clean tables."""
    folder = tmp_path_factory.mktemp("counts")
    serial = itertools.count()
    engine = DuckDB(threads=1)

    def run(name: str, tables: Mapping[str, pa.Table]) -> Cells:
        needed = {table: tables[table] for table in read(name).header.tables}
        files: dict[str, Path] = write(needed, folder / str(next(serial)))
        for table, file in files.items():
            engine.attach(table, [file])
        return tally(engine, asked(name), {}, None)

    yield run
    engine.close()
