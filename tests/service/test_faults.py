"""The service is killed, its database crashes, its disk is full: what it acknowledged is there, once.

The small version of `python -m benchmarks faults`.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from benchmarks.crowd import Crowd, Ledger, begun, differences
from benchmarks.faulty import Service, crash

from corrente.state.store import State, open_state
from tests.engines import postgres_server
from tests.engines.conftest import need

NONE = (0, 0, 0, 0, 0, 0)


@contextmanager
def running(place: Path | str, **more: int) -> Iterator[tuple[Service, State, str]]:
    state = open_state(place)
    key = begun(state)
    service = Service(place, **more)
    try:
        service.start()
        yield service, state, key
    finally:
        service.stop()
        state.close()


def besieged(service: Service, key: str, seconds: float, trouble: Callable[[], None]) -> Ledger:
    """The ledger of a crowd that came while there was trouble."""

    async def both() -> Ledger:
        ledger, _ = await asyncio.gather(Crowd(service.address, key, seconds).come(), asyncio.to_thread(trouble))
        return ledger

    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a loop running in this thread
        return apart.submit(lambda: asyncio.run(both())).result()


def test_a_service_that_is_killed_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    with running(tmp_path / "state.sqlite") as (service, state, key):

        def trouble() -> None:
            time.sleep(0.5)
            service.kill()
            service.start()

        ledger = besieged(service, key, 1.0, trouble)
        assert ledger.answers["none"] > 0
        assert len(ledger.acknowledged) == len(ledger.sent) > 50
        assert differences(state, ledger).all == NONE


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of other processes can be set on Linux alone")
def test_a_full_disk_acknowledges_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "state.sqlite", largest=40_000) as (
        service,
        state,
        key,
    ):  # less than the journal has already

        def trouble() -> None:
            time.sleep(1.2)
            service.make_room()

        ledger = besieged(service, key, 1.0, trouble)
        assert ledger.answers["503"] > 0
        assert differences(state, ledger).all == NONE


@pytest.mark.engines
def test_a_database_that_crashes_keeps_what_was_acknowledged() -> None:
    need("postgres")
    with postgres_server.server() as url, running(url) as (service, state, key):

        def trouble() -> None:
            time.sleep(0.5)
            crash(url)

        ledger = besieged(service, key, 1.0, trouble)
        assert ledger.answers["503"] + ledger.answers["none"] > 0
        assert len(ledger.acknowledged) == len(ledger.sent) > 50
        state.engine.dispose()
        assert differences(state, ledger).all == NONE
