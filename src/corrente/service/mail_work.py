"""Where mailings meet tests and events: which version somebody gets, and what is kept of what they do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from corrente.core.experiment import Phase, Test
from corrente.core.mailing import Mailing
from corrente.experiments import events, exposures
from corrente.experiments import kept as tests
from corrente.experiments.assignment import assigned, included
from corrente.experiments.events import MOST_OF_ID, Event
from corrente.experiments.exposures import Exposure, decision_id
from corrente.outreach.mail import campaign
from corrente.outreach.mail.doors import Doors
from corrente.outreach.mail.events import Decided, Happened
from corrente.outreach.mail.kept import milliseconds
from corrente.outreach.mail.running import Worker
from corrente.outreach.mail.sending import Post
from corrente.outreach.mail.server import read_base, read_server
from corrente.state.site_secrets import secret_of
from corrente.state.store import State


def tell(connection: Connection, event: Happened) -> None:
    """Keep what happened with a message among the events, once."""
    properties = json.dumps(dict(event.properties), separators=(",", ":"))
    row = Event(
        event.site, event.id[:MOST_OF_ID], event.name, event.unit, None, event.decision, event.at_ms, event.at_ms, None,
        int(events.Flag.NONE), properties,
    )  # fmt: skip
    events.store(connection, [row])


@dataclass(frozen=True)
class Deciding:
    """Decides by the tests of a store; what was decided once stands."""

    state: State

    def __call__(self, site: str, test: Test, unit: str) -> Decided:
        """The version for a unit; the default where the test does not run or leaves the unit out."""
        with self.state.reading() as connection:
            place = (site, test.id)
            heads = {key: head for key, head in tests.heads(connection).items() if key == place}
            served = tests.served(connection, heads).get(place)
        if served is None:
            return Decided(test.default.id, None)
        body, policy = served.body, served.policy
        if body.phase is not Phase.RUNNING or policy is None or not included(body, unit):
            return Decided(body.chosen or body.default.id, None)
        a = assigned(body, policy, unit, {})
        id = decision_id(secret_of(self.state, site), test.id, unit)
        now = milliseconds(self.state.clock())
        new = Exposure(site, test.id, unit, id, a.arm, a.probability, a.policy, a.cell, now)
        with self.state.writing() as connection:
            stands = exposures.store(connection, [new])[id]
        return Decided(stands.arm, stands.decision)


def start(state: State, site: str, mailing: Mailing, author: str, scores: Mapping[str, float] | None = None) -> int:
    """Start a mailing and the test of its versions; return how many people it goes to.

    Raises `InputError` where one of them cannot be started as it stands; then nothing is sent.
    """
    if mailing.test:
        _start_test(state, site, mailing.as_test(), author)
    return campaign.start(state, site, mailing.id, author, scores)


def _start_test(state: State, site: str, test: Test, author: str) -> None:
    there = next((one for one in tests.listed(state, site) if one.test == test.id), None)
    running = replace(test, phase=Phase.RUNNING)
    tests.save(state, running, based_on=there.number if there else None, author=author, site=site)


def worker(state: State, site: str, environment: Mapping[str, str], sleep: Callable[[float], bool]) -> Worker:
    """A worker that sends by the server that the environment names. Raises `InputError` where it names none."""
    doors = Doors(read_base(environment), secret_of(state, site))
    return Worker(state, site, doors, Post(read_server(environment)), Deciding(state), tell, sleep)
