"""A crowd of visitors who never give up, and a ledger of what the service has acknowledged to them.

Each person asks for a decision, then tells what they did: in batches that overtake each other, some of them twice, by a
clock that may be years wrong. What is not acknowledged is sent again, as the script in a page does.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import httpx
from sqlalchemy import select

from corrente.core.experiment import Learning, Measure, Metric, Phase, Test, Variant
from corrente.experiments import counting, kept, keys
from corrente.experiments.keys import Kind
from corrente.state.site_secrets import secret_of
from corrente.state.store import State
from corrente.state.test_tables import MAIN, events, exposures

BOUGHT = "Order Completed"
TEST = Test(
    "crowd",
    "Crowd",
    (Variant("a", payload={"headline": "a"}), Variant("b", payload={"headline": "b"}), Variant("c")),
    Metric("revenue", Measure.REVENUE, BOUGHT, cap=1e6),
    learning=Learning.FIXED,
    phase=Phase.RUNNING,
)
CLOCKS = (0.0, 0.0, 0.0, -3 * 3600.0, 2 * 86_400.0, -20 * 365 * 86_400.0)
"""Seconds by which people's clocks are wrong; every second one is right."""
REPEATED = 0.3
"""The share of batches that are sent twice."""
MOST_EVENTS, AT_ONCE = 6, 40
ANSWER_SECONDS = 5.0
TOLERANCE_MS = 1000
"""A repaired moment may be late by the way there and back, and by this; early by this alone."""


@dataclass(frozen=True)
class Told:
    """One event as its person knows it: whose, when it really happened, and what it was worth."""

    unit: str
    at_ms: float
    revenue: float


