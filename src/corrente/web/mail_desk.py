"""Mailings on their way while the app runs: one thread each, which ends with the app and goes on when that starts."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request

from corrente.core.errors import CorrenteError
from corrente.core.mailing import MailPhase
from corrente.outreach.mail import kept
from corrente.outreach.mail.running import Worker
from corrente.service import mail_work
from corrente.state.store import State
from corrente.state.test_tables import MAIN

if TYPE_CHECKING:
    from corrente.stream.company import Company

_log = logging.getLogger(__name__)


class Mailers:
    """The threads that send."""

    def __init__(self, store: State) -> None:
        self._store = store
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def start(self, mailing: str) -> None:
        """Send a mailing, unless a thread does already. Raises `InputError` where no mail server is named."""
        worker = mail_work.worker(self._store, MAIN, os.environ, lambda seconds: not self._ending.wait(seconds))
        with self._lock:
            if self.is_sending(mailing):
                return
            thread = threading.Thread(target=self._send, args=(worker, mailing), name=f"mail-{mailing}", daemon=True)
            self._threads[mailing] = thread
            thread.start()

    def is_sending(self, mailing: str) -> bool:
        """Whether a thread of this app sends it now."""
        thread = self._threads.get(mailing)
        return thread is not None and thread.is_alive()

    def resume(self) -> None:
        """Go on with what was on its way when the app ended."""
        try:
            for one in kept.listed(self._store, MAIN):
                if one.phase is MailPhase.SENDING:
                    self.start(one.mailing.id)
        except CorrenteError as problem:  # the pages say it to who looks
            _log.warning("%s", problem)

    def close(self) -> None:
        """Let each finish the message that it has in hand."""
        self._ending.set()
        for thread in self._threads.values():
            thread.join(10)

    def settle(self, seconds: float) -> None:
        """Wait until nothing is on its way."""
        for thread in list(self._threads.values()):
            thread.join(seconds)

    def _send(self, worker: Worker, mailing: str) -> None:
        try:
            worker.send(mailing)
        except CorrenteError as problem:  # it stays as it is, and can be gone on with
            _log.warning("mailing %s: %s", mailing, problem)


def mailers_of(request: Request) -> Mailers:
    """The threads of this app."""
    found: Mailers = request.app.state.mailers
    return found


def chances(company: Company) -> Mapping[str, float]:
    """The chance of each lead to become a customer, by its id. Raises `InputError` where leads have no scores."""
    table = company.score("lead_scoring").to_arrow()
    found = zip(table.column(0).to_pylist(), table.column("chance").to_pylist(), strict=True)
    return {str(id): chance for id, chance in found if chance is not None}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Begin and end with the app."""
    app.state.mailers = Mailers(app.state.store)
    app.state.mailers.resume()
    yield
    app.state.mailers.close()
