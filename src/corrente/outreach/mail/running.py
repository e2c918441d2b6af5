"""Sending a mailing: one worker, from one message to the next, until nothing is left or somebody stops it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corrente.core.errors import InputError
from corrente.core.mailing import Mailing, MailPhase
from corrente.outreach.mail import compose, kept, queue
from corrente.outreach.mail.compose import Letter, Written
from corrente.outreach.mail.doors import Doors
from corrente.outreach.mail.events import Decide, Decided, Tell
from corrente.outreach.mail.queue import Claim, Wait
from corrente.outreach.mail.sending import Handed, Outcome, Parcel, Post
from corrente.state.store import State

NAP_SECONDS = 2.0
"""The longest that a worker sleeps before it looks again whether it shall go on."""
_SHORTEST_NAP = 0.02
_FIRST_PAUSE, _LONGEST_PAUSE, MOST_FAILURES = 5.0, 600.0, 12
"""Seconds after which a server that takes nothing is tried again, doubled each time, and how often."""


_ours: set[str] = set()
"""The workers of this process; a container that starts again has the name and the number of the one before."""


def worker_id() -> str:
    """Who this is: machine, process, and what tells two of one process apart."""
    made = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    _ours.add(made)
    return made


def is_gone(worker: str) -> bool:
    """Whether a worker surely is no more: a process of this machine that has ended."""
    host, _, rest = worker.partition("/")
    number = rest.partition("/")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return worker not in _ours
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@dataclass
class Worker:
    """One that sends. ``sleep`` waits for some seconds and says whether to go on."""

    state: State
    site: str
    doors: Doors
    post: Post
    decide: Decide
    tell: Tell
    sleep: Callable[[float], bool]
    id: str = field(default_factory=worker_id)
    _failures: int = 0

    def send(self, mailing: str) -> MailPhase:
        """Send until nothing is left, somebody pauses or cancels, or ``sleep`` says to stop; the phase it is in."""
        try:
            return self._send(kept.find(self.state, self.site, mailing).mailing)
        finally:
            self.post.close()

    def _send(self, mailing: Mailing) -> MailPhase:
        self._take_over(mailing)
        go_on = True
        while go_on:
            found = queue.claim(self.state, self.site, mailing, self.id)
            if found is None:
                return self._finish(mailing)
            go_on = self._wait(found.until_ms) if isinstance(found, Wait) else self._one(mailing, found)
        return kept.find(self.state, self.site, mailing.id).phase

    def _take_over(self, mailing: Mailing) -> None:
        """Release what processes of this machine had in hand that are no more."""
        with self.state.writing() as connection:
            gone = [name for name in queue.workers(connection, self.site, mailing.id) if is_gone(name)]
            queue.release(connection, self.site, mailing.id, kept.milliseconds(self.state.clock()), gone)

    def _wait(self, until_ms: int) -> bool:
        seconds = (until_ms - kept.milliseconds(self.state.clock())) / 1000
        return self.sleep(min(max(seconds, _SHORTEST_NAP), NAP_SECONDS))

    def _one(self, mailing: Mailing, claim: Claim) -> bool:
        decided = self._decided(mailing, claim)
        try:
            parcel = self._parcel(mailing, claim, decided)
        except InputError as failure:
            handed = Handed(Outcome.REFUSED, str(failure)[:300])
        else:
            handed = self.post.hand_over(
                parcel, lambda: queue.begin(self.state, self.site, mailing, claim, self.id, decided)
            )
        if handed.outcome is not Outcome.WITHDRAWN:
            queue.settle(self.state, self.site, claim, self.id, handed, self.tell)
        return self._go_on(mailing, handed)

    def _decided(self, mailing: Mailing, claim: Claim) -> Decided:
        if not mailing.test:
            return Decided(mailing.variants[0].id, None)
        return self.decide(self.site, mailing.as_test(), claim.unit)

    def _parcel(self, mailing: Mailing, claim: Claim, decided: Decided) -> Parcel:
        letter = Letter(claim.token, claim.email, claim.fields, decided.variant)
        written = compose.compose(mailing, letter, self.doors, self.state.clock())
        return parcel(mailing, written, self.post.server.return_path, claim.token)

    def _go_on(self, mailing: Mailing, handed: Handed) -> bool:
        """Slow down or stop where the server takes nothing; what is wrong with it is the operator's to mend."""
        if handed.outcome not in (Outcome.DOWN, Outcome.WRONG):
            self._failures = 0
            return self.sleep(0.0)
        self._failures += 1
        if handed.outcome is Outcome.WRONG or self._failures >= MOST_FAILURES:
            self._pause(mailing, handed.reply)
            return False
        seconds = min(_FIRST_PAUSE * 2 ** (self._failures - 1), _LONGEST_PAUSE)
        return all(self.sleep(nap) for nap in _naps(seconds))

    def _pause(self, mailing: Mailing, because: str) -> None:
        with self.state.writing() as connection:
            if kept.held(connection, self.site, mailing.id)[0] is MailPhase.SENDING:
                kept.become(
                    connection, self.site, mailing.id, MailPhase.PAUSED, "corrente", self.state.clock(), because
                )

    def _finish(self, mailing: Mailing) -> MailPhase:
        with self.state.writing() as connection:
            phase, _ = kept.held(connection, self.site, mailing.id)
            if phase is MailPhase.SENDING:
                phase = MailPhase.DONE
                kept.become(connection, self.site, mailing.id, phase, "corrente", self.state.clock())
        return phase


def parcel(mailing: Mailing, written: Written, bounces: str, token: str) -> Parcel:
    """A message in its envelope."""
    sender = compose.address(return_path(bounces, token) or mailing.sender.email)
    return Parcel(sender, written.to, written.content, written.utf8 or not sender.isascii())


def return_path(bounces: str, token: str) -> str:
    """Where a message that cannot be delivered goes back to, naming which it was; empty where there is no such box."""
    name, at, domain = bounces.rpartition("@")
    return f"{name}+{token}{at}{domain}" if bounces else ""


def _naps(seconds: float) -> Iterable[float]:
    while seconds > 0:
        yield min(seconds, NAP_SECONDS)
        seconds -= NAP_SECONDS
