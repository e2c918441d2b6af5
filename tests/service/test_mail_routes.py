"""The links in a message: clicks, one click to end it, and news of providers, in the running service's routes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from corrente.core.experiment import Phase
from corrente.core.mailing import MailPhase, Pace
from corrente.experiments import kept as tests
from corrente.outreach.mail import campaign, hooks, kept
from corrente.outreach.mail.doors import Doors
from corrente.service import mail_work, public
from corrente.service.app import create_service
from corrente.service.mail_routes import MailHouse, routes
from corrente.service.pages import Pages
from corrente.state import mail_tables, test_tables
from corrente.state.site_secrets import secret_of
from corrente.state.store import State, open_state
from tests.outreach.mail.mailings import BASE, SITE, a_list, a_mailing
from tests.outreach.mail.post_office import PostOffice, post_office
from tests.outreach.mail.test_bounces import arf, dsn
from tests.state.conftest import Clock

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Site:
    """A service whose mailing has been sent to four people, by its own worker, server and test."""

    def __init__(self, state: State, office: PostOffice, client: TestClient) -> None:
        self.state, self.office, self.client = state, office, client

    def get(self, url: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.client.get(url.removeprefix(BASE), headers={**BROWSER, **headers}, follow_redirects=False)

    def message(self, email: str):  # type: ignore[no-untyped-def]
        return next(one for one in self.office.taken if one["To"] == email)

    def link(self, email: str, kind: str = "c") -> str:
        text = self.message(email).get_body(("plain",)).get_content()
        return str(re.findall(rf"{BASE}/{kind}/\S+", text)[0].rstrip(","))

    def events(self, *names: str) -> list[dict[str, str]]:
        e = test_tables.events.c
        with self.state.reading() as connection:
            asked = select(e.name, e.unit, e.decision, e.properties).order_by(e.at_ms)
            return [
                {**row, **json.loads(row["properties"])}
                for row in connection.execute(asked).mappings()
                if row["name"] in names
            ]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    state = open_state(tmp_path / "state.sqlite", Clock())
    app = FastAPI()
    app.include_router(routes(MailHouse(lambda: state, SITE)))
    app.include_router(public.router)
    with post_office() as office, TestClient(app, base_url=BASE) as client:
        mailing = a_mailing(pace=Pace(1_000_000, 1_000_000))
        kept.save(state, SITE, mailing, "ana")
        campaign.bring(state, SITE, "spring", a_list(4))
        assert mail_work.start(state, SITE, mailing, "ana") == 4
        environment = {"CORRENTE_SMTP": f"smtp://127.0.0.1:{office.port}", "CORRENTE_PUBLIC_URL": BASE}
        worker = mail_work.worker(state, SITE, environment, lambda _seconds: True)
        assert worker.send("spring") is MailPhase.DONE
        yield Site(state, office, client)
    state.close()


def test_versions_are_decided_and_noted_with_their_probability(site: Site) -> None:
    assert tests.current(site.state, "mail-spring").body.phase is Phase.RUNNING
    x, d = test_tables.exposures.c, mail_tables.deliveries.c
    with site.state.reading() as connection:
        exposed = {
            row.unit: row for row in connection.execute(select(test_tables.exposures).where(x.test == "mail-spring"))
        }
        sent = list(connection.execute(select(d.unit, d.variant, d.decision)))
    assert len(exposed) == len(sent) == 4
    for row in sent:
        assert (exposed[row.unit].arm, exposed[row.unit].decision) == (row.variant, row.decision)
        assert exposed[row.unit].probability == 0.5
    delivered = site.events("Email Delivered")
    assert {(event["unit"], event["variation_id"]) for event in delivered} == {(row.unit, row.variant) for row in sent}


def test_a_click_leads_on_and_is_noted_once_a_minute(site: Site) -> None:
    link = site.link("p0@d0.example")
    answer = site.get(link)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://acme.example/book?a=1&utm_source=email&utm_medium=email")
    assert answer.headers["location"].endswith("&utm_id=campaign.email#top")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    site.get(link)
    (event,) = site.events("Email Link Clicked")
    assert (event["email_id"], event["link_url"]) == ("spring", "https://acme.example/book?a=1#top")
    assert event["decision"] == event["decision_id"]
    site.state.clock.move(seconds=90)  # type: ignore[attr-defined]
    site.get(link)
    assert len(site.events("Email Link Clicked")) == 2
    assert campaign.counts(site.state, SITE, "spring")[0].clicked == 1  # people


def test_robots_and_looks_ahead_are_no_clicks(site: Site) -> None:
    path = site.link("p0@d0.example").removeprefix(BASE)
    assert site.client.head(path, headers=BROWSER, follow_redirects=False).status_code == 302
    assert site.get(path, **{"sec-purpose": "prefetch"}).status_code == 302
    for agent in ("Googlebot/2.1", "python-requests/2", "Slackbot-LinkExpanding"):
        assert site.get(path, **{"user-agent": agent}).status_code == 302
    assert site.events("Email Link Clicked") == []


def test_there_is_no_open_redirect(site: Site) -> None:
    link = site.link("p0@d0.example")
    for path in (
        link.replace(".0.", ".1."), link[:-1], f"{BASE}/c/x", f"{BASE}/c/https://evil.example",
        f"{BASE}/c/" + "x" * 5_000, f"{BASE}/c/%0d%0aLocation:%20https://evil.example", link + "?to=https://evil.example",
    ):  # fmt: skip
        answer = site.get(path)
        assert "evil" not in answer.headers.get("location", "")
        assert answer.status_code == (302 if "?to=" in path else 404), path


def test_one_click_ends_it(site: Site) -> None:
    """As a mail program does it: the address of the header, posted to, with the header's body (RFC 8058)."""
    message = site.message("p1@d1.example")
    address = message["List-Unsubscribe"].strip().strip("<>")
    key, _, value = message["List-Unsubscribe-Post"].partition("=")
    for _ in range(2):  # some post twice
        answer = site.client.post(address.removeprefix(BASE), data={key: value})
        assert (answer.status_code, answer.history) == (200, [])
    assert len(site.events("Unsubscribed")) == 1
    kept.save(site.state, SITE, a_mailing(id="summer", others=()), "ana")
    campaign.bring(site.state, SITE, "summer", a_list(4))
    mail_work.start(site.state, SITE, kept.find(site.state, SITE, "summer").mailing, "ana")
    environment = {"CORRENTE_SMTP": f"smtp://127.0.0.1:{site.office.port}", "CORRENTE_PUBLIC_URL": BASE}
    mail_work.worker(site.state, SITE, environment, lambda _seconds: True).send("summer")
    assert site.office.by_person["p1@d1.example"] == 1
    assert site.office.by_person["p0@d0.example"] == 2


