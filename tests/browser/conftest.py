"""One browser and one server for all browser tests; a missing chromium skips, or fails where it is required."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import which

import pytest
import uvicorn
from fastapi import FastAPI

from corrente.core.words import Language
from corrente.stream.company import open_company
from corrente.web import desk, pages, views
from corrente.web.app import create_app
from tests.web.fake import BUILT, FakeCompany

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


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
        patch.setattr(desk.record, "track", lambda *_: None)
        with served(create_app(lambda _progress: FakeCompany(folder), folder)) as address:
            yield address


@pytest.fixture(scope="session")
def sample_address(sample_folder: Path) -> Iterator[str]:
    """The app over the simulated company."""
    with served(create_app(lambda progress: open_company(sample_folder, progress))) as address:
        yield address


@pytest.fixture(scope="module")
def visitor(chromium):
    """Open an address as a reader with a language, a theme and a screen; requests elsewhere are refused and noted."""
    contexts = []

    def opened(address, path, language=Language.EN, theme="light", screen=DESK, **more):
        context = chromium.new_context(locale=language.value, color_scheme=theme, viewport=screen, **more)
        contexts.append(context)
        page = context.new_page()
        page.elsewhere, page.complaints = [], []

        def route(handling):
            if handling.request.url.startswith((address, "data:")):
                handling.continue_()
            else:
                page.elsewhere.append(handling.request.url)
                handling.abort()

        page.route("**/*", route)
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor, address):
    """Open a path of the made-up company's app."""
    return partial(visitor, address)


def axe(page) -> list[str]:
    """What axe-core finds wrong with a page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    return [found.generate_report()] if found.violations_count else []


def open_details(page) -> None:
    """Unfold everything that is folded away."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def origin(page) -> str:
    """The address of the app that a page belongs to."""
    return "/".join(page.url.split("/")[:3])
