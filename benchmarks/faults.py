"""What goes wrong around the service, and whether anything that it acknowledged is lost or counted twice."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from benchmarks.crowd import AT_ONCE, TEST, Crowd, Differences, Ledger, begun, differences
from benchmarks.faulty import Service, crash
from benchmarks.page import Cell, Page, Table
from benchmarks.visits import Visits, visiting
from corrente.experiments import kept
from corrente.state.store import open_state

SECONDS = 60.0
PAUSE = 3.0
"""Between one blow and the next."""
DISK_MB = 24
VISITED = replace(TEST, id="visits")
"""The test of the page that a browser opens meanwhile: of its own, as its visitors are in no ledger."""

Blow = Callable[[Service], None]


@dataclass(frozen=True)
class Outcome:
    """One scenario: what was done, what the crowd got, what the store has otherwise, what a browser saw."""

    name: str
    blows: int
    ledger: Ledger
    differences: Differences
    visits: Visits

    @property
    def crowd(self) -> tuple[Cell, ...]:
        """The row of what was acknowledged."""
        answers = self.ledger.answers
        failed = sum(times for status, times in answers.items() if status != "200")
        sent = len(self.ledger.sent)
        return self.name, self.blows, len(self.ledger.decided), sent, answers["200"], failed, *self.differences.all

    @property
    def browser(self) -> tuple[Cell, ...]:
        """The row of what a browser saw."""
        seen = self.visits
        return self.name, seen.views, seen.decided, seen.views - seen.seen, seen.errors, round(seen.slowest)


def run(seconds: float = SECONDS) -> None:
    outcomes = [scenario(seconds) for scenario in (calm, killed, workers_killed, crashed, full)]
    differing = ("lost exposures", "lost events", "unheard", "changed", "miscounted", "mistimed")
    crowd = Table(
        "What was acknowledged and what is there",
        ("what happened", "times", "people", "events", "answers", "failures", *differing),
        [outcome.crowd for outcome in outcomes],
        f"{AT_ONCE} people at once for {seconds:.0f} seconds, each seen through to the end. Failures: no answer, or an "
        "answer of 5xx. Lost: acknowledged and not in the store. Unheard: in the store and never sent. Changed: people "
        "with another variant than they were told. Miscounted: people, responses and money by which the count of the "
        "test differs. Mistimed: events whose repaired moment is further from the true one than they were on their way "
        "(from the first attempt to the acknowledgement).",
    )
    browser = Table(
        "What a visitor saw meanwhile",
        ("what happened", "page views", "decided", "without a variant", "script errors", "slowest ms"),
        [outcome.browser for outcome in outcomes],
        "One chromium that opens a page with the script again and again. Decided: the service's variant came in time; "
        "in all others the default is shown. Slowest: from opening the page until a variant was seen; its limit is "
        "800 ms from the first paint.",
    )
    Page(
        "faults",
        "Faults of the service",
        "python -m benchmarks faults",
        [crowd, browser],
        [
            "Three in ten batches are sent twice, all overtake each other, and half of the people have clocks that are "
            "3 hours to 20 years wrong, in every scenario",
            "The disk is a tmpfs that is filled to the last byte; the others are on this machine's own, with every "
            "commit waited for",
        ],
    ).write()


def calm(seconds: float) -> Outcome:
    """Nothing but a crowd."""
    with _sqlite() as place:
        return _outcome("nothing (SQLite)", Service(place), seconds, None)


def killed(seconds: float) -> Outcome:
    """The whole service dies and is started again."""
    with _sqlite() as place:
        return _outcome("service killed (SQLite)", Service(place), seconds, _kill)


def workers_killed(seconds: float) -> Outcome:
    """Workers die, and every third time all of them."""
    turn = count(1)

    def blow(service: Service) -> None:
        _kill(service) if next(turn) % 3 == 0 else service.kill_worker()

    with _postgres() as url:
        return _outcome("workers killed (PostgreSQL)", Service(url, workers=2), seconds, blow)


def crashed(seconds: float) -> Outcome:
    """The database crashes, and comes back from its journal."""
    with _postgres() as url:
        return _outcome("PostgreSQL crashed", Service(url, workers=2), seconds, lambda _: crash(url))


def full(seconds: float) -> Outcome:
    """Nothing can be written for some seconds."""
    with _tmpfs() as folder:
        filler = folder / "filler"

        def blow(_: Service) -> None:
            subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], stderr=subprocess.DEVNULL, check=False)
            time.sleep(PAUSE / 2)
            filler.unlink()

        return _outcome("disk full (SQLite)", Service(folder / "state.sqlite"), seconds, blow)


def _outcome(name: str, service: Service, seconds: float, blow: Blow | None) -> Outcome:
    state = open_state(service.place)
    key = begun(state)
    kept.save(state, VISITED, author="crowd")
    print(f"  {name} ...", flush=True)
    try:
        service.start()
        with visiting(service.address, key, VISITED.id) as visits:
            ledger, blows = asyncio.run(_besieged(service, key, seconds, blow))
        state.engine.dispose()
        return Outcome(name, blows, ledger, differences(state, ledger), visits[0])
    finally:
        service.stop()
        state.close()


async def _besieged(service: Service, key: str, seconds: float, blow: Blow | None) -> tuple[Ledger, int]:
    crowd = asyncio.create_task(Crowd(service.address, key, seconds).come())
    until, blows = time.monotonic() + seconds, 0
    while blow is not None and time.monotonic() + PAUSE < until:
        await asyncio.sleep(PAUSE)
        await asyncio.to_thread(blow, service)
        blows += 1
    return await crowd, blows


def _kill(service: Service) -> None:
    service.kill()
    service.start()


@contextmanager
def _sqlite() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "state.sqlite"


@contextmanager
def _postgres() -> Iterator[str]:
    from tests.engines import postgres_server

    with postgres_server.server(durable=True) as url:
        yield url


@contextmanager
def _tmpfs() -> Iterator[Path]:
    """A small disk of one's own; only root may make one."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
        stack.callback(subprocess.run, ["umount", folder], check=True)
        yield Path(folder)
