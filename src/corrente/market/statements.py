"""The statements that make rows: one file each, in `sql`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from corrente.engine.generate import Workshop
from corrente.market.size import Chunk


@cache
def read_sql(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (files("corrente.market") / "sql" / f"{name}.sql").read_text()


def write_table(workshop: Workshop, table: str, chunk: Chunk) -> None:
    """Write what ``sql/<table>.sql`` selects: one file, or one of a folder where there are several chunks."""
    if chunk.number == 0:
        workshop.clear(table)
    file = f"{table}.parquet" if chunk.of == 1 else f"{table}/{chunk.number:04d}.parquet"
    workshop.write(read_sql(table), file)
