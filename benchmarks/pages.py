"""The app's pages on the sample company: the server's time against a bare endpoint's, the first paint, a cold start."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from benchmarks.measure import ChildFailed
from benchmarks.page import Page, Table
from benchmarks.sizes import forget

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOUCHPOINTS = 60_000
"""As many as `corrente demo` simulates."""
PATHS = ("/", "/questions/loyalty", "/plan", "/plan/downstream", "/plan/scenarios", "/plan/research",
         "/plan/track-record", "/scorecard", "/tests", "/people", "/data", "/settings")  # fmt: skip
GOAL, COLD_GOAL = 0.2, 1.0
"""Seconds to the first paint of the home page, and to the first page of an app that has just been started."""
ASKED, PAINTED = 30, 9
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def run(repetitions: int, touchpoints: int = TOUCHPOINTS, pages: Path | None = None) -> None:
    from corrente.market import simulate

    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "aurora"
        folder.mkdir()
        simulate(folder, touchpoints=touchpoints)
        cold = [_cold(folder) for _ in range(repetitions)]
        with _app(folder) as (address, bare):
            tables = [_server(address, bare), _paint(address, bare), _start(cold)]
    remarks = [f"The sample company of {touchpoints:,} touchpoints, all answers and the forecast known"]
    page = Page("pages", "The app's pages", "python -m benchmarks pages", [t for t in tables if t], remarks)
    page.write(*([pages] if pages else []))


@contextmanager
def _app(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of the app over ``folder`` when all is worked out, and of what FastAPI takes by itself."""
    from corrente.company.place import open_state_of
    from corrente.stream.company import open_company
    from corrente.web.app import create_app

    app = create_app(lambda progress: open_company(folder, progress), folder, store=open_state_of(folder))
    app.state.desk.start()
    app.state.desk.settle(600)
    bare = FastAPI()
    bare.get("/")(lambda: HTMLResponse("<!doctype html><title>bare</title><p>bare</p>"))
    with _listening(app) as address, _listening(bare) as other:
        yield address, other
    app.state.desk.close()


@contextmanager
def _listening(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _server(address: str, bare: str) -> Table:
    """Each page's time, to the last byte, over one connection."""
    least = _times(bare, "/")
    rows = [("a bare FastAPI endpoint", 1000 * min(least), 1000 * statistics.median(least), 1.0, 0.0)]
    for path in PATHS:
        times = _times(address, path)
        size = len(_get(HTTPConnection(urlsplit(address).netloc), path)) / 1000
        rows.append((path, 1000 * min(times), 1000 * statistics.median(times), min(times) / min(least), size))
    columns = ("page", "least ms", "median ms", "times the bare endpoint", "kB")
    return Table("The server's time", columns, rows, f"{ASKED} requests of each, one after the other.")


def _times(address: str, path: str) -> list[float]:
    connection = HTTPConnection(urlsplit(address).netloc)
    _get(connection, path)
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        _get(connection, path)
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def _get(connection: HTTPConnection, path: str) -> bytes:
    """The page's body; raises `ChildFailed` where it is not there."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise ChildFailed(f"{path}: {response.status}")
    return body


def _paint(address: str, bare: str) -> Table | None:
    """When chromium first paints, from the navigation on; ``None`` where there is no chromium."""
    path = os.environ.get("CORRENTE_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if path is None:
        return None
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        rows = [
            (name, min(times), statistics.median(times), 1000 * GOAL)
            for name, times in (
                ("a bare FastAPI endpoint", _paints(browser, bare)),
                ("/", _paints(browser, address)),
            )
        ]
        browser.close()
    return Table("The first paint", ("page", "least ms", "median ms", "goal ms"), rows,
                 f"In chromium without a graphics card, {PAINTED} times with an empty cache.")  # fmt: skip


def _paints(browser: Browser, address: str) -> list[float]:
    times = []
    for _ in range(PAINTED):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(address)
        while (painted := page.evaluate("performance.getEntriesByType('paint')[0]?.startTime")) is None:
            page.wait_for_timeout(20)
        times.append(float(painted))
        context.close()
    return times


def _start(cold: Sequence[tuple[float, float]]) -> Table:
    said, shown = (min(column) for column in zip(*cold, strict=True))
    rows = [("the address is printed", said, None), ("the first page is there, with a progress bar", shown, COLD_GOAL)]
    return Table("`corrente serve`, nothing cached", ("until", "least s", "goal s"), rows,
                 "The first from the command on, the second from the address on.")  # fmt: skip


def _cold(folder: Path) -> tuple[float, float]:
    """Seconds until `corrente serve` prints its address, and from there until the first page has come."""
    forget(folder)
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("corrente")), "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        address = serving.stdout.readline().split()[1]
        said = time.perf_counter() - began
        body = _get(HTTPConnection(urlsplit(address).netloc), "/")
        shown = time.perf_counter() - began - said
        serving.terminate()
    if b"<progress" not in body:
        raise ChildFailed("the first page has no progress bar: something was cached")
    return said, shown
