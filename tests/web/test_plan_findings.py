"""The plan's pages after a test was stopped: what it showed stands on its item and on what rests on that."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from corrente.state import findings, test_tables
from corrente.stream import planning
from tests.stream.plan.answers import aurora
from tests.stream.test_findings import finding
from tests.web.test_plan_pages import app  # noqa: F401 - a fixture


@pytest.fixture
def found(app: TestClient) -> TestClient:  # noqa: F811
    store = app.app.state.store  # type: ignore[attr-defined]
    with store.writing() as connection:
        row = {"site": "main", "test": "page", "revision": 0, "policy": 0}
        connection.execute(test_tables.tests.insert().values(row))
        findings.add(connection, "main", finding())
    planning.refresh(store, planning.standing(store), aurora())
    return app


def test_it_stands_on_the_item_and_on_what_rests_on_it(found: TestClient) -> None:
    for language, said in (("en", "12% (5.5% to 18%)"), ("pt-BR", "12% (5,5% a 18%)")):
        addresses = ("/plan/items/campaign.email", "/plan/items/test.email")
        shown = [found.get(address, headers={"Accept-Language": language}).text for address in addresses]
        pages = [html.unescape(re.sub(r"<[^>]+>", "", page)) for page in shown]
        assert all(said in page for page in pages)
        assert "“Short form” (E-book page)" in pages[0]
    assert 'href="/tests/page"' in found.get("/plan/items/campaign.email").text
    assert found.get("/plan/downstream").status_code == 200
    assert found.get("/plan/history").status_code == 200
