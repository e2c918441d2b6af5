"""What there is to see of a test at one moment: counted from the store, and kept for a few seconds for all who look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from corrente.core.experiment import Finding, Phase, Policy, Test
from corrente.experiments import counting, kept
from corrente.experiments.health import Symptom, health
from corrente.experiments.kept import Revision
from corrente.experiments.results import Results, results
from corrente.experiments.running import milliseconds
from corrente.experiments.sessions import Sessions, sessions
from corrente.experiments.stopping import Advice, advise
from corrente.state import findings
from corrente.state.store import State as Store

SECONDS = 3.0
"""How old may be what is shown: a hundred readers cost no more than one."""
RARER = 100
"""A stopped test changes only by events that come late: its looks may be so many times as old."""


@dataclass(frozen=True)
class Look:
    """A test as it stood ``at`` one moment (UTC).

    ``results`` is ``None`` where nobody has been shown a variant yet; ``policies`` are those it went by and since when;
    ``began`` is when it was started, ``ended`` when it was stopped; ``sessions`` are by arm.
    """

    revision: Revision
    at: dt.datetime
    began: dt.datetime | None = None
    ended: dt.datetime | None = None
    results: Results | None = None
    advice: tuple[Advice, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    policies: tuple[tuple[Policy, dt.datetime], ...] = ()
    finding: Finding | None = None
    sessions: Mapping[str, Sessions] = field(default_factory=dict)

    @property
    def test(self) -> Test:
        """The test as it is defined now."""
        return self.revision.body

    @property
    def people(self) -> int:
        """Everybody who was shown a variant."""
        return self.results.people if self.results else 0


class Looks:
    """Looks at the tests of a store, each counted at most every few seconds however many people look."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._known: dict[tuple[str, str, int], tuple[float, Look]] = {}
        self._lock = Lock()

    def of(self, store: Store, revision: Revision) -> Look:
        """The look at a test as it is defined by ``revision``. Raises `StateError` where the store fails."""
        key = (revision.site, revision.test, revision.number)
        with self._lock:
            known = self._known.get(key)
            seconds = self._seconds * (RARER if revision.body.phase is Phase.STOPPED else 1)
            if known is None or monotonic() - known[0] > seconds:
                self._known = {k: v for k, v in self._known.items() if k[:2] != key[:2]}
                known = self._known[key] = (monotonic(), looked(store, revision))
        return known[1]


def looked(store: Store, revision: Revision) -> Look:
    """Count a test now."""
    test, site, now = revision.body, revision.site, store.clock()
    if test.phase is Phase.DRAFT:
        return Look(revision, now)
    began, ended = _phases(kept.history(store, test.id, site))
    policies = kept.policies(store, test.id, site)
    counts = counting.count_all(store, site, test, milliseconds(now))
    decisive = counts[test.decision.name]
    if not decisive.people.sum():
        return Look(revision, now, began, ended, policies=policies)
    found = results(test, counts)
    fates = {metric.name: counting.followed(store, site, test, metric) for metric in test.metrics}
    return Look(
        revision, now, began, ended, found,
        advise(test, found) if test.phase is Phase.RUNNING else (),
        health(test, decisive, counting.viewed(store, site, test), fates),
        policies, findings.of_test(store, site, test.id), sessions(store, site, test, milliseconds(now)),
    )  # fmt: skip


def _phases(history: tuple[Revision, ...]) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When a test began and when it was stopped."""
    began = next((one.at for one in history if one.body.phase is not Phase.DRAFT), None)
    return began, next((one.at for one in history if one.body.phase is Phase.STOPPED), None)
