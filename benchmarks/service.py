"""Decisions and events a second, each on disk before it is acknowledged, beside a bare endpoint of FastAPI."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import func, select
from tests.engines import postgres_server

from benchmarks import load
from benchmarks.load import Load
from benchmarks.page import Cell, Page, Table
from corrente.core.experiment import Measure, Metric, Phase, Test, Variant
from corrente.experiments import kept, keys
from corrente.experiments.keys import Kind
from corrente.service import serving
from corrente.service.limits import Rate, Rates
from corrente.service.listening import listen
from corrente.state import test_tables as tables
from corrente.state.store import State, open_state

SECONDS = 4.0
PACE = 2_000
CONNECTIONS = (16, 32, 64)
EVENTS = 20
FREE = Rates(Rate(1e9, 1e9), Rate(1e9, 1e9))
TEST = Test(
    "ebook-page",
    "E-book page",
    (Variant("a", payload={"headline": "Plain"}), Variant("b", payload={"headline": "Better"})),
    Metric("leads", Measure.CONVERSIONS, "Lead Captured"),
    phase=Phase.RUNNING,
    update_seconds=86_400,
)
Requests = Callable[[], Iterator[bytes]]
Row = tuple[Cell, ...]


class Asked(BaseModel):
    """What the bare endpoint takes."""

    test: str
    unit: str
    context: dict[str, str] = {}


def bare() -> FastAPI:
    """The same framework, answering as much without deciding or storing anything."""
    app = FastAPI()

    @app.post("/v1/decide")
    async def decide(asked: Asked) -> dict[str, object]:
        return {"variant": "a", "decision_id": asked.unit, "probability": 0.5, "policy_version": 1, "payload": {}}

    return app


@dataclass
class Store:
    """A store, its service's key, and how many rows it should hold by now."""

    name: str
    place: Path | str
    state: State
    key: str
    acknowledged: int = 0


def run() -> None:
    """Measure everything and write the page."""
    with ExitStack() as stack:
        stores = [_store("PostgreSQL", stack.enter_context(postgres_server.server(durable=True)))]
        stores.append(_store("SQLite", Path(stack.enter_context(tempfile.TemporaryDirectory())) / "state.sqlite"))
        busy = _busy()
        sustained = [*_bare(1), *_bare(2), *_service(stores[0], 1), *_service(stores[0], 2), *_service(stores[1], 1)]
        paced = [_paced(stores[0], workers) for workers in (1, 2)]
        rows: list[Row] = [(store.name, *_rows(store)) for store in stores]
        for store in stores:
            store.state.close()
    _page(sustained, paced, rows, (busy, _busy())).write()


_SUSTAINED = (
    f"Each connection asks again as soon as it is answered, for {SECONDS:.0f} seconds. Every decision is for a new "
    "unit, so each is an insert that is on disk when it is answered; a repeat is answered from memory. "
    f"A batch has {EVENTS} events; its figure is requests a second. “Bare” is an endpoint of FastAPI with a body by "
    "Pydantic that stores nothing, served by the same processes."
)
_PACED = "Each is due at its time, and its latency counts from then, so that a pause shows in all that it held up."
_THERE = (
    "Decisions and events. There may be more rows: the first second of each run is not counted, nor what was answered "
    "after its end."
)


def _page(sustained: Sequence[Row], paced: Sequence[Row], rows: Sequence[Row], busy: tuple[float, float]) -> Page:
    columns = ("what", "store", "processes", "connections", "a second", "p50 ms", "p99 ms", "refused")
    return Page(
        "service",
        "The test service under load",
        "nice -n -10 python -m benchmarks service",
        [
            Table("Sustained", columns, sustained, _SUSTAINED),
            Table(
                f"{PACE:,} decisions a second, whatever comes",
                (*columns[1:4], "a second", "p50 ms", "p99 ms", "most ms"),
                paced,
                _PACED,
            ),
            Table("What was acknowledged is there", ("store", "acknowledged at least", "rows"), rows, _THERE),
        ],
        [
            "The load generator (one process, raw HTTP/1.1 on uvloop), the service and the database share the cores. "
            f"Others kept {busy[0]:.0%} of the machine busy before and {busy[1]:.0%} after.",
            "PostgreSQL with its own settings but `fsync = on` and a socket; SQLite with a write-ahead log and "
            "`synchronous = full`; both on the disk of the temporary folder.",
        ],
    )


def _store(name: str, place: Path | str) -> Store:
    state = open_state(place)
    kept.save(state, TEST, author="ana")
    return Store(name, place, state, keys.make(state, Kind.WRITE)[1])


