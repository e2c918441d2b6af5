"""What a message says and carries, whatever its author and its people are called."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrente.core import codec
from corrente.core.errors import InputError
from corrente.core.experiment import Measure, Variant
from corrente.core.mailing import MailSlot, Recipients
from corrente.core.outreach import Controller
from corrente.core.words import Language
from corrente.outreach.mail import compose, markup
from corrente.outreach.mail.compose import Letter, Written
from corrente.outreach.mail.doors import Doors, read_click, read_unsubscribe, token_of
from tests.outreach.mail.mailings import BASE, a_mailing

SECRET = "5e" * 32
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TOKEN = token_of(SECRET, "main/spring", "person")
DOORS = Doors(BASE, SECRET)


def wired(
    variant: str = "a", email: str = "ana@example.com", fields: dict[str, str] | None = None, **said: object
) -> Written:
    letter = Letter(TOKEN, email, fields if fields is not None else {"first_name": "Ana"}, variant)
    return compose.compose(a_mailing(**said), letter, DOORS, NOW)


def made(*args: object, **said: object) -> EmailMessage:
    """As the one who gets it reads it."""
    return message_from_bytes(wired(*args, **said).content, policy=policy.default)  # type: ignore[arg-type, return-value]


def test_a_message_says_the_same_in_both_parts() -> None:
    message = made()
    assert message["Subject"] == "Ana, the book is here"
    assert message["From"].addresses[0].display_name == "Ana of Acme"
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (text, html):
        assert "Hello Ana" in part
        assert "the e-book" in part
        assert DOORS.click(TOKEN, 0) in part
        assert DOORS.click(TOKEN, 1) in part
        assert DOORS.unsubscribe(TOKEN) in part
        assert "Acme Ltd, 1 High St, York" in part
        assert "privacy@acme.example" in part
        assert "acme.example/book" not in part  # every link goes by the service
    assert html.count("<a ") == 3
    assert '<html lang="en">' in html


def test_what_mail_programs_need_for_one_click() -> None:
    """RFC 8058, section 3.1."""
    message = made()
    assert message["List-Unsubscribe"].replace(" ", "") == f"<{DOORS.unsubscribe(TOKEN)}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_message_id_is_the_same_whenever_it_is_made_again() -> None:
    first, second = made(), made("b", fields={})
    assert first["Message-ID"] == second["Message-ID"] == f"<{TOKEN}@acme.example>"
    assert token_of(SECRET, "main/spring", "another") != TOKEN != token_of(SECRET, "main/summer", "person")
    assert TOKEN.lower() == TOKEN  # servers write return paths in lower case


def test_a_version_says_its_own_and_else_what_all_say() -> None:
    message = made("b")
    assert message["Subject"] == "Half the wait"
    assert "Hello Ana" in message.get_body(("plain",)).get_content()
    assert made("no such")["Subject"] == "Ana, the book is here"


def test_names_that_are_not_ascii() -> None:
    sender = replace(a_mailing().sender, name="João, da “Córrego”", email="joao@córrego.example")
    for name in ("João, da “Córrego”", 'Ana "the \\ best", of Acme', "=?utf-8?q?x?="):
        back = made(fields={"first_name": "José"}, sender=replace(sender, name=name), language=Language.PT)
        assert back["From"].addresses[0].display_name == name
        assert back["From"].addresses[0].addr_spec == "joao@xn--crrego-bxa.example"
        assert back["Subject"] == "José, the book is here"
        assert "Cancelar o recebimento" in back.get_body(("plain",)).get_content()


def test_an_address_that_is_not_ascii_goes_as_utf8_and_nothing_else_does() -> None:
    message = wired(email="zoë@exämple.com")
    assert message.utf8
    assert "To: zoë@xn--exmple-cua.com\r\n".encode() in message.content
    plain = wired(fields={"first_name": "José ✓"}, says={MailSlot.SUBJECT: "Olá ✓ " * 20, MailSlot.TEXT: "é" * 2_000})
    assert not plain.utf8
    assert plain.content.isascii()
    assert max(map(len, plain.content.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1


def test_no_blank_of_a_long_subject_is_lost() -> None:
    """Python's own `EmailMessage` lost some up to 3.11."""
    for subject in ("Olá ✓ " * 20, "a" * 190, "Olá " * 40, "=?utf-8?q?x?= " * 5):
        assert made(says={MailSlot.SUBJECT: subject, MailSlot.TEXT: "x"})["Subject"] == subject.strip()


