"""E-mail campaigns in the app: written, looked at, tried out, sent by a real SMTP server, and followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.core.mailing import CLICKED, MailPhase
from corrente.core.words import Language
from corrente.outreach.mail import campaign, kept
from corrente.state.accounts import Role
from corrente.web import mail_forms
from corrente.web.app import create_app
from tests.outreach.mail.mailings import SITE, a_list, a_mailing
from tests.outreach.mail.post_office import PostOffice, post_office
from tests.web.fake import FakeCompany
from tests.web.house import OWN, House, light_hashes, opened

PAGE = "/outreach/mailings/spring"
TYPED = {
    "name": "Spring", "language": "en", "item": "", "subject": "Hi {first_name|there}", "preview": "It is here",
    "text": "# Hello\n\n[Read it](https://acme.example/book)", "b_subject": "<b>Half</b> the wait",
    "judged_by": CLICKED, "recipients": "file", "proof": "Signed up at the fair, forms in the archive",
    "from_name": "Ana", "from_email": "ana@acme.example", "company": "Acme Ltd", "postal": "1 High St, York",
    "contact": "privacy@acme.example", "per_minute": "100000", "per_domain": "100000",
}  # fmt: skip


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    with post_office() as found:
        monkeypatch.setenv("CORRENTE_SMTP", f"smtp://127.0.0.1:{found.port}")
        monkeypatch.setenv("CORRENTE_PUBLIC_URL", "https://go.acme.example")
        yield found


def post(client: TestClient, path: str, **data: str):  # type: ignore[no-untyped-def]
    return client.post(path, data=data, follow_redirects=False)


def drafted(client: TestClient, **typed: str) -> None:
    assert post(client, "/outreach/mailings", name="Spring").headers["location"] == PAGE
    assert post(client, PAGE, **{**TYPED, **typed}).headers["location"] == f"{PAGE}?done=saved"


def test_from_an_empty_page_to_messages_that_were_sent(client: TestClient, office: PostOffice) -> None:
    assert "Nothing was sent yet." in client.get("/outreach/mailings?lang=en").text
    drafted(client)
    list_file = {"file": ("people.csv", a_list(3), "text/csv")}
    assert client.post(f"{PAGE}/list", files=list_file, follow_redirects=False).status_code == 303
    page = client.get(f"{PAGE}?lang=en").text
    assert "3 people would get it now." in page
    assert "<strong>Hi Ana</strong>" in page
    assert "&lt;b&gt;Half&lt;/b&gt; the wait" in page
    assert "utm_content=b" in page
    assert post(client, f"{PAGE}/trial", email="me@acme.example", variant="b").status_code == 303
    assert (office.envelopes[0][1], office.taken[0]["Subject"]) == ("me@acme.example", "<b>Half</b> the wait")
    assert post(client, f"{PAGE}/start").headers["location"] == f"{PAGE}?done=sending"
    client.app.state.mailers.settle(20)
    assert len(office.envelopes) == 4
    page = client.get(f"{PAGE}?lang=en").text
    assert "Sent to 3 of 3 people." in page
    assert 'href="/tests/mail-spring"' in page
    assert client.get(f"{PAGE}/live").status_code == 200
    assert client.get("/tests/mail-spring").status_code == 200
    assert "Enviado a 3 de 3 pessoas." in client.get(f"{PAGE}?lang=pt-BR").text
    assert "Spring" in client.get("/outreach/mailings").text


def test_pausing_going_on_and_cancelling(client: TestClient, office: PostOffice) -> None:
    drafted(client, per_minute="600")
    store = client.app.state.store
    campaign.bring(store, SITE, "spring", a_list(50))
    post(client, f"{PAGE}/start")
    assert post(client, f"{PAGE}/pause").status_code == 303
    client.app.state.mailers.settle(20)
    page = client.get(f"{PAGE}?lang=en").text
    assert "Paused at" in page
    assert f"{PAGE}/resume" in page
    assert post(client, f"{PAGE}/resume").status_code == 303
    assert kept.find(store, SITE, "spring").phase is MailPhase.SENDING
    assert post(client, f"{PAGE}/cancel").status_code == 303
    client.app.state.mailers.settle(20)
    assert "Cancelled after" in client.get(f"{PAGE}?lang=en").text
    answer = post(client, f"{PAGE}/resume")
    assert (answer.status_code, "cannot become" in answer.text) == (422, True)
    assert len(office.envelopes) < 50


def test_what_was_on_its_way_goes_on_when_the_app_starts_again(tmp_path: Path, office: PostOffice) -> None:
    app = create_app(lambda _progress: FakeCompany(tmp_path), tmp_path, most_megabytes=1)
    kept.save(app.state.store, SITE, a_mailing(others=()), "ana")
    campaign.bring(app.state.store, SITE, "spring", a_list(2))
    campaign.start(app.state.store, SITE, "spring", "ana")
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.app.state.mailers.settle(20)
    assert len(office.envelopes) == 2


def test_what_nobody_knows_of_is_shown_and_decided(client: TestClient, office: PostOffice) -> None:
    from sqlalchemy import update

    from corrente.state.mail_tables import deliveries

    drafted(client)
    store = client.app.state.store
    campaign.bring(store, SITE, "spring", a_list(2))
    post(client, f"{PAGE}/start")
    client.app.state.mailers.settle(20)
    with store.writing() as connection:
        connection.execute(update(deliveries).where(deliveries.c.email == "p0@d0.example").values(status="unknown"))
    page = client.get(f"{PAGE}?lang=en").text
    assert "Perhaps sent: 1" in page
    assert "p0@d0.example" in page
    assert post(client, f"{PAGE}/unknown", act="again").status_code == 303
    client.app.state.mailers.settle(20)
    assert office.by_person == {"p0@d0.example": 2, "p1@d1.example": 1}


WRONG = (
    ("", {**TYPED, "per_minute": "many"}, "no number"),
    ("", {**TYPED, "least_score": "140"}, "no number"),
    ("/start", {}, "Nobody would get"),
    ("/trial", {"email": "nobody"}, "no e-mail address"),
    ("/pause", {}, "cannot become"),
    ("/resume", {}, "not started yet"),
)


def test_what_cannot_be_done_is_said_on_the_page(client: TestClient, office: PostOffice) -> None:
    drafted(client)
    for path, data, said in WRONG:
        answer = client.post(PAGE + path + "?lang=en", data=data)
        assert answer.status_code == 422
        assert said in answer.text[answer.text.index('role="alert"') :]
    assert office.envelopes == []


def test_without_a_mail_server_nothing_starts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORRENTE_SMTP", raising=False)
    drafted(client)
    campaign.bring(client.app.state.store, SITE, "spring", a_list(2))
    answer = client.post(f"{PAGE}/start?lang=en")
    assert (answer.status_code, "No mail server is named." in answer.text) == (422, True)
    assert kept.find(client.app.state.store, SITE, "spring").phase is MailPhase.DRAFT


def test_a_text_that_cannot_be_sent_is_said_before_it_is(client: TestClient, office: PostOffice) -> None:
    drafted(client, text="Hello {first_name}")
    campaign.bring(client.app.state.store, SITE, "spring", a_list(2))
    assert "as soon as subject and text are written" in client.get(f"{PAGE}?lang=en").text
    answer = client.post(f"{PAGE}/start?lang=en")
    assert (answer.status_code, "first_name" in answer.text) == (422, True)
    assert office.envelopes == []


def test_readers_see_no_addresses_and_change_nothing(tmp_path: Path) -> None:
    with light_hashes(), opened(tmp_path) as house:
        kept.save(house.store, SITE, a_mailing(), "ana")
        page = house.ask("GET", f"{PAGE}?lang=en", Role.READER)
        assert page.status_code == 200
        assert "<form" not in page.text[page.text.index("<main") :]
        for path in ("", "/start", "/pause", "/list", "/trial", "/unknown"):
            assert house.ask("POST", PAGE + path, Role.READER).status_code == 403
        assert _another_site(house) == 403
        assert house.ask("GET", "/outreach/mailings/nowhere", Role.READER).status_code == 404


def _another_site(house: House) -> int:
    """A form that another site's page posts in an editor's name."""
    headers = {"origin": "https://evil.example"}
    return house.ask("POST", f"{PAGE}/start", Role.EDITOR, headers={**OWN, **headers}).status_code


def test_the_form_says_what_was_typed_again() -> None:
    mailing = a_mailing()
    assert mail_forms.mailing_of(mail_forms.entered(mailing), mailing).others[0].payload == mailing.others[0].payload
    assert mail_forms.mailing_of(mail_forms.entered(mailing), mailing).sender == mailing.sender
    blank = mail_forms.blank("x", "X", "Acme", Language.PT, mailing)
    assert (blank.sender, blank.says) == (mailing.sender, {})
    assert [mail_forms.id_of(name) for name in ("Primavera é já!", "???", "x" * 99)] == [
        "primavera-e-ja",
        "mailing",
        "x" * 45,
    ]
