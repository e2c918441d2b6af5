"""The life of a test: begun, re-weighted by what is learnt, its arms dropped and added, stopped with what it found.

Every act is a revision of the test with author and reason. Weights are learnt anew by whoever finds them due first; the
number of the policy that one has seen decides who that was.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import uniform
from threading import Event, Thread
from zlib import crc32

import numpy as np
from sqlalchemy import func, select

from corrente.core.errors import CorrenteError
from corrente.core.experiment import DEFAULT_CELL, Learning, Phase, Policy, Test, Variant
from corrente.experiments import counting, kept, learning, refusals
from corrente.experiments.assignment import MOST_CELLS
from corrente.experiments.counts import Counts
from corrente.experiments.finding import finding
from corrente.experiments.kept import Revision
from corrente.experiments.results import results
from corrente.state.store import State
from corrente.state.test_tables import MAIN, policies

RARER = 50
"""Weights stand for at least a fiftieth of the test's age: a year of a test has fewer than 400 policies."""
SECONDS = 15.0
"""How often the `Runner` looks what is due."""

_P = policies.c
_LOG = logging.getLogger("corrente.experiments")


@dataclass(frozen=True)
class Act:
    """Who does something to a test and why, having seen its revision ``based_on`` (``None``: however it stands)."""

    author: str
    reason: str = ""
    based_on: int | None = None


def milliseconds(moment: dt.datetime) -> int:
    """A moment in milliseconds since 1970, in UTC."""
    return round(moment.timestamp() * 1000)


def create(state: State, test: Test, act: Act, site: str = MAIN) -> Revision:
    """A new test, with seeds drawn by chance.

    Raises `InputError` where its definition is unsound, `Moved` where a test of that id is there.
    """
    return kept.save(state, test, author=act.author, reason=act.reason, site=site)


def change(state: State, test: Test, act: Act, site: str = MAIN) -> Revision:
    """The test as it shall be.

    Raises `Moved` where it has moved on, `InputError` where it is unsound or would no longer be the same test.
    """
    return _save(state, kept.current(state, test.id, site), test, act, site)


def start(state: State, id: str, act: Act, site: str = MAIN) -> Revision:
    """Let a drafted test run; one that runs stays as it is. Raises `InputError` for one that was stopped."""
    now = kept.current(state, id, site)
    if now.body.phase is Phase.STOPPED:
        raise refusals.stopped(id)
    if now.body.phase is Phase.RUNNING:
        return now
    return _save(state, now, replace(now.body, phase=Phase.RUNNING), act, site)


def stop(state: State, id: str, chosen: str, act: Act, site: str = MAIN) -> Revision:
    """End a running test: everybody gets the ``chosen`` variant, and what was found goes with the same revision.

    The same again changes nothing. Raises `InputError` where it does not run, or no open variant is called so.
    """
    now = kept.current(state, id, site)
    if now.body.phase is Phase.STOPPED and now.body.chosen == chosen:
        return now
    if now.body.phase is not Phase.RUNNING:
        raise refusals.not_running(id)
    if chosen not in {variant.id for variant in now.body.open_variants}:
        raise refusals.no_variant(id, chosen)
    ended, at = replace(now.body, phase=Phase.STOPPED, chosen=chosen), state.clock()
    found = results(now.body, counting.count_all(state, site, now.body, milliseconds(at)))
    return kept.save(
        state, ended, based_on=now.number if act.based_on is None else act.based_on,
        author=act.author, reason=act.reason, site=site, found=finding(ended, found, at),
    )  # fmt: skip


def drop(state: State, id: str, arm: str, act: Act, site: str = MAIN) -> Revision:
    """Decide an arm for nobody new; who has seen it keeps it, and nobody else is shared out anew."""
    now = kept.current(state, id, site)
    if arm not in {variant.id for variant in now.body.open_variants}:
        raise refusals.no_variant(id, arm)
    variants = tuple(replace(own, dropped=own.dropped or own.id == arm) for own in now.body.variants)
    return _save(state, now, replace(now.body, variants=variants), act, site)


