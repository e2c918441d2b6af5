"""The pictures of the documentation, taken from the app over the sample company in both languages.

    corrente demo --no-serve && python docs/images/make.py corrente-demo

Needs chromium and the development group “browser”. The folder's own plan is not touched.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import uvicorn
from playwright.sync_api import sync_playwright

from corrente.core.words import Language
from corrente.stream.company import open_company
from corrente.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1280, 800
MARGIN = 12
REASONS = {Language.EN: "The board wants the mid market", Language.PT: "A diretoria quer o mercado médio"}
SHOTS = {
    "stream": ("/", "header.top", "svg.stream.desk"),
    "plan": ("/plan", ".six", "article#price"),
    "campaigns": ("/plan/downstream", ".pictures", ".pictures"),
    "forecast": ("/plan/scenarios", ".picture", "#side ~ .scroll"),
}
"""By name: the page, and the first and the last thing on it that is shown."""
MARKED = ("/plan", "article#segment", "article#buyers")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the app over a company, when everything is worked out; its plan is kept nowhere."""
    app = create_app(lambda progress: open_company(folder, progress))
    app.state.desk.start()
    app.state.desk.settle(600)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def take(page: Page, path: Path, first: str, last: str) -> None:
    """A picture of the page from the top of ``first`` to the bottom of ``last``, over its whole width."""
    above, below = (page.locator(part).first.bounding_box() for part in (first, last))
    if above is None or below is None:
        raise LookupError(f"{page.url} does not show {first} and {last}")
    top = max(above["y"] - MARGIN, 0)
    clip = {"x": 0, "y": top, "width": WIDTH, "height": below["y"] + below["height"] + MARGIN - top}
    page.screenshot(path=path, clip=clip, full_page=True)  # type: ignore[arg-type]


def decide_otherwise(page: Page, home: str, why: str) -> None:
    """Choose the mid market, so that everything that rests on the segment is marked."""
    page.goto(f"{home}/plan/items/segment")
    page.locator("label.option", has_text="mid").click()
    page.locator("form.entry [name=reason]").fill(why)
    page.locator("form.entry button").click()
    page.locator(".above .badge").first.wait_for()


def undo(page: Page, home: str) -> None:
    """Take the last change back."""
    page.goto(f"{home}/plan/history")
    page.locator("table.history tbody button").first.click()
    page.wait_for_load_state()


def main(folder: Path) -> None:
    """Take all pictures."""
    with served(folder) as home, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for language in Language:
            ending = "" if language is Language.EN else "-pt"
            page = browser.new_page(locale=language.value, viewport={"width": WIDTH, "height": HEIGHT})
            for name, (path, *between) in SHOTS.items():
                page.goto(home + path)
                take(page, HERE / f"{name}{ending}.png", *between)
            decide_otherwise(page, home, REASONS[language])
            page.goto(home + MARKED[0])
            take(page, HERE / f"marks{ending}.png", *MARKED[1:])
            undo(page, home)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
