"""The store on both its engines; PostgreSQL skips where it is missing, or fails under CORRENTE_REQUIRE_ENGINES."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from corrente.state.store import State, open_state
from tests.engines import postgres_server
from tests.engines.conftest import need

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.engines)]
_serial = count()


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: dt.datetime = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    need("postgres")
    with postgres_server.server() as url:
        yield url


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a store of one's own may be opened: a new file, or a new schema of one server."""
    if request.param == "sqlite":
        return tmp_path / ".corrente" / "state.sqlite"
    return f"{request.getfixturevalue('server_url')}&schema=test_{next(_serial)}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@cache
def _migrated() -> bytes:
    """A new file with all its tables: copying it takes a twentieth of the time of making one."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.sqlite"
        open_state(file).close()
        return file.read_bytes()


@pytest.fixture
def state(place: Path | str, clock: Clock) -> Iterator[State]:
    if isinstance(place, Path):
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(_migrated())
    opened = open_state(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def file_state(tmp_path: Path) -> Iterator[State]:
    """A store on SQLite alone, for what does not depend on the engine."""
    file = tmp_path / "state.sqlite"
    file.write_bytes(_migrated())
    opened = open_state(file)
    yield opened
    opened.close()
