"""Landing pages: always shown, nothing before consent, each form once, files only by their link."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import select

from corrente.core.outreach import Offer, Purpose, Slot, Source, Utm
from corrente.core.words import Language
from corrente.outreach import consent, landing, leads
from corrente.outreach.tokens import Use, sign
from corrente.state import outreach_tables, test_tables
from corrente.state.failures import StateError
from tests.service.landings import SITE, Site, a_page, a_site, token_in

ASKED = set(Purpose)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path) as found:
        yield found


def _answers(site: Site) -> dict[Purpose, bool]:
    (lead,) = leads.listed(site.state, SITE)
    with site.state.reading() as connection:
        found = consent.standing(connection, SITE, lead.person)
    return {purpose: answer.given for purpose, answer in found.items()}


def _events(site: Site) -> list[tuple[str, str, str | None]]:
    e = test_tables.events.c
    with site.state.reading() as connection:
        return [
            (row[0], row[1], row[2])
            for row in connection.execute(select(e.name, e.unit, e.decision).order_by(e.received_ms))
        ]


def parts_of(page: str) -> tuple[list[str], list[str]]:
    """The tags of a page, and the names of their attributes."""
    tags: list[str] = []
    attributes: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, held: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            attributes.extend(name for name, _ in held)

    Parser().feed(page)
    return tags, attributes


# the page


def test_it_shows_the_variant_that_was_decided_and_escapes_it(site: Site) -> None:
    shown = site.look()
    assert "Half the wait, &lt;b&gt;twice&lt;/b&gt; the calm" in shown
    assert "<b>" not in shown
    site.arm = "a"
    assert "Support that answers" in site.look()


@pytest.mark.parametrize("slot", list(Slot))
def test_nothing_that_a_variant_holds_can_become_markup(site: Site, slot: Slot) -> None:
    bad = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    says = {Slot.HEADLINE: "h", Slot.BUTTON: "b", Slot.PICTURE: "cover.png", Slot.PICTURE_SAYS: "p", slot: bad}
    landing.save(site.state, SITE, a_page(id="bad", says=says, test=""), author="ana")
    response = site.client.get("/p/bad")
    tags, attributes = parts_of(response.text)
    assert tags.count("img") == 1
    assert "script" not in tags
    assert not any(name.startswith("on") or name == "style" for name in attributes)
    assert "{{ 7*7 }}" in unquote(html.unescape(response.text))
    assert "script-src" not in response.headers["content-security-policy"]
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_it_shows_the_default_where_nothing_can_be_decided(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.broken = True
    assert "Support that answers" in site.look()
    site.look()
    site.clock.move(seconds=60)  # the page is no longer fresh in memory, and the store is gone

    def gone(*_: object) -> None:
        raise StateError("gone")  # type: ignore[arg-type]

    monkeypatch.setattr(landing, "current", gone)
    shown = site.look()
    assert "Support that answers" in shown
    assert token_in(shown)


def test_a_store_that_was_never_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_site(tmp_path) as site:
        monkeypatch.setattr(landing, "current", lambda *_: (_ for _ in ()).throw(StateError("gone")))  # type: ignore[arg-type]
        response = site.client.get("/p/ebook", headers={"accept-language": "pt-BR"})
    assert response.status_code == 503
    assert "fora do ar" in response.text


def test_nothing_is_set_before_consent(site: Site) -> None:
    response = site.client.get("/p/ebook")
    assert "set-cookie" not in response.headers
    assert "<script" not in response.text
    assert response.headers["cache-control"] == "no-store"
    for value, on in re.findall(r'type="radio" name="\w+" value="(yes|no)"( checked)?', response.text):
        assert bool(on) == (value == "no")
    assert "set-cookie" not in site.send(response.text).headers


def test_robots_and_heads_are_not_decided_for(site: Site) -> None:
    assert "Support that answers" in site.client.get("/p/ebook", headers={"user-agent": "Googlebot/2.1"}).text
    assert site.client.head("/p/ebook").status_code == 200
    assert site.decided == []


def test_what_is_not_published_is_served_to_nobody(site: Site) -> None:
    assert site.client.get("/p/none").status_code == 404
    landing.save(site.state, SITE, a_page(id="draft", published=False), author="ana")
    assert site.client.get("/p/draft").status_code == 404
    assert site.client.post("/p/draft", data={"form": ""}).status_code == 404


def test_it_speaks_the_language_of_the_page(tmp_path: Path) -> None:
    with a_site(tmp_path, a_page(language=Language.PT)) as site:
        shown = site.look(**{"accept-language": "en"})
        assert '<html lang="pt-BR">' in shown
        assert "O que acontece com os seus dados" in shown
        assert "Informe o seu nome." in site.send(shown, name="").text


# the form


def test_a_form_becomes_a_lead_its_answers_and_an_event_that_the_test_counts(site: Site) -> None:
    shown = site.look("/p/ebook?utm_source=linkedin&utm_medium=paid_social&utm_id=campaign.linkedin&utm_content=b",
                      referer="https://www.linkedin.com/feed/?me=ana")  # fmt: skip
    response = site.send(shown, email=" Ana@Example.com ", agree_ads="yes")
    assert response.status_code == 303
    (lead,) = leads.listed(site.state, SITE)
    assert (lead.name, lead.email, lead.company) == ("Ana Souza", "Ana@Example.com", "Acme")
    assert lead.utm == Utm(source="linkedin", medium="paid_social", id="campaign.linkedin", content="b")
    assert (lead.test, lead.variant, lead.decision) == ("ebook-page", "b", f"decision-of-{lead.unit}")
    assert (lead.plan, lead.item, lead.referrer) == ("plan", "campaign.linkedin", "www.linkedin.com")
    assert site.decided[0] == lead.unit
    assert _answers(site) == {Purpose.EMAIL: False, Purpose.ADS: True, Purpose.MEASUREMENT: False}
    assert _events(site) == [("Lead Captured", lead.unit, lead.decision)]


def test_a_form_sent_twice_is_one_lead(site: Site) -> None:
    shown = site.look()
    first, second = site.send(shown, agree_ads="yes"), site.send(shown, agree_ads="yes", wait=0)
    assert first.status_code == second.status_code == 303
    assert len(leads.listed(site.state, SITE)) == 1
    assert len(_events(site)) == 1
    with site.state.reading() as connection:
        assert len(connection.execute(select(outreach_tables.consents)).all()) == len(ASKED)


def test_a_corrected_address_is_another_lead_but_one_conversion(site: Site) -> None:
    shown = site.look()
    site.send(shown, email="ana@exmaple.com")
    site.send(shown)
    assert len(leads.listed(site.state, SITE)) == 2
    assert len(_events(site)) == 1


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site: Site) -> None:
    response = site.send(site.look(), name="", email="ana(at)example", company='A"><b>', agree_ads="yes")
    assert response.status_code == 422
    page = response.text
    assert "Enter your name." in page
    assert "Enter an e-mail address like" in page
    assert "ana(at)example" in page
    assert "A&#34;&gt;&lt;b&gt;" in page
    assert 'name="agree_ads" value="yes" checked' in page
    assert 'name="agree_measurement" value="no" checked' in page
    assert 'href="#name"' in page
    assert 'aria-describedby="email-error"' in page
    assert "Half the wait" in page  # the variant is still the same
    assert leads.listed(site.state, SITE) == ()
    assert site.send(page).status_code == 303


def test_addresses_that_are_none_are_refused(site: Site) -> None:
    wrong = (
        "a@b", "a b@c.de", "a@b..de", "@b.de", "a@", "a@b.de, c@d.ef", "a@b.de\r\nBcc: x@y.zz", "<a@b.de>", "a@b.d",
        "a" * 250 + "@b.de",
    )  # fmt: skip
    shown = site.look()
    assert [email for email in wrong if site.send(shown, email=email).status_code != 422] == []
    assert leads.listed(site.state, SITE) == ()


def test_programs_that_fill_in_everything_are_stopped(site: Site) -> None:
    response = site.send(site.look(), website="https://spam.example")
    assert response.status_code == 422
    assert "Leave this field empty." in response.text
    shown = site.look()
    response = site.send(shown, wait=0.5)
    assert response.status_code == 422
    assert "very fast" in response.text
    assert site.send(response.text).status_code == 303  # a person just sends it once more


def test_a_network_that_sends_too_many_waits(site: Site) -> None:
    site.house.wait = lambda _: 7.4
    response = site.send(site.look())
    assert response.status_code == 429
    assert response.headers["retry-after"] == "7"
    assert "7 seconds" in response.text


def test_forged_forms_are_shown_again_and_stored_nowhere(site: Site) -> None:
    for token in ("", "x", "a.b.c", "x" * 5_000, "ß"):
        response = site.client.post("/p/ebook", data={"form": token, "name": "Ana", "email": "ana@example.com"})
        assert response.status_code == 422
        assert "Check your answers" in response.text
    assert leads.listed(site.state, SITE) == ()


def test_a_form_of_another_page_or_use_is_none_of_this_one(site: Site) -> None:
    landing.save(site.state, SITE, a_page(id="other"), author="ana")
    assert site.send(site.look("/p/other")).status_code == 422
    wrong = sign(site.house.secret(), Use.DOWNLOAD, "{}", until_ms=site.house.now_ms + 10**6)
    assert site.client.post("/p/ebook", data={"form": wrong}).status_code == 422


def test_nobody_agrees_to_words_that_they_did_not_see(site: Site) -> None:
    shown = site.look()
    changed = tuple(type(ask)(ask.purpose, "May we do whatever we like?") for ask in a_page().asks)
    landing.save(site.state, SITE, a_page(asks=changed), author="ana", based_on=1)
    response = site.send(shown, agree_ads="yes")
    assert response.status_code == 422
    assert "whatever we like" in response.text
    assert leads.listed(site.state, SITE) == ()
    assert site.send(response.text, agree_ads="yes").status_code == 303
    (lead,) = leads.listed(site.state, SITE)
    assert lead.decision == f"decision-of-{lead.unit}"


def test_a_page_that_was_open_for_days_is_checked_again(site: Site) -> None:
    response = site.send(site.look(), wait=3 * 86_400)
    assert response.status_code == 422
    assert site.send(response.text).status_code == 303


def test_where_the_store_fails_what_was_typed_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = site.look()

    def full(*_: object) -> None:
        raise StateError("full")  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(leads, "take", full)
        response = site.send(shown)
    assert response.status_code == 503
    assert "Ana Souza" in response.text
    assert site.send(response.text).status_code == 303
    assert len(_events(site)) == 1


def test_too_large_a_form_is_refused(site: Site) -> None:
    assert site.client.post("/p/ebook", data={"name": "x" * 30_000}).status_code == 413
    many = {f"f{number}": "x" for number in range(100)}
    assert site.client.post("/p/ebook", data=many).status_code in (400, 413)


# after the form


def test_the_file_comes_by_its_link_and_by_nothing_else(site: Site) -> None:
    thanks = site.send(site.look()).headers["location"]
    page = site.client.get(thanks)
    link = re.search(r'href="(/p/ebook/file/[^"]+)"', page.text).group(1)  # type: ignore[union-attr]
    response = site.client.get(link)
    assert response.content == b"%PDF-1.7 the e-book"
    assert response.headers["content-disposition"] == 'attachment; filename="e-book.pdf"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert [name for name, *_ in _events(site)] == ["Lead Captured", "Offer Downloaded"]
    part = site.client.get(link, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")
    assert (
        site.client.get(link, headers={"range": "bytes=" + ",".join(f"{n}-{n}" for n in range(5_000))}).status_code
        < 500
    )
    assert len(_events(site)) == 2
    for wrong in (link[:-1], link.replace("/ebook/", "/other/"), "/p/ebook/file/..%2f..%2fstate.sqlite"):
        assert site.client.get(wrong).status_code in (404, 410)
    site.clock.move(days=8)
    assert site.client.get(link).status_code == 410
    assert site.client.get(thanks).status_code == 410


def test_a_page_can_give_no_file_but_those_of_its_folder(site: Site) -> None:
    names = ("../state.sqlite", "/etc/passwd", "..\\state.sqlite", "state.sqlite", "none.pdf")
    for number, name in enumerate(names, 1):
        landing.save(site.state, SITE, a_page(offer=Offer("x", name)), author="ana", based_on=number)
        site.clock.move(seconds=10)
        thanks = site.send(site.look()).headers["location"]
        assert "/file/" not in site.client.get(thanks).text
        assert site.client.get(thanks.replace("/thanks/", "/file/")).status_code == 404


def test_pictures_are_open_and_nothing_else_of_the_folder_is(site: Site) -> None:
    assert site.client.get("/pictures/cover.png").headers["content-type"] == "image/png"
    for name in ("e-book.pdf", "none.png", "..%2fcover.png", "%2e%2e%2fstate.sqlite"):
        assert site.client.get(f"/pictures/{name}").status_code == 404


def test_the_cookie_is_for_who_agreed_and_goes_when_they_take_it_back(site: Site) -> None:
    response = site.send(site.look(), agree_measurement="yes")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    (lead,) = leads.listed(site.state, SITE)
    site.look()
    assert site.decided[-1] == lead.unit
    thanks = site.client.get(response.headers["location"])
    choices = re.search(r'href="(/choices/[^"]+)"', thanks.text).group(1)  # type: ignore[union-attr]
    done = site.client.post(choices, data={"act": "none"}, follow_redirects=False)
    assert "Max-Age=0" in done.headers["set-cookie"]
    assert _answers(site)[Purpose.MEASUREMENT] is False
    site.client.base_url = httpx.URL("https://testserver")
    assert "Secure" in site.send(site.look(), agree_measurement="yes").headers["set-cookie"]


def test_a_cookie_that_somebody_made_up_is_nobody(site: Site) -> None:
    site.client.cookies.set("corrente_visitor", "x" * 100)
    site.look()
    assert site.decided[-1] not in ("", "x" * 100)


# choices


def test_one_step_takes_everything_back_and_looking_changes_nothing(site: Site) -> None:
    thanks = site.client.get(site.send(site.look(), agree_ads="yes").headers["location"]).text
    choices = re.search(r'href="(/choices/[^"]+)"', thanks).group(1)  # type: ignore[union-attr]
    shown = site.client.get(choices)
    assert 'name="agree_ads" value="yes" checked' in shown.text
    assert _answers(site)[Purpose.ADS] is True
    after = site.client.post(choices, data={"act": "none"})
    assert "Saved." in after.text
    assert set(_answers(site).values()) == {False}
    again = site.client.post(choices, data={"act": "save", "agree_ads": "yes"})
    assert 'name="agree_ads" value="yes" checked' in again.text
    assert _answers(site)[Purpose.ADS] is True


def test_who_typed_an_address_sees_only_their_own_form(site: Site) -> None:
    site.send(site.look(), agree_ads="yes")  # the owner of the address
    stranger = site.client.get(site.send(site.look()).headers["location"]).text
    choices = re.search(r'href="(/choices/[^"]+)"', stranger).group(1)  # type: ignore[union-attr]
    assert 'value="yes" checked' not in site.client.get(choices).text


def test_a_link_from_an_e_mail_shows_all_that_the_person_agreed_to(site: Site) -> None:
    site.send(site.look(), agree_ads="yes")
    (lead,) = leads.listed(site.state, SITE)
    token = sign(site.house.secret(), Use.CHOICES_OF_PERSON, lead.person, until_ms=site.house.now_ms + 10**9)
    with site.state.writing() as connection:
        stop = consent.taken_back(Purpose.ADS, Source.UNSUBSCRIBE, Language.EN, site.house.now_ms)
        consent.record(connection, SITE, lead.person, [stop])
    shown = site.client.get(f"/choices/{token}").text
    assert "scrambled" in shown  # the words of the ask, not those of taking it back
    assert 'name="agree_ads" value="no" checked' in shown
    for wrong in ("", "x", token + "x", "x" * 4_000):
        assert site.client.get(f"/choices/{wrong}").status_code in (404, 410)
        assert site.client.post(f"/choices/{wrong}").status_code in (404, 405, 410)
