"""Group commit: one transaction for many, nobody told too early, and a failure only for those whose it is."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from corrente.core.errors import InputError
from corrente.core.words import Phrase
from corrente.experiments.events import Event
from corrente.service import batching
from corrente.service.batching import Batcher, Stored, Work
from corrente.service.refusals import Refused
from corrente.state.failures import StateError
from corrente.state.store import State

GONE = StateError(Phrase("Gone.", "Sumiu."))
POISON = InputError(Phrase("No such character.", "Caractere inválido."))


def work(id: str, rows: int = 1) -> Work:
    return Work(events=[Event("main", f"{id}-{n}", "x", "u", None, None, 0, 0, None, 0, "{}") for n in range(rows)])


def run(write: Callable[[Sequence[Work]], Sequence[Stored]], act: Callable[[Batcher], Coroutine[Any, Any, Any]],
        **more: Any) -> Any:  # fmt: skip
    async def whole() -> Any:
        batcher = Batcher(write, **more)
        try:
            return await act(batcher)
        finally:
            batcher.close()

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same worker may have left a loop running here
        return apart.submit(lambda: asyncio.run(whole())).result()


async def tried(batcher: Batcher, *works: Work) -> list[bool]:
    """Whether each of them, sent at once, was stored."""
    done = await asyncio.gather(*(batcher.submit(one) for one in works), return_exceptions=True)
    assert all(isinstance(one, Stored) or (isinstance(one, Refused) and one.status == 503) for one in done)
    return [isinstance(one, Stored) for one in done]


def test_what_comes_together_is_written_together_and_told_after_it() -> None:
    sizes: list[int] = []
    ended = threading.Event()

    def write(works: Sequence[Work]) -> Sequence[Stored]:
        sizes.append(len(works))
        time.sleep(0.02)
        ended.set()
        return [Stored(new_events=len(one)) for one in works]

    async def act(batcher: Batcher) -> list[Stored]:
        first = asyncio.ensure_future(batcher.submit(work("first")))
        await asyncio.sleep(0.005)
        assert not ended.is_set()
        assert not first.done()
        later = [batcher.submit(work(f"{number}")) for number in range(50)]
        return list(await asyncio.gather(first, *later))

    assert [one.new_events for one in run(write, act)] == [1] * 51
    assert sizes == [1, 50]


def test_a_failure_fails_those_who_waited_for_it_and_nobody_else() -> None:
    fails = iter([False, True, False])

    def write(works: Sequence[Work]) -> Sequence[Stored]:
        time.sleep(0.01)
        if next(fails):
            raise GONE
        return [Stored()] * len(works)

    async def act(batcher: Batcher) -> list[list[bool]]:
        return [await tried(batcher, work("1"), work("2")) for _ in range(3)]

    assert run(write, act) == [[True, True], [False, False], [True, True]]


def test_a_row_that_no_database_takes_fails_its_own_request() -> None:
    def write(works: Sequence[Work]) -> Sequence[Stored]:
        if any(event.message_id.startswith("poison") for one in works for event in one.events):
            raise POISON
        return [Stored()] * len(works)

    async def act(batcher: Batcher) -> list[bool]:
        return await tried(batcher, work("1"), work("poison"), work("2"))

    assert run(write, act) == [True, False, True]


def test_a_mistake_of_our_own_leaves_nobody_waiting() -> None:
    def write(_works: Sequence[Work]) -> Sequence[Stored]:
        raise ZeroDivisionError

    async def act(batcher: Batcher) -> list[bool]:
        return await tried(batcher, work("1")) + await tried(batcher, work("2"))

    assert run(write, act) == [False, False]


def test_a_transaction_that_hangs_is_not_waited_for_and_ends_later() -> None:
    release = threading.Event()

    def write(works: Sequence[Work]) -> Sequence[Stored]:
        release.wait(5)
        return [Stored()] * len(works)

    async def act(batcher: Batcher) -> tuple[list[list[bool]], float]:
        began = time.monotonic()
        found = [await tried(batcher, work("1"), work("2")), await tried(batcher, work("3"))]
        took = time.monotonic() - began
        release.set()
        await asyncio.sleep(0.05)
        return [*found, await tried(batcher, work("4"))], took

    found, took = run(write, act, patience=0.05)
    assert found == [[False, False], [False], [True]]
    assert took < 0.5


def test_only_so_much_may_wait() -> None:
    def write(works: Sequence[Work]) -> Sequence[Stored]:
        time.sleep(0.02)
        return [Stored()] * len(works)

    async def act(batcher: Batcher) -> list[bool]:
        return await tried(batcher, *(work(f"{number}", 10) for number in range(8)))

    assert run(write, act, most_waiting=50) == [True] * 5 + [False] * 3


def test_large_requests_are_written_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "MOST_ROWS", 10)
    sizes: list[int] = []

    def write(works: Sequence[Work]) -> Sequence[Stored]:
        sizes.append(sum(map(len, works)))
        return [Stored()] * len(works)

    async def act(batcher: Batcher) -> list[bool]:
        return await tried(batcher, *(work(f"{number}", rows) for number, rows in enumerate((4, 4, 4, 25, 10, 1))))

    assert run(write, act) == [True] * 6
    assert sizes == [8, 4, 25, 10, 1]


def test_of_one_message_in_two_requests_one_is_new(file_state: State) -> None:
    found = batching.store(file_state, [work("same", 2), work("same", 3), work("other")])
    assert [one.new_events for one in found] == [2, 1, 1]
    assert [one.new_events for one in batching.store(file_state, [work("same", 3)])] == [0]
