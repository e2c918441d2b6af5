"""The service as browsers and clients meet it: on a port of this machine, over a store that a test can look into."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from sqlalchemy import select

from corrente.core.experiment import Learning, Measure, Metric, Phase, Test, Variant
from corrente.experiments import kept, keys
from corrente.experiments.keys import Kind
from corrente.service.app import create_service
from corrente.service.limits import Rate, Rates
from corrente.state.store import State
from corrente.state.test_tables import events, exposures

FREE = Rates(Rate(1e9, 1e9), Rate(1e9, 1e9))
"""No limits: for tests of something else."""

EBOOK = Test(
    "ebook-page",
    "E-book page",
    (
        Variant("a", "Plain", {"headline": "Plain"}, 0),
        Variant(
            "b",
            "Better",
            {"headline": "<b>Better</b>", "good": "https://example.com/x?y=1", "bad": "javascript:alert(1)"},
            1,
        ),
    ),
    Metric("clicks", Measure.CLICKS, "Offer Clicked"),
    (
        Metric("leads", Measure.CONVERSIONS, "Lead Captured"),
        Metric("time", Measure.SESSION_TIME, "Page Engaged"),
    ),
    Learning.FIXED,
    Phase.RUNNING,
)
"""Everybody gets b."""


@dataclass
class Service:
    """A service that listens, its public key, and what it has stored."""

    address: str
    key: str
    state: State

    def arm(self, unit: str, test: str = EBOOK.id) -> str | None:
        """What a unit was given."""
        x = exposures.c
        with self.state.reading() as connection:
            return connection.execute(select(x.arm).where(x.unit == unit, x.test == test)).scalar()

    def events(self, unit: str) -> list[dict[str, Any]]:
        """What a unit did, in the order in which it happened."""
        e = events.c
        asked = (
            select(e.name, e.properties, e.context, e.decision, e.value, e.at_ms)
            .where(e.unit == unit)
            .order_by(e.at_ms)
        )
        with self.state.reading() as connection:
            rows = connection.execute(asked).mappings().all()
        return [{**row, **{n: json.loads(row[n] or "{}") for n in ("properties", "context")}} for row in rows]


@contextmanager
def listening(state: State, rates: Rates = FREE, test: Test = EBOOK) -> Iterator[Service]:
    """A service with one test that runs."""
    kept.save(state, test, author="ana")
    _, key = keys.make(state, Kind.WRITE)
    config = uvicorn.Config(create_service(state, rates), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Service(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", key, state)
    server.should_exit = True
    thread.join(10)
