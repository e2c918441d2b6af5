"""Landing pages as the service serves them: by the tests that run, whatever happens to the store, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.core.outreach import Offer, Retention
from corrente.experiments import running
from corrente.outreach import landing, leads
from corrente.outreach.downloads import offers_of
from corrente.outreach.forms import one_line
from corrente.outreach.retention import Keeper
from corrente.service.app import create_service
from corrente.service.pages import Pages
from corrente.state import test_tables
from corrente.state.failures import StateError
from corrente.state.store import State
from tests.service.landings import BROWSER, TYPED, a_page, fields_of, fresh

TEST = Test(
    "ebook-page", "E-book", (Variant("a"), Variant("b", payload={"headline": "Half the wait"})),
    Metric("leads", Measure.CONVERSIONS, "Lead Captured"),
)  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = fresh(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def client(tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("corrente.service.landing_form.FASTEST_MS", 0)
    (tmp_path / "offers").mkdir()
    (tmp_path / "offers" / "e-book.pdf").write_bytes(b"x")
    running.create(state, TEST, running.Act("me"))
    running.start(state, TEST.id, running.Act("me"))
    landing.save(state, "main", a_page(offer=Offer("E-book", "e-book.pdf")), author="me")
    with TestClient(create_service(state, pages=Pages(tmp_path))) as opened:
        opened.headers.update(BROWSER)
        yield opened


def _exposures(state: State) -> list[tuple[str, str, str]]:
    x = test_tables.exposures.c
    with state.reading() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(select(x.unit, x.arm, x.decision))]


def test_each_look_is_decided_and_each_lead_is_of_its_look(client: TestClient, state: State) -> None:
    shown = [client.get("/p/ebook").text for _ in range(30)]
    arms = {unit: (arm, decision) for unit, arm, decision in _exposures(state)}
    assert len(arms) == 30
    assert {arm for arm, _ in arms.values()} == {"a", "b"}  # the chance of only one is 2 in a billion
    assert sum("Half the wait" in page for page in shown) == sum(arm == "b" for arm, _ in arms.values())
    assert client.post("/p/ebook", data={**fields_of(shown[0]), **TYPED}, follow_redirects=False).status_code == 303
    (lead,) = leads.listed(state, "main")
    assert (lead.variant, lead.decision) == arms[lead.unit]
    assert ("Half the wait" in shown[0]) == (lead.variant == "b")


def test_the_page_always_shows_a_variant(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/p/ebook").status_code == 200

    def gone(*_: object, **__: object) -> None:
        raise StateError("gone")  # type: ignore[arg-type]

    monkeypatch.setattr(landing, "current", gone)
    monkeypatch.setattr("corrente.service.landing_house.FRESH_SECONDS", -1.0)
    monkeypatch.setattr("corrente.service.batching.store", gone)
    for _ in range(3):
        shown = client.get("/p/ebook")
        assert shown.status_code == 200
        assert "Support that answers" in shown.text
    monkeypatch.setattr(leads, "take", gone)
    response = client.post("/p/ebook", data={**fields_of(shown.text), **TYPED})
    assert response.status_code == 503
    assert "Ana Souza" in response.text


def test_a_test_that_is_not_there_or_has_stopped_shows_the_page_as_it_is(client: TestClient, state: State) -> None:
    landing.save(state, "main", a_page(id="other", test="none"), author="me")
    assert "Support that answers" in client.get("/p/other").text


def test_a_network_is_slowed_down(client: TestClient) -> None:
    codes = [client.post("/p/ebook", data={"form": ""}).status_code for _ in range(25)]
    assert codes[0] == 422
    assert codes[-1] == 429
    assert client.get("/p/ebook").status_code == 200


def test_paths_that_nobody_made_are_refused(client: TestClient) -> None:
    paths = (
        "/p/%00", "/p/..%2f..%2fstate.sqlite", "/p/" + "x" * 5000, "/p/%ff", "/p/ebook/thanks/%00",
        "/p/ebook/file/..%2f..", "/pictures/%00.png", "/pictures/..%2f..%2fe-book.png", "/choices/%00",
        "/choices/" + "x" * 5000,
    )  # fmt: skip
    assert {path: code for path in paths if (code := client.get(path).status_code) not in (404, 410)} == {}


def test_what_no_database_can_store_is_left_out(client: TestClient, state: State) -> None:
    shown = client.get(
        "/p/ebook?utm_source=a%00b&utm_id=%ed%a0%80&utm_term=" + "x" * 5000, headers={"referer": "http://[x/"}
    )
    typed = {**TYPED, "name": "Ana\x00\ud800\r\nBcc: x".encode("utf-8", "surrogatepass")}
    assert client.post("/p/ebook", data={**fields_of(shown.text), **typed}, follow_redirects=False).status_code == 303
    (lead,) = leads.listed(state, "main")
    assert lead.utm.source == "a b"
    assert len(lead.utm.term) == 200
    assert "\n" not in lead.name + lead.utm.id


def test_one_line_is_one_line() -> None:
    assert one_line(" a\r\nb\u2028c\x00\td ") == "a b c d"


def test_only_files_of_the_folder_are_offered(tmp_path: Path) -> None:
    assert offers_of(tmp_path) == {}
    home = tmp_path / "offers"
    home.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"s")
    (home / "a.pdf").write_bytes(b"a")
    (home / ".hidden").write_bytes(b"h")
    (home / "inner").mkdir()
    (home / "inner" / "b.pdf").write_bytes(b"b")
    (home / "out.pdf").symlink_to(tmp_path / "secret.pdf")
    assert offers_of(tmp_path) == {"a.pdf": home / "a.pdf"}


def test_the_daily_run_erases_what_is_over_its_time(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    done = Event()
    seen: list[Retention] = []

    def expire(_state: State, limits: Retention) -> None:
        seen.append(limits)
        done.set()
        raise StateError("full")  # type: ignore[arg-type] # and the thread goes on all the same

    monkeypatch.setattr("corrente.outreach.retention.expire", expire)
    keeper = Keeper(lambda: state, Retention(leads=3), first_seconds=0)
    keeper.start()
    assert done.wait(5)
    keeper.end()
    assert seen == [Retention(leads=3)]