def test_looking_asks_before_it_ends_anything(site: Site) -> None:
    link = site.link("p2@d2.example", "u")
    page = site.get(link)
    assert page.status_code == 200
    assert "Stop receiving e-mail?" in page.text
    assert "Acme Ltd will write to you no more." in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert site.client.head(link.removeprefix(BASE)).status_code == 200
    assert site.events("Unsubscribed") == []  # scanners follow links
    done = site.client.post(link.removeprefix(BASE), data={"act": "stop"})
    assert "You will get no more e-mail." in done.text
    assert len(site.events("Unsubscribed")) == 1
    for wrong in (f"{BASE}/u/x", link[:-1], site.link("p2@d2.example").replace("/c/", "/u/")):
        assert site.get(wrong).status_code == 404
        assert site.client.post(wrong.removeprefix(BASE)).status_code == 404


def post_signed(site: Site, path: str, body: bytes, **wrong: str):  # type: ignore[no-untyped-def]
    now = int(site.state.clock().timestamp())
    key = hooks.hook_key(secret_of(site.state, SITE), SITE)
    signed = {"webhook-id": "m1", "webhook-timestamp": str(now), "webhook-signature": hooks.sign(key, "m1", now, body)}
    return site.client.post(path, content=body, headers={**signed, **wrong})


def test_providers_news_are_noted_once_however_often_they_come(site: Site) -> None:
    id = site.message("p0@d0.example")["Message-ID"]
    body = json.dumps([{"event": "bounce", "type": "bounce", "status": "5.1.1", "smtp-id": id}]).encode()
    for _ in range(3):
        assert post_signed(site, "/v1/mail/hooks", body).json() == {"noted": 1}
    token = site.message("p1@d1.example")["Message-ID"].strip("<>").partition("@")[0]
    for raw in (arf(token), dsn(token), b"Subject: hello\r\n\r\n"):
        assert post_signed(site, "/v1/mail/reports", raw).status_code == 200
    assert len(site.events("Email Bounced")) == 2
    assert len(site.events("Email Marked as Spam")) == 1


def test_news_that_are_unsigned_too_large_or_broken_are_refused(site: Site) -> None:
    assert site.client.post("/v1/mail/hooks", content=b"[]").status_code == 401
    assert post_signed(site, "/v1/mail/hooks", b"[]", **{"webhook-id": "m2"}).status_code == 401
    assert post_signed(site, "/v1/mail/hooks", b"{").status_code == 422
    assert post_signed(site, "/v1/mail/hooks", b"[" * 200_000).status_code == 422
    assert post_signed(site, "/v1/mail/hooks", b"x" * 1_000_001).status_code == 413
    assert post_signed(site, "/v1/mail/hooks", b"[]").json() == {"noted": 0}


def test_who_asks_too_often_waits() -> None:
    app = FastAPI()
    app.include_router(routes(MailHouse(lambda: pytest.fail("the store was asked"), SITE, wait=lambda _address: 7.2)))
    answer = TestClient(app).get("/c/x")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_forged_links_never_reach_the_store(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Doors(BASE, "00" * 32)
    site.get(f"{BASE}/c/x")  # the secret is known from now on
    monkeypatch.setattr(State, "reading", lambda _self: pytest.fail("the store was asked"))
    monkeypatch.setattr(State, "writing", lambda _self: pytest.fail("the store was asked"))
    token = "a" * 26
    assert site.get(other.click(token, 0)).status_code == 404
    assert site.get(other.unsubscribe(token)).status_code == 404


def test_the_service_serves_them(site: Site, tmp_path: Path) -> None:
    with TestClient(create_service(site.state, pages=Pages(tmp_path)), base_url=BASE) as client:
        path = site.link("p3@d0.example").removeprefix(BASE)
        assert client.get(path, headers=BROWSER, follow_redirects=False).status_code == 302
        assert client.post("/v1/mail/hooks", content=b"[]").status_code == 401
    assert len(site.events("Email Link Clicked")) == 1
