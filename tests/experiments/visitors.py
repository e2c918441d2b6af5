"""Visitors of whom it is known how each variant moves them: they come to a store, are decided for, and respond."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.experiments import assignment, events, exposures, kept
from corrente.experiments.events import SHOWN, Event
from corrente.experiments.exposures import Exposure
from corrente.experiments.running import milliseconds
from corrente.state.store import State
from corrente.state.test_tables import MAIN
from tests.state.conftest import Clock

SECRET = b"a secret of the site"
METRIC = Metric("contacts", Measure.CONVERSIONS, "Lead Captured", 3600)
PAGE = Test(
    "page", "E-book page", (Variant("a", "As it is"), Variant("b", "Short form")), METRIC, least_people=50,
    seed="one", inclusion_seed="other",
)  # fmt: skip


@dataclass
class Visitors:
    """Who comes to one test of a store; ``rates`` are the chances to respond, by variant (and context cell)."""

    state: State
    clock: Clock
    rates: Mapping[str, float]
    test: str = PAGE.id
    site: str = MAIN
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    come: int = 0

    def visit(self, people: int, context: Mapping[str, str] | None = None) -> None:
        """So many new people come, see what the policy gives them, and respond within the hour or not at all."""
        test = kept.current(self.state, self.test, self.site).body
        policy = kept.policy(self.state, self.test, site=self.site)
        assert policy is not None
        at, seen, done = milliseconds(self.clock()), [], []
        for number in range(self.come, self.come + people):
            unit = f"{self.site}-{number}"
            if not assignment.included(test, unit):
                continue
            given = assignment.assigned(test, policy, unit, context or {})
            decision = exposures.decision_id(SECRET, test.id, unit)
            seen.append(Exposure(self.site, test.id, unit, decision, given.arm, given.probability, given.policy,
                                 given.cell, at, json.dumps(context) if context else None))  # fmt: skip
            done.append(self._event(SHOWN, unit, decision, at + 100))
            if self.rng.random() < self._rate(given.arm, given.cell):
                done.append(self._event(test.decision.event, unit, None, at + 1000 + int(self.rng.integers(3_000_000))))
        self.come += people
        with self.state.writing() as connection:
            exposures.store(connection, seen)
            events.store(connection, done)

    def _rate(self, arm: str, cell: str) -> float:
        return self.rates.get(f"{arm}/{cell}", self.rates.get(arm, 0.0))

    def _event(self, name: str, unit: str, decision: str | None, at: int) -> Event:
        return Event(self.site, f"{unit}/{name}", name, unit, None, decision, at, at, None, 0, "{}")
