"""One browser and one server for all browser tests; a missing chromium skips, or fails where it is required."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest
import uvicorn
from fastapi import FastAPI

from corrente.stream.company import open_company
from corrente.web import pages, views
from corrente.web.app import create_app
from tests.web.fake import BUILT, FakeCompany

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CORRENTE_CHROMIUM") or which("chromium") or which("chromium-browser")
    playwright = None if path is None else _playwright()
    if path is None or playwright is None:
        reason = "chromium is not on the path" if path is None else "playwright is not installed"
        if os.environ.get("CORRENTE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"the browser suite is required, but {reason}")
        pytest.skip(f"{reason}: install Debian's chromium and the development group “browser”")
    with playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _playwright():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    return sync_playwright


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an app that has worked out all its answers."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    app.state.desk.start()
    app.state.desk.settle(120)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over the made-up company, which has answers of every kind."""
    folder: Path = tmp_path_factory.mktemp("company")
    with pytest.MonkeyPatch.context() as patch:
        for module in (pages, views):
            patch.setattr(module, "is_built", lambda question: question.id in BUILT)
        with served(create_app(lambda _progress: FakeCompany(folder), folder)) as address:
            yield address


@pytest.fixture(scope="module")
def sample_address(sample_folder: Path) -> Iterator[str]:
    """The app over the simulated company."""
    with served(create_app(lambda progress: open_company(sample_folder, progress))) as address:
        yield address
