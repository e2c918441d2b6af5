"""Group commit: what arrives while a transaction is under way goes into the next one, and waits until it is on disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

from corrente.core.errors import InputError
from corrente.experiments import events, exposures
from corrente.experiments.events import Event
from corrente.experiments.exposures import Exposure
from corrente.service.refusals import unavailable
from corrente.state.failures import StateError
from corrente.state.store import State

MOST_ROWS = 2_500
"""In one transaction; a request of more has one of its own."""
MOST_WAITING = 20_000
"""Rows that may wait; what comes then is refused at once."""
PATIENCE_SECONDS = 2.0
"""How long a transaction may take before those who wait for it are told to come again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """The rows of one request."""

    exposures: Sequence[Exposure] = ()
    events: Sequence[Event] = ()

    def __len__(self) -> int:
        return len(self.exposures) + len(self.events)


@dataclass(frozen=True)
class Stored:
    """What stands now: the exposures (an earlier one where there was one), and how many events were new."""

    exposures: Sequence[Exposure] = ()
    new_events: int = 0


def store(state: State, works: Sequence[Work]) -> list[Stored]:
    """All of it in one transaction. Raises `StateError` or `InputError`, and then nothing was stored."""
    with state.writing() as connection:
        standing = exposures.store(connection, chain.from_iterable(work.exposures for work in works))
        new = events.store(connection, chain.from_iterable(work.events for work in works))
    return [
        Stored([standing[exposure.decision] for exposure in work.exposures], _claimed(new, work.events))
        for work in works
    ]


def _claimed(new: set[tuple[str, str]], said: Sequence[Event]) -> int:
    """How many of ``said`` are new; an id that comes again, in this request or the next, is not."""
    mine = {(event.site, event.message_id) for event in said} & new
    new -= mine
    return len(mine)


@dataclass
class _Waiting:
    work: Work
    done: asyncio.Future[Stored]


@dataclass
class Batcher:
    """Writes for the requests of one event loop, by one thread, one transaction after the other.

    ``write`` stores many works, all or none. A transaction that fails, fails those who waited for it and nobody else;
    one that takes longer than ``patience`` fails them too, and whoever comes while it hangs.
    """

    write: Callable[[Sequence[Work]], Sequence[Stored]]
    patience: float = PATIENCE_SECONDS
    most_waiting: int = MOST_WAITING
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _rows: int = 0
    _writing: bool = False
    _hanging: bool = False
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "corrente-writer"))

    async def submit(self, work: Work) -> Stored:
        """What stands once it is on disk. Raises `Refused` (503) where nothing came of it: it may be sent again."""
        if self._hanging or self._rows + len(work) > self.most_waiting:
            raise unavailable()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop.create_future())
        self._waiting.append(waiting)
        self._rows += len(work)
        if not self._writing:
            self._writing = True
            loop.call_soon(self._begin)  # after all requests that are ready to be read now
        return await waiting.done

    def close(self) -> None:
        """Wait for the last transaction and end the thread."""
        self._thread.shutdown()

    def _begin(self) -> None:
        batch = self._next()
        if not batch:
            self._writing = False
            return
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(self.patience, self._hang, batch)
        task = loop.run_in_executor(self._thread, self._written, [waiting.work for waiting in batch])
        task.add_done_callback(lambda done: self._finish(batch, alarm, done))

    def _next(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        rows = 0
        while self._waiting and (not batch or rows + len(self._waiting[0].work) <= MOST_ROWS):
            batch.append(self._waiting.popleft())
            rows += len(batch[-1].work)
        self._rows -= rows
        return batch

    def _written(self, works: Sequence[Work]) -> Sequence[Stored | Exception]:
        try:
            return self.write(works)
        except StateError as failure:
            log.warning("%s", failure)
            return [failure] * len(works)
        except InputError as failure:  # a row that no database takes: find out whose it is
            return [failure] if len(works) == 1 else [done for work in works for done in self._written([work])]

    def _finish(
        self, batch: Sequence[_Waiting], alarm: asyncio.TimerHandle, done: asyncio.Future[Sequence[Stored | Exception]]
    ) -> None:
        alarm.cancel()
        self._hanging = False
        failure = done.exception()
        if failure is not None:  # our own mistake: those who wait are told to come again all the same
            log.error("a transaction failed", exc_info=failure)
        results = [failure] * len(batch) if failure is not None else done.result()
        for waiting, result in zip(batch, results, strict=True):
            if waiting.done.done():  # given up, or its request is gone
                continue
            if isinstance(result, Stored):
                waiting.done.set_result(result)
            else:
                waiting.done.set_exception(unavailable())
        self._begin()

    def _hang(self, batch: Sequence[_Waiting]) -> None:
        self._hanging = True
        for waiting in (*batch, *self._waiting):
            if not waiting.done.done():
                waiting.done.set_exception(unavailable())
        self._waiting.clear()
        self._rows = 0
