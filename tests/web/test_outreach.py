"""Landing pages in the app: begun, written, published; leads, and one person's data."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.core.outreach import Controller, LandingPage, Purpose, Slot
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase
from corrente.experiments import running
from corrente.outreach import landing, rights
from corrente.outreach.landing import PageRevision
from corrente.outreach.leads import listed
from corrente.outreach.people import person_of
from corrente.outreach.tokens import Use, read
from corrente.state.accounts import Role
from corrente.state.plans import Edit, save
from corrente.state.site_secrets import secret_of
from corrente.web.app import create_app
from tests.outreach.test_rights import ANA, BOB, fill
from tests.service.landings import fresh
from tests.web.fake import FakeCompany
from tests.web.house import light_hashes, opened


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[TestClient]:
    """The app before any answer is worked out, which these pages do not wait for."""
    store = fresh(tmp_path)
    app = create_app(lambda _progress: FakeCompany(tmp_path), tmp_path, most_megabytes=1, store=store)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client
    store.close()


def _shown(client: TestClient, path: str, language: str = "en") -> str:
    response = client.get(path, params={"lang": language})
    assert response.status_code == 200
    return html.unescape(response.text)


def _store(client: TestClient):  # type: ignore[no-untyped-def]
    return client.app.state.store  # type: ignore[attr-defined]


def _page(client: TestClient, id: str = "ebook") -> PageRevision:
    found = landing.current(_store(client), "main", id)
    assert found is not None
    return found


TYPED = {
    "language": "pt-BR", "headline": "Suporte que responde", "text": "Um.\r\n\r\nDois.", "button": "Quero",
    "offer": "O e-book", "file": "e-book.pdf", "controller": "Acme", "contact": "lgpd@acme.example", "ask_email": "yes",
    "words_email": "Podemos escrever?", "words_ads": "Podemos passar?", "asks_company": "yes", "reason": "primeira",
}  # fmt: skip


def _begin(client: TestClient, **typed: str) -> None:
    assert (
        client.post("/outreach", data={"id": "ebook"}, follow_redirects=False).headers["location"]
        == "/outreach/pages/ebook"
    )
    if typed:
        assert client.post("/outreach/pages/ebook", data={"based_on": "1", **TYPED, **typed}).status_code == 200


def test_a_page_is_begun_written_and_published(bare: TestClient, tmp_path: Path) -> None:
    (tmp_path / "offers").mkdir()
    (tmp_path / "offers" / "e-book.pdf").write_bytes(b"x")
    assert "There is no page yet." in _shown(bare, "/outreach")
    _begin(bare)
    assert "A draft: nobody can open it yet." in _shown(bare, "/outreach/pages/ebook")
    assert "e-book.pdf" in _shown(bare, "/outreach/pages/ebook")
    early = bare.post("/outreach/pages/ebook", data={"based_on": "1", "act": "publish"})
    assert early.status_code == 422
    assert "Write a headline." in early.text
    done = bare.post("/outreach/pages/ebook", data={"based_on": "1", "act": "publish", **TYPED})
    assert "open to everybody" in done.text
    found = _page(bare)
    assert (found.number, found.reason, found.page.published) == (2, "primeira", True)
    assert found.page.says == {Slot.HEADLINE: "Suporte que responde", Slot.TEXT: "Um.\n\nDois.", Slot.BUTTON: "Quero"}
    assert [(ask.purpose, ask.words) for ask in found.page.asks] == [(Purpose.EMAIL, "Podemos escrever?")]
    assert (found.page.language, found.page.offer.file, found.page.asks_company) == (Language.PT, "e-book.pdf", True)
    assert "http://127.0.0.1:8010/p/ebook" in _shown(bare, "/outreach/pages/ebook")
    listing = _shown(bare, "/outreach", "pt-BR")
    assert "Suporte que responde" in listing
    assert "publicada" in listing
    bare.post("/outreach/pages/ebook", data={"based_on": "2", "act": "withdraw", **TYPED})
    assert not _page(bare).page.published


def test_two_people_at_once_do_not_write_over_each_other(bare: TestClient) -> None:
    _begin(bare, headline="First")
    late = bare.post("/outreach/pages/ebook", data={"based_on": "1", **TYPED, "headline": "Second"})
    assert late.status_code == 422
    assert "changed in the meantime" in late.text
    assert "Second" in late.text  # what was typed is still there
    assert _page(bare).page.says[Slot.HEADLINE] == "First"
    assert bare.post("/outreach", data={"id": "ebook"}).status_code == 422


def test_addresses_that_cannot_be_served_are_refused(bare: TestClient) -> None:
    for id in ("Ebook", "../x", "a/b", "a--b", "x" * 61, "é", "<b>", "-a"):
        response = bare.post("/outreach", data={"id": id})
        assert response.status_code == 422
        assert "small letters" in response.text
    assert landing.listed(_store(bare), "main") == ()


def test_the_preview_shows_each_variant_as_visitors_see_it(bare: TestClient) -> None:
    variants = (Variant("a"), Variant("b", payload={"headline": "Half <the> wait"}))
    test = Test("ebook-page", "E-book", variants, Metric("leads", Measure.CONVERSIONS, "Lead Captured"))
    running.create(_store(bare), test, running.Act("me"))
    _begin(bare, test="ebook-page", headline="Support <b>that</b> answers")
    shown = bare.get("/outreach/pages/ebook/preview").text
    assert "Support &lt;b&gt;that&lt;/b&gt; answers" in shown
    assert '<html lang="pt-BR">' in shown
    assert "Half &lt;the&gt; wait" in bare.get("/outreach/pages/ebook/preview?variant=b").text
    assert bare.get("/outreach/page.css").headers["content-type"].startswith("text/css")
    assert "/tests/ebook-page" in _shown(bare, "/outreach/pages/ebook")
    assert bare.get("/outreach/pages/none/preview").status_code == 404


def test_a_page_from_a_campaign_takes_what_the_plan_says(bare: TestClient) -> None:
    title = Phrase("Support e-book on LinkedIn", "E-book de suporte no LinkedIn")
    says = {"channel": "linkedin", "offer": "The support e-book", "message": "Answers in two hours"}
    item = Item("campaign.linkedin", ItemKind.CAMPAIGN, title, title, says)
    save(_store(bare), "plan", {item.id: Edit(item)}, author="me", reason="")
    assert re.findall(r'<option value="(campaign[^"]+)"', _shown(bare, "/outreach")) == [item.id]
    bare.post("/outreach", data={"item": item.id})
    found = _page(bare, "campaign-linkedin").page
    assert (found.plan, found.item, found.offer.title) == ("plan", item.id, "The support e-book")
    assert found.says[Slot.HEADLINE] == "The support e-book"
    assert found.says[Slot.TEXT] == "Answers in two hours"
    assert {ask.purpose for ask in found.asks} == set(Purpose)


def test_leads_are_shown_and_downloaded(bare: TestClient) -> None:
    _begin(bare)
    assert "outreach_" not in _shown(bare, "/outreach/leads", "pt-BR")
    fill(_store(bare), ANA)
    fill(_store(bare), '=cmd|"/c calc"@evil.example')
    shown = bare.get("/outreach/leads", params={"lang": "pt-BR"}).text
    assert ANA in shown
    file = bare.get("/outreach/leads.csv")
    assert file.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    assert ANA in file.text
    assert not re.search(r"(^|,)=cmd", file.text, re.MULTILINE)  # a spreadsheet runs nothing
    assert bare.get("/outreach/leads?page=none").text.count(ANA) == 0


def test_one_person_s_data_are_shown_handed_out_and_erased(bare: TestClient, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(f"customer_id,email,created_at\n1,{ANA},2026-01-01\n")
    store = _store(bare)
    fill(store, ANA)
    fill(store, BOB)
    shown = bare.post("/outreach/person", data={"person": ANA})
    assert shown.status_code == 200
    assert "customers.csv" in shown.text
    assert "outreach_" not in shown.text
    link = re.search(r"http://127.0.0.1:8010/choices/([^<]+)", shown.text)
    assert link is not None
    secret = secret_of(store, "main")
    assert read(secret, Use.CHOICES_OF_PERSON, link.group(1), 0) == (person_of(secret, ANA),)
    with zipfile.ZipFile(io.BytesIO(bare.post("/outreach/person/export", data={"person": ANA}).content)) as archive:
        assert json.loads(archive.read("person.json"))["held"]["leads"][0]["email"] == ANA
    after = bare.post("/outreach/person/forget", data={"person": ANA})
    assert "The person is forgotten." in after.text
    assert "leads" not in rights.held(store, ANA)
    assert [lead.email for lead in listed(store, "main")] == [BOB]
    assert (tmp_path / ".corrente" / "forgotten").is_file()
    assert "person forgotten" in bare.get("/settings/accounts?lang=en").text
    nobody = bare.post("/outreach/person", data={"person": "x@y.zz"})
    assert "x@y.zz" in nobody.text


def test_readers_see_pages_and_no_person(tmp_path: Path) -> None:
    with light_hashes(), opened(tmp_path) as house:
        draft = LandingPage("x", Language.EN, {}, Controller("", ""))
        landing.save(house.store, "main", draft, author="a")
        assert house.ask("GET", "/outreach", Role.READER).status_code == 200
        shown = house.ask("GET", "/outreach/pages/x", Role.READER)
        assert 'name="act"' not in shown.text
        assert "disabled" in shown.text
        assert house.ask("POST", "/outreach/pages/x", Role.READER).status_code == 403
        assert house.ask("GET", "/outreach/leads", Role.READER).status_code == 403
        assert house.ask("POST", "/outreach/person", Role.READER, data={"person": ANA}).status_code == 403
        assert house.ask("POST", "/outreach/person", Role.EDITOR, data={"person": ANA}).status_code == 200
        assert house.ask("POST", "/outreach/person/forget", Role.EDITOR, data={"person": ANA}).status_code == 403
