from collections.abc import Iterator
from pathlib import Path

import pytest

from corrente.state.store import State, open_state
from tests.outreach.mail.post_office import PostOffice, post_office
from tests.state.conftest import ENGINES, Clock, place, server_url

__all__ = ["ENGINES", "place", "server_url"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    """A store on SQLite, by a clock that stands until it is moved."""
    opened = open_state(tmp_path / "state.sqlite", clock)
    yield opened
    opened.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as found:
        yield found


@pytest.fixture
def shared(place: Path | str, clock: Clock) -> Iterator[State]:
    """A store on each engine, as several workers share it."""
    opened = open_state(place, clock)
    yield opened
    opened.close()
