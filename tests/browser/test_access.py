"""Logging in with a real browser, which says by itself where its requests come from."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from corrente.core.words import Language
from corrente.state.accounts import Role, open_account
from corrente.state.store import open_state
from corrente.web.app import create_app
from corrente.web.guard import Listening
from tests.browser.conftest import DESK, PHONE
from tests.web.fake import FakeCompany
from tests.web.house import PASSWORD, light_hashes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("team")
    with light_hashes():
        store = open_state(folder / "state.sqlite")
        open_account(store, "ana@example.com", PASSWORD, Role.OWNER, Language.PT)
        listening = Listening(names=frozenset({"localhost"}))
        app = create_app(lambda _progress: FakeCompany(folder), folder, store=store, listening=listening)
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        store.close()


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [one["id"] for one in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_a_person_logs_in_manages_accounts_and_logs_out(chromium, address: str, viewport, scheme: str) -> None:
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, locale="en", java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{address}/settings/accounts")
    assert violations(page) == []
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    assert "is not right" in page.get_by_role("alert").inner_text()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/settings/accounts")
    assert page.locator("html").get_attribute("lang") == "pt-BR"  # the account's language
    new = f"{scheme}@example.com"
    form = page.locator("form.fields")
    form.get_by_label("E-mail").fill(new)
    form.get_by_label("Primeira senha").fill(PASSWORD)
    form.get_by_role("button").click()
    assert new in page.locator(".accounts").inner_text()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.goto(f"{address}/settings")
    assert violations(page) == []
    page.get_by_role("button", name="Sair", exact=True).click()
    page.goto(f"{address}/settings")
    assert "/login?next=" in page.url
    context.close()


def test_another_site_cannot_post(chromium, address: str) -> None:
    page = chromium.new_page()
    page.set_content(
        f"<form method=post action='{address}/login'><input name=email value=x><button>win</button></form>"
    )
    with page.expect_navigation() as gone:
        page.get_by_role("button").click()
    assert gone.value.status == 403
    assert "The request came from another site." in page.inner_text("main")
    page.close()
