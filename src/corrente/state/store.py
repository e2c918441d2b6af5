"""The one door to the store: open it, read in it, write in it."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from corrente.state.failures import no_driver, not_an_address, told
from corrente.state.migrating import migrate

FILE = "state.sqlite"
"""Its name in the folder ``.corrente`` of a company."""
PATIENCE_SECONDS = 30
"""How long a writer waits for the others."""
SCHEMA = "corrente"
"""Where the tables live in a PostgreSQL database."""


def now() -> dt.datetime:
    """The moment, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class State:
    """An open store. Threads may share it; a process that was forked opens its own.

    ``where`` is its address without the password; ``clock`` dates what is written.
    """

    where: str
    engine: Engine = field(repr=False)
    clock: Callable[[], dt.datetime] = field(default=now, repr=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises `StateError` where the store fails."""
        with told(self.where), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when it ends, or has left no trace. Raises `StateError`."""
        with told(self.where), self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        """Release its connections."""
        self.engine.dispose()


def open_state(place: Path | str, clock: Callable[[], dt.datetime] = now) -> State:
    """Open the store at ``place``; it is made, or brought up to date, by one process at a time.

    ``place`` is a file (SQLite; made with its folder, readable by this user only) or the URL of a PostgreSQL database,
    whose tables live in the schema ``corrente`` unless the URL says ``?schema=another``.

    Raises `StateError` where it cannot be opened, or was written by a newer corrente.
    """
    if isinstance(place, Path):
        where = str(place)
        engine = _sqlite(place)
    else:
        url = _url(place)
        where = f"postgresql://{url.host or url.query.get('host', '')}/{url.database or ''}"
        engine = _postgres(url)
    with told(where), _released_on_failure(engine):
        migrate(engine, where)
    return State(where, engine, clock)


@contextmanager
def _released_on_failure(engine: Engine) -> Iterator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def _sqlite(file: Path) -> Engine:
    with told(str(file)):
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDONLY | os.O_CREAT, 0o600))
    url = URL.create("sqlite", database=str(file.resolve()))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


_PRAGMAS = (
    "synchronous = full",  # what is acknowledged is on the disk, whatever is killed or unplugged
    "fullfsync = on",  # macOS: through the drive's own cache
    "checkpoint_fullfsync = on",
    "foreign_keys = on",
    "trusted_schema = off",
)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in `_begin`, not where sqlite3 guesses
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _write_ahead(connection: Any) -> None:
    """Readers and the one writer shall not wait for each other.

    Of several that switch a new file at the same moment SQLite lets some fail at once, whatever their patience.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as failure:
            if "locked" not in str(failure) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    """A writer takes SQLite's one lock before it reads, for a lock that is taken later can fail instead of waiting."""
    connection.exec_driver_sql("begin immediate" if connection.get_execution_options().get("writes") else "begin")


def _url(said: str) -> URL:
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise not_an_address(said.partition(":")[0]) from None
    if url.drivername not in ("postgresql", "postgres"):
        raise not_an_address(f"{url.drivername}://")
    return url.set(drivername="postgresql+psycopg")


def _postgres(url: URL) -> Engine:
    schema = url.query.get("schema", SCHEMA)
    if not isinstance(schema, str) or not re.fullmatch("[a-z_][a-z0-9_]*", schema):
        raise not_an_address(f"?schema={schema}")
    settings = {
        "search_path": schema,
        "synchronous_commit": "on",
        "lock_timeout": f"{PATIENCE_SECONDS}s",
        "application_name": "corrente",
    }
    try:
        return create_engine(
            url.difference_update_query(["schema"]),
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            connect_args={"options": " ".join(f"-c {name}={value}" for name, value in settings.items())},
        )
    except ModuleNotFoundError:
        raise no_driver() from None