def _bare(workers: int) -> Iterator[Row]:
    with listening(bare, workers, next(iter(_decisions("")()))) as port:
        for connections in CONNECTIONS:
            yield _said(
                "bare endpoint", "–", workers, connections, load.closed(port, _decisions(""), connections, SECONDS)
            )


def _service(store: Store, workers: int) -> Iterator[Row]:
    known = _decisions(store.key, again=500)
    kinds: tuple[tuple[str, Requests, tuple[int, ...]], ...] = (
        ("decision", _decisions(store.key), CONNECTIONS),
        ("repeated decision", known, CONNECTIONS[1:]),
        ("event", _events(store.key, 1), CONNECTIONS),
        ("batch of events", _events(store.key, EVENTS), CONNECTIONS[:1]),
    )
    with _served(store, workers, known) as port:
        for what, requests, connections in kinds:
            for number in connections:
                found = load.closed(port, requests, number, SECONDS)
                store.acknowledged += found.good * {"repeated decision": 0, "batch of events": EVENTS}.get(what, 1)
                yield _said(what, store.name, workers, number, found)


def _paced(store: Store, workers: int) -> Row:
    with _served(store, workers, _decisions(store.key)) as port:
        found = load.paced(port, _decisions(store.key), CONNECTIONS[-1], 2 * SECONDS, PACE)
    store.acknowledged += found.good
    figures = (found.percentile(0.5), found.percentile(0.99), found.percentile(1))
    return (store.name, workers, CONNECTIONS[-1], found.a_second, *figures)


def _said(what: str, store: str, workers: int, connections: int, found: Load) -> Row:
    row = (what, store, workers, connections, found.a_second, found.percentile(0.5), found.percentile(0.99), found.bad)
    print(*row, flush=True)
    return row


def _rows(store: Store) -> tuple[int, int]:
    with store.state.reading() as connection:
        found = [
            connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in (tables.exposures, tables.events)
        ]
    return store.acknowledged, sum(found)


def _decisions(key: str, again: int | None = None) -> Requests:
    """Decisions of new units, or of ``again`` units over and over."""
    body = {"test": TEST.id, "unit": _UNIT, "context": {"segment": "new"}}
    return partial(_numbered, f"/v1/decide?key={key}", body, again)


def _events(key: str, many: int) -> Requests:
    """Batches of ``many`` new events."""
    batch = [
        {
            "type": "track",
            "messageId": f"{_UNIT}-{place}",
            "anonymousId": _UNIT,
            "event": "Lead Captured",
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "properties": {"decision_id": "TzGwHT372BXpQXMnoZYAHA", "revenue": 12.5},
        }
        for place in range(many)
    ]
    return partial(_numbered, f"/v1/track?key={key}", {"batch": batch}, None)


_UNIT = "anon-##-##-##-##-##-##-##"


def _numbered(path: str, body: object, again: int | None) -> Iterator[bytes]:
    """One request after the other, each with a unit of its own: the text is made once, and only its unit replaced."""
    made = load.request(path, json.dumps(body).encode())
    who = "known" if again else secrets.token_hex(6)
    for number in itertools.count():
        unit = f"{who}-{number % again if again else number}".ljust(len(_UNIT), "-")
        yield made.replace(_UNIT.encode(), unit.encode())


@contextmanager
def _served(store: Store, workers: int, requests: Requests) -> Iterator[int]:
    with listening(partial(serving.served, store.place, FREE), workers, next(requests())) as port:
        yield port


@contextmanager
def listening(make: Callable[[], FastAPI], workers: int, first: bytes) -> Iterator[int]:
    """A service in processes of its own; its port, once it has answered the ``first`` request with 200."""
    with listen("127.0.0.1", 0) as bound:
        port: int = bound.getsockname()[1]
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=(make, bound, workers))
        process.start()
    try:
        _wait(port, first)
        yield port
    finally:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        process.join(20)
        process.kill()


def _serve(make: Callable[[], FastAPI], bound: socket, workers: int) -> None:
    serving.run(make, bound, workers)


def _wait(port: int, first: bytes) -> None:
    head, _, body = first.partition(b"\r\n\r\n")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("POST", head.split()[1].decode(), body, {"Content-Type": "application/json"})
            if connection.getresponse().status == 200:
                time.sleep(2)  # the other processes begin, too
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the service did not answer")


def _busy(seconds: float = 3) -> float:
    """The share of all cores that is busy, while nothing of ours runs. Linux only; else not a number."""

    def times() -> list[int]:
        return [int(said) for said in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]

    try:
        before = times()
    except OSError:
        return float("nan")
    time.sleep(seconds)
    spent = [after - was for after, was in zip(times(), before, strict=True)]
    return 1 - (spent[3] + spent[4]) / sum(spent)