def add(state: State, id: str, variant: Variant, act: Act, site: str = MAIN) -> Revision:
    """One more arm, for people who come from now on."""
    now = kept.current(state, id, site)
    return _save(state, now, replace(now.body, variants=(*now.body.variants, variant)), act, site)


def _save(state: State, now: Revision, test: Test, act: Act, site: str) -> Revision:
    seen = now.number if act.based_on is None else act.based_on
    return kept.save(state, test, based_on=seen, author=act.author, reason=act.reason, site=site)


def advance(state: State, id: str, site: str = MAIN, *, at_once: bool = False) -> Policy | None:
    """Learn from what has come so far and go by new weights, where that is due (or ``at_once``).

    ``None`` where it is not due, the split is fixed, too few people have come, or another process was first.
    Raises `InputError` where there is no such test, `StateError` where the store fails.
    """
    test, now = kept.current(state, id, site).body, state.clock()
    if test.phase is not Phase.RUNNING or test.learning is Learning.FIXED:
        return None
    version, began, last = _policies(state, id, site)
    if now < due(test, began, last) and not at_once:
        return None
    counts = counting.count(state, site, test, test.decision, milliseconds(now))
    if not enough(test, counts):
        return None
    rng = np.random.default_rng([crc32(test.seed.encode()), version])
    rows = learning.weights(test, counts, rng)
    for cell in counting.cells(state, site, test):
        if len(rows) < MOST_CELLS:
            rows.setdefault(cell, rows[DEFAULT_CELL])
    return kept.adopt(state, id, rows, after=version, site=site)


def enough(test: Test, counts: Counts) -> bool:
    """Whether two open arms have as many people as the test asks for: then there is something to learn."""
    shown = np.bincount(counts.arm, counts.people, len(counts.arms))
    return bool((shown[learning.is_open(test, counts.arms)] >= test.least_people).sum() >= 2)


def due(test: Test, began: dt.datetime, last: dt.datetime) -> dt.datetime:
    """When weights are learnt next, in a test that ``began`` then and learnt ``last`` then: the older, the later."""
    return last + max(dt.timedelta(seconds=test.update_seconds), (last - began) / RARER)


def _policies(state: State, id: str, site: str) -> tuple[int, dt.datetime, dt.datetime]:
    """The version in force, when the first came into force, and when this one did."""
    asked = select(func.max(_P.version), func.min(_P.at), func.max(_P.at)).where(_P.site == site, _P.test == id)
    with state.reading() as connection:
        version, began, last = connection.execute(asked).one()
    return version, began, last


class Runner:
    """A thread that advances every running test of a store, of all its sites.

    ``store`` gives the open store whenever it is looked into. Several runners may run on one store; they do not look at
    the same moments, so that what one has learnt the others need not count.
    """

    def __init__(self, store: Callable[[], State], seconds: float = SECONDS) -> None:
        self._store, self._seconds, self._ended = store, seconds, Event()
        self._thread = Thread(target=self._run, name="corrente-tests", daemon=True)

    def start(self) -> None:
        """Begin; `end` it before the store is closed."""
        self._thread.start()

    def end(self) -> None:
        """Stop, after the test that is being advanced."""
        self._ended.set()
        self._thread.join()

    def look(self) -> None:
        """Advance whatever is due, once. One test that fails is logged and does not keep the others from learning."""
        store = self._store()
        with store.reading() as connection:
            found = kept.served(connection, kept.heads(connection))
        for (site, id), test in found.items():
            if test.body.phase is Phase.RUNNING and not self._ended.is_set():
                try:
                    advance(store, id, site)
                except Exception:
                    _LOG.exception("test %s of site %s was not advanced", id, site)

    def _run(self) -> None:
        while not self._ended.wait(self._seconds * uniform(0.5, 1.5)):
            try:
                self.look()
            except CorrenteError as failure:
                _LOG.warning("%s", failure)
            except Exception:
                _LOG.exception("the tests could not be read")
