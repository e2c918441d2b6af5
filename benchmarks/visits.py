"""Somebody in chromium who opens a page with the script again and again, and looks whether a variant is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from shutil import which

LIMIT_MS, PATIENCE_MS = 800, 200
"""The script's own limit; and what the browser may need beyond it."""

_PAGE = """<!doctype html><title>Visits</title>
<style>@keyframes corrente {{ 0%, 100% {{ visibility: hidden }} }}
[data-corrente-test]:not([data-corrente-shown]) {{ animation: corrente 800ms }}</style>
<script src="{address}/corrente.js?{visit}" data-key="{key}" data-before-consent="measure" async></script>
<main data-corrente-test="{test}"><h1 data-corrente-variant="a">a</h1>
<h1 data-corrente-variant="b" hidden>b</h1><h1 data-corrente-variant="c" hidden>c</h1></main>"""
_SEEN = "[...document.querySelectorAll('h1')].filter(one => one.checkVisibility({visibilityProperty: true})).length"


@dataclass(frozen=True)
class Visits:
    """How many page views there were, in how many exactly one variant was seen in time, and the script's errors.

    ``decided`` are those in which the service had decided; ``slowest`` is the longest until something was seen, in ms.
    """

    views: int = 0
    seen: int = 0
    decided: int = 0
    errors: int = 0
    slowest: float = 0.0


@contextmanager
def visiting(address: str, key: str, test: str) -> Iterator[list[Visits]]:
    """Visits for as long as this lasts; the list holds them afterwards. None where there is no chromium."""
    context, found = get_context("spawn"), list[Visits]()
    ours, theirs = context.Pipe()
    browser = context.Process(target=_visit, args=(theirs, address, key, test))
    browser.start()
    theirs.close()  # so that its end is noticed
    ours.recv()
    yield found
    ours.send("enough")
    found.append(ours.recv())
    browser.join()


def _visit(pipe: Connection, address: str, key: str, test: str) -> None:
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import ARGUMENTS
    from tests.browser.shop import shop

    path = which("chromium")
    with sync_playwright() as playwright, shop() as site:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        pipe.send("ready")
        counts = Visits()
        while not pipe.poll():
            page = browser.new_page()
            errors: list[object] = []
            page.on("pageerror", lambda error, errors=errors: errors.append(error))
            site.pages = {"/": _PAGE.format(address=address, key=key, test=test, visit=counts.views)}
            counts = _counted(counts, page, site.address, errors)
            page.close()
        pipe.send(counts)
        browser.close()


def _counted(before: Visits, page, address: str, errors: list[object]) -> Visits:  # type: ignore[no-untyped-def]
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    seen = 0
    while seen != 1 and (time.monotonic() - began) * 1000 < LIMIT_MS + PATIENCE_MS:
        seen = page.evaluate(_SEEN)
    took = (time.monotonic() - began) * 1000
    page.wait_for_timeout(50)
    seen = page.evaluate(_SEEN)
    decided = page.evaluate("document.querySelector('main')?.dataset.correnteShown || ''") != ""
    return Visits(
        before.views + 1, before.seen + (seen == 1), before.decided + decided, before.errors + len(errors),
        max(before.slowest, took),
    )  # fmt: skip
