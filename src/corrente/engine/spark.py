"""Apache Spark: clean tables are views over Parquet files that the cluster can read."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import to_arrow_schema

from corrente.engine.dialects import Dialect, translate
from corrente.engine.failures import refused
from corrente.engine.port import listed
from corrente.engine.translating import Translating

_BATCH = 50_000

_STANDARD_SQL = {
    "spark.sql.ansi.enabled": "true",  # numbers that do not fit fail instead of turning into others
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class Spark(Translating):
    """A session of its own (its views are seen by no one else) on the Spark at ``master``.

    ``options`` are Spark's own settings. The running Spark of this process is used where there is one, and only
    what was started here is stopped by `close`.
    """

    name = "Spark"
    dialect = Dialect.SPARK

    def __init__(self, master: str, options: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._started = SparkSession.getActiveSession() is None
        builder = SparkSession.builder.master(master).appName("corrente")
        for key, value in {"spark.ui.enabled": "false", **(options or {})}.items():
            builder = builder.config(key, value)
        self._session = builder.getOrCreate().newSession()
        if self._started:
            self._session.sparkContext.setLogLevel("FATAL")  # what fails is raised; no need to print it too
        for key, value in _STANDARD_SQL.items():
            self._session.conf.set(key, value)
        self._own = f"corrente_{uuid.uuid4().hex[:12]}"

    def catalogue(self) -> Mapping[str, Mapping[str, str]]:
        """Tables of every database of the catalogue: name to column to type name."""
        catalog = self._session.catalog
        with self._failing():
            return listed(
                (schema.name, table.name, column, kind, schema.name == catalog.currentDatabase())
                for schema in catalog.listDatabases()
                for table in catalog.listTables(schema.name)
                if not table.isTemporary
                for column, kind in self._session.table(f"{_quoted(schema.name)}.{_quoted(table.name)}").dtypes
            )

    def attach(self, table: str, files: Sequence[Path]) -> None:
        """Make clean Parquet files visible as ``table``: a view, nothing is copied."""
        with self._failing():
            frame = self._session.read.parquet(*(file.absolute().as_uri() for file in files))
            frame.createOrReplaceTempView(self._named(table))

    def adopt(self, table: str, select: str) -> None:
        """Make a SELECT over the cluster's own tables visible as the clean ``table`` (a view)."""
        with self._failing():
            frame = self._session.sql(translate(select, self.dialect, {}, {}, whole=False))
            frame.createOrReplaceTempView(self._named(table))

    def close(self) -> None:
        """Drop the views; stop Spark where it was started here."""
        with self._failing():
            for target in self._tables.values():
                self._drop(target)
            if self._started:
                self._session.stop()

    def _named(self, table: str) -> str:
        self._tables[table] = f"{self._own}_{table}"
        return self._tables[table]

    def _upload(self, name: str, table: pa.Table) -> str:
        target = f"{self._own}_{name}"
        self._session.createDataFrame(table).createOrReplaceTempView(target)
        return target

    def _drop(self, target: str) -> None:
        self._session.catalog.dropTempView(target)

    def _fetch(self, sql: str) -> pa.Table:
        return self._session.sql(sql).toArrow()

    def _stream(self, sql: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        frame = self._session.sql(sql)
        schema = to_arrow_schema(frame.schema)

        def batches() -> Iterator[pa.RecordBatch]:
            rows = frame.toLocalIterator(prefetchPartitions=True)
            while part := list(itertools.islice(rows, _BATCH)):
                columns = zip(*part, strict=True)
                yield pa.record_batch(
                    [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema
                )

        return schema, batches()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except (PySparkException, Py4JError) as error:
            raise refused(self.name, error) from error


def _quoted(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"