@dataclass
class Ledger:
    """What was acknowledged, and what was sent; ``changed`` counts people who were told of two different variants.

    ``ways_ms`` is how long an event was on its way, from the first attempt to the last acknowledgement: a request that
    was given up may still wait in the line of a worker that died, and be taken by the next one.
    """

    decided: dict[str, tuple[str, str]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    sent: dict[str, Told] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    ways_ms: dict[str, float] = field(default_factory=dict)
    changed: int = 0

    def decide(self, unit: str, answer: dict[str, str]) -> None:
        """Note a decision that was acknowledged."""
        said = (answer["variant"], answer["decision_id"])
        self.changed += self.decided.setdefault(unit, said) != said


@dataclass(frozen=True)
class Differences:
    """Between the ledger and the store; all have to be 0.

    ``lost`` was acknowledged and is not there; ``unheard`` is there and nobody sent it; ``changed`` has another variant
    than was acknowledged; ``miscounted`` are people, responses or money that the count of the test has wrong;
    ``mistimed`` are events whose repaired moment is further from the true one than their way was long.
    """

    lost_exposures: int
    lost_events: int
    unheard: int
    changed: int
    miscounted: int
    mistimed: int

    @property
    def all(self) -> tuple[int, ...]:
        """The numbers in their order."""
        return tuple(vars(self).values())


@dataclass
class Crowd:
    """People at an address, as many as come until ``seconds`` are over; each is then seen through to the end."""

    address: str
    key: str
    seconds: float
    seed: int = 1
    ledger: Ledger = field(default_factory=Ledger)

    async def come(self) -> Ledger:
        """Let them all come; returns when the last of them has been answered."""
        until = time.monotonic() + self.seconds
        limits = httpx.Limits(max_connections=2 * AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(base_url=self.address, limits=limits, timeout=ANSWER_SECONDS) as client:

            async def stream(first: int) -> None:
                number = first
                while time.monotonic() < until:
                    await self._person(client, f"person-{self.seed}-{number}", Random(f"{self.seed}:{number}"))
                    number += AT_ONCE

            await asyncio.gather(*(stream(first) for first in range(AT_ONCE)))
        return self.ledger

    async def _person(self, client: httpx.AsyncClient, unit: str, draw: Random) -> None:
        await self._decide(client, unit)
        clock = draw.choice(CLOCKS)
        batches = [self._happenings(unit, clock, draw) for _ in range(draw.randint(0, 3))]
        batches += [batch for batch in batches if draw.random() < REPEATED]
        draw.shuffle(batches)
        again = [self._decide(client, unit)] if draw.random() < REPEATED else []
        await asyncio.gather(*(self._track(client, batch, clock) for batch in batches), *again)

    async def _decide(self, client: httpx.AsyncClient, unit: str) -> None:
        answer = await self._taken(client, "/v1/decide", lambda: {"test": TEST.id, "unit": unit})
        self.ledger.decide(unit, answer)

    def _happenings(self, unit: str, clock: float, draw: Random) -> list[dict[str, object]]:
        """Some events that happen now, as the person's clock has it."""
        batch: list[dict[str, object]] = []
        for _ in range(draw.randint(1, MOST_EVENTS)):
            at, id, revenue = time.time(), f"{draw.getrandbits(128):032x}", float(draw.randint(1, 100))
            self.ledger.sent[id] = Told(unit, at * 1000, revenue)
            properties = {"revenue": revenue, "decision_id": self.ledger.decided[unit][1]}
            said = {"messageId": id, "anonymousId": unit, "timestamp": iso(at + clock), "properties": properties}
            batch.append({"type": "track", "event": BOUGHT, **said})
        draw.shuffle(batch)
        return batch

    async def _track(self, client: httpx.AsyncClient, batch: Sequence[dict[str, object]], clock: float) -> None:
        ids = [str(event["messageId"]) for event in batch]
        answer = await self._taken(
            client, "/v1/track", lambda: {"batch": batch, "sentAt": iso(time.time() + clock)}, ids
        )
        if answer["accepted"] + answer["duplicates"] != len(batch):
            raise AssertionError(answer)
        self.ledger.acknowledged.update(ids)

    async def _taken(self, client: httpx.AsyncClient, path: str, body, ids=()) -> dict:  # type: ignore
        """The answer, however often one has to ask; meanwhile the events of these ``ids`` are on their way."""
        wait, began = 0.05, time.monotonic()
        while True:
            try:
                content = json.dumps({**body(), "writeKey": self.key})
                answer = await client.post(path, content=content, headers={"content-type": "text/plain"})
            except httpx.HTTPError:
                self.ledger.answers["none"] += 1
            else:
                self.ledger.answers[str(answer.status_code)] += 1
                if answer.status_code == 200:
                    way, known = (time.monotonic() - began) * 1000, self.ledger.ways_ms
                    known.update({id: max(way, known.get(id, 0)) for id in ids})
                    return answer.json()  # type: ignore[no-any-return]
                if answer.status_code < 500 and answer.status_code != 429:
                    raise AssertionError(answer.text)
            await asyncio.sleep(wait)
            wait = min(1.0, 2 * wait)


def iso(seconds: float) -> str:
    """A moment as browsers write it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def begun(state: State) -> str:
    """The crowd's test, running, and a public key for it."""
    kept.save(state, TEST, author="crowd")
    secret_of(state, MAIN)
    return keys.make(state, Kind.WRITE)[1]


def differences(state: State, ledger: Ledger) -> Differences:
    """What the store has otherwise than the ledger."""
    x, e = exposures.c, events.c
    with state.reading() as connection:
        people = connection.execute(select(x.unit, x.arm, x.decision).where(x.test == TEST.id))
        shown = {unit: (arm, id) for unit, arm, id in people}
        rows = connection.execute(select(e.message_id, e.unit, e.at_ms, e.value).where(e.name == BOUGHT)).all()
    held = {id: Told(unit, at, value or 0.0) for id, unit, at, value in rows}
    said = [
        (event.at_ms - ledger.sent[id].at_ms, ledger.ways_ms[id]) for id, event in held.items() if id in ledger.sent
    ]
    return Differences(
        lost_exposures=len(ledger.decided.keys() - shown.keys()),
        lost_events=len(ledger.acknowledged - held.keys()),
        unheard=len(rows) - len(said) + len(shown.keys() - ledger.decided.keys()),
        changed=ledger.changed + sum(shown.get(unit, said) != said for unit, said in ledger.decided.items()),
        miscounted=_miscounted(state, ledger),
        mistimed=sum(not -TOLERANCE_MS <= late <= way + TOLERANCE_MS for late, way in said),
    )


def _miscounted(state: State, ledger: Ledger) -> int:
    """How far the counts of the test are from those of the ledger: people, responses, money."""
    found = counting.count(state, MAIN, TEST, TEST.decision, round(time.time() * 1000) + 10_000)
    spent: Counter[str] = Counter()
    for told in ledger.sent.values():
        spent[told.unit] += round(told.revenue)
    wrong = 0
    for arm, variant in enumerate(TEST.variants):
        mine = [unit for unit, (theirs, _) in ledger.decided.items() if theirs == variant.id]
        ours = (len(mine), sum(unit in spent for unit in mine), sum(spent[unit] for unit in mine))
        theirs = (counts[found.arm == arm].sum() for counts in (found.people, found.responded, found.total))
        wrong += sum(abs(round(float(there)) - here) for here, there in zip(ours, theirs, strict=True))
    return wrong
