"""The service on a port: one process or several, each with its own connection, one address."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from socket import socket

from fastapi import FastAPI
from sqlalchemy import make_url

from corrente.service.app import create_service
from corrente.service.limits import Rates
from corrente.service.listening import listen
from corrente.service.pages import Pages
from corrente.state.store import State, open_state

MOST_CONNECTIONS = 4_096
"""That wait to be taken up, and that each process holds."""
PATIENCE = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",
}
"""How soon a connection to PostgreSQL is given up (libpq's words): a database that is gone says nothing."""

SWITCH_SECONDS = 0.0005
"""The writer needs Python for moments between waiting for the database: it shall not wait 5 ms for each of them.

What was imported is frozen for the same reason: the collector would look through all of it, 0.1 s at a time.
"""


def serve_service(
    place: Path | str,
    host: str = "127.0.0.1",
    port: int = 8010,
    workers: int = 1,
    rates: Rates = Rates(),  # noqa: B008 - never changes
    pages: Pages | None = None,
) -> None:
    """Serve the store at ``place`` (a file, or the URL of a PostgreSQL database) until interrupted.

    Several ``workers`` are processes that share the port; one that dies is started again. On SQLite they take turns in
    writing. A store that cannot be reached is tried again every second.

    Raises `InputError` where the port is taken.
    """
    with listen(host, port) as bound:
        bound.listen(MOST_CONNECTIONS)
        name = f"[{host}]" if ":" in host else host
        print(f"corrente: http://{name}:{bound.getsockname()[1]}/  (Ctrl+C)", flush=True)  # noqa: T201 - what it is for
        run(partial(served, place, rates, pages), bound, workers)


def run(make: Callable[[], FastAPI], bound: socket, workers: int) -> None:
    """Serve what ``make`` makes in each process on a socket that listens, until interrupted."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        make,  # called in each process
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        backlog=MOST_CONNECTIONS,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=30,
    )
    with suppress(KeyboardInterrupt):  # how it is meant to end
        if workers == 1:
            uvicorn.Server(config).run(sockets=[bound])
        else:
            Multiprocess(config, sockets=[bound]).run()


def served(place: Path | str, rates: Rates, pages: Pages | None = None) -> FastAPI:
    """The application of one process, with a store of its own; the process is made ready for short answers."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    return create_service(Opener(place), rates, pages)


class Opener:
    """Opens the store when it is first asked to, and again where that failed."""

    def __init__(self, place: Path | str) -> None:
        self._place = place

    def __call__(self) -> State:
        """The open store. Raises `StateError` where it cannot be reached."""
        return open_state(self._place if isinstance(self._place, Path) else patient(self._place))


def patient(url: str) -> str:
    """The URL of a PostgreSQL database, with `PATIENCE` for what it does not say itself."""
    said = make_url(url)
    return said.update_query_dict({**PATIENCE, **said.query}).render_as_string(hide_password=False)