NASTY = (
    "Ana\r\nBcc: all@example.com",
    "Ana\nBcc: all@example.com",
    "Ana\rBcc: all@example.com",
    "Ana\x0bBcc: all@example.com",
    "Ana\u2028Bcc: all@example.com",
    "Ana\x85Bcc: all@example.com",
    "=?utf-8?q?Ana=0D=0ABcc:_all=40example.com?=",
)


@pytest.mark.parametrize("name", NASTY)
def test_nobody_s_name_adds_a_header(name: str) -> None:
    back = made(fields={"first_name": name})
    assert back["Bcc"] is None
    assert len(back.keys()) == len(made().keys())
    assert [address.addr_spec for address in back["To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize("said", NASTY[:-1])
def test_no_text_of_the_author_adds_a_header(said: str) -> None:
    sender = a_mailing().sender
    wrong = (
        a_mailing(says={**a_mailing().says, MailSlot.SUBJECT: said}),
        a_mailing(sender=replace(sender, name=said)),
        a_mailing(sender=replace(sender, email=f"{said}@acme.example")),
        a_mailing(sender=replace(sender, reply_to=f"{said}@acme.example")),
        a_mailing(others=(Variant("b", "B", {"subject": said}),)),
    )
    for mailing in wrong:
        with pytest.raises(InputError):
            compose.check(mailing)
    with pytest.raises(InputError):
        made(email=f"{said}@example.com")


def test_what_only_looks_like_an_encoded_word_stays_as_it_is() -> None:
    message = made(says={**a_mailing().says, MailSlot.SUBJECT: NASTY[-1]})
    assert (message["Bcc"], message["Subject"]) == (None, NASTY[-1])
    for email in ("a@b", "a b@c.de", "<a@b.cd>", "a@b.cd,x@y.zz", "a@b.cd\0", "@b.cd", "a@" + "x" * 64 + ".com", ""):
        assert not compose.is_deliverable(email), email


def test_names_are_never_tags_links_or_places() -> None:
    html = made(fields={"first_name": "<script>alert(1)</script>"}).get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for name in (
        "http://evil.example/x",
        "www.evil.example",
        "Click evil.example",
        "a@evil.example",
        "[x](http://e.example)",
    ):
        text = made(fields={"first_name": name}).get_body(("plain",)).get_content()
        assert "Hello there" in text, name
        assert "evil" not in text
    for name in ("{company|x}", "{0.__class__}", "%s", "{{7*7}}", "${x}", "**bold**"):
        assert f"Hello {name}" in made(fields={"first_name": name}).get_body(("plain",)).get_content()
    assert markup.spoken("x" * 500) == "x" * markup.LONGEST_FIELD
    assert markup.spoken(" J. R.\t da  Silva \u202e") == "J. R. da Silva"


def test_a_place_needs_something_to_say_where_it_is_empty() -> None:
    assert made(fields={})["Subject"] == "Hello, the book is here"
    for text in ("Hello {first_name}", "[{name}](https://a.example)", "**{name}**"):
        with pytest.raises(InputError, match="empty"):
            compose.check(a_mailing(says={MailSlot.SUBJECT: "x", MailSlot.TEXT: text}))
    assert markup.said(markup.places("{Not a place} {x|} {"), {}) == "{Not a place}  {"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a:b@c.example", "x"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    with pytest.raises(InputError):
        compose.check(a_mailing(says={MailSlot.SUBJECT: "x", MailSlot.TEXT: f"[here]({url})"}))


def test_markup_makes_what_it_says() -> None:
    text = "# Top\n\nOne **two {x|y}**\nthree https://a.example/p?q=1&r=2.\n\n- [a](https://a.example)\n- b\n\n[Go](https://b.example)"
    html = markup.as_html(markup.blocks(text), {}, lambda url: url)
    for part in (
        "<h1",
        "<strong>two y</strong><br>",
        'href="https://a.example/p?q=1&amp;r=2"',
        "<li>b</li>",
        "inline-block",
    ):
        assert part in html
    assert markup.links_of(text) == ("https://a.example/p?q=1&r=2", "https://a.example", "https://b.example")
    plain = markup.as_text(markup.blocks(text), {}, lambda url: url)
    assert plain.startswith("Top\n\nOne two y\nthree https://a.example/p?q=1&r=2.\n\n- a: https://a.example\n- b")


def test_links_lead_only_where_the_mailing_leads_and_say_where_from() -> None:
    mailing = a_mailing()
    assert read_click(SECRET, DOORS.click(TOKEN, 1).rpartition("/")[2]) == (TOKEN, 1)
    assert compose.destination(mailing, "b", 0) == (
        "https://acme.example/book?a=1&utm_source=email&utm_medium=email&utm_campaign=Spring&utm_content=b"
        "&utm_id=campaign.email#top"
    )
    assert compose.destination(mailing, "a", 2) is None


def test_forged_doors_are_closed() -> None:
    click, stop = DOORS.click(TOKEN, 0).rpartition("/")[2], DOORS.unsubscribe(TOKEN).rpartition("/")[2]
    other = Doors(BASE, "00" * 32)
    assert read_unsubscribe(SECRET, stop) == TOKEN
    for said in (
        click.replace(".0.", ".1."), click[:-1], click + "x", "", ".", "..", "x" * 10_000, f"{TOKEN}.-1.x",
        f"{TOKEN}.²." + "x" * 16,        other.click(TOKEN, 0).rpartition("/")[2], stop, "\ud800.0.x",
    ):  # fmt: skip
        assert read_click(SECRET, said) is None, said
    for said in (stop[:-1], stop.upper(), TOKEN, click, other.unsubscribe(TOKEN).rpartition("/")[2], ".", ""):
        assert read_unsubscribe(SECRET, said) is None, said


def test_what_is_missing_is_said_before_anything_is_sent() -> None:
    compose.check(a_mailing())
    sender = a_mailing().sender
    wrong = (
        a_mailing(says={MailSlot.SUBJECT: " ", MailSlot.TEXT: "x"}),
        a_mailing(says={MailSlot.SUBJECT: "x"}),
        a_mailing(says={MailSlot.SUBJECT: "x" * 201, MailSlot.TEXT: "x"}),
        a_mailing(says={MailSlot.SUBJECT: "x", MailSlot.TEXT: "x" * 50_001}),
        a_mailing(sender=replace(sender, postal=" ")),
        a_mailing(sender=replace(sender, controller=Controller("", "x"))),
        a_mailing(sender=replace(sender, email="nobody")),
        a_mailing(sender=replace(sender, reply_to="nobody")),
    )
    for mailing in wrong:
        with pytest.raises(InputError):
            compose.check(mailing)


def test_a_mailing_is_kept_whole_and_its_test_holds_no_texts() -> None:
    mailing = a_mailing()
    assert codec.decode(codec.encode(mailing)) == mailing
    test = mailing.as_test()
    assert (test.id, test.item, test.decision.measure) == ("mail-spring", "campaign.email", Measure.CLICKS)
    assert [variant.payload for variant in test.variants] == [{}, {}]
    assert not a_mailing(others=()).test
    assert a_mailing(judged_by="Order Completed").as_test().decision.measure is Measure.CONVERSIONS
    leads = replace(mailing.chosen, recipients=Recipients.LEADS)
    assert "agreed to receive" in made(chosen=leads).get_body(("plain",)).get_content()


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=60), subject=st.text(max_size=60), sender=st.text(min_size=1, max_size=40))
def test_whatever_is_written_the_headers_stay_the_same(name: str, subject: str, sender: str) -> None:
    said = {MailSlot.SUBJECT: subject + " {first_name|x}", MailSlot.TEXT: subject + " {first_name|x}"}
    mailing = a_mailing(says=said, sender=replace(a_mailing().sender, name=sender))
    try:
        written = compose.compose(mailing, Letter(TOKEN, "ana@example.com", {"first_name": name}), DOORS, NOW)
    except InputError:
        return
    head = written.content.partition(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert names == [
        "From", "To", "Date", "Message-ID", "Subject", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
        "Feedback-ID", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert "\r" not in head.replace("\r\n", "")
    assert "\n" not in head.replace("\r\n", "")
    assert head.isascii()
