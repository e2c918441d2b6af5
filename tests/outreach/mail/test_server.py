"""The mail server as the operator names it: what is refused before anything is sent, and logging in."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from corrente.core.errors import InputError
from corrente.outreach.mail import sending
from corrente.outreach.mail.sending import Handed, Outcome, Parcel, Post
from corrente.outreach.mail.server import Security, read_base, read_server
from corrente.state.tables import Hidden
from tests.outreach.mail.post_office import PostOffice, post_office

PARCEL = Parcel("ana@acme.example", "p@d.example", b"Subject: x\r\n\r\n.hidden dot\r\n..\r\nlast")


def go() -> bool:
    return True


def test_a_server_is_read_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    said = {
        "CORRENTE_SMTP": "smtp+starttls://ana%40acme.example@mail.example",
        "CORRENTE_MAIL_BOUNCES": "b@acme.example",
    }
    server = read_server({**said, "CORRENTE_SMTP_PASSWORD_FILE": str(tmp_path / "secret")})
    assert (server.host, server.port, server.security) == ("mail.example", 587, Security.STARTTLS)
    assert (server.user, server.password, server.return_path) == ("ana@acme.example", "s3cret", "b@acme.example")
    assert "s3cret" not in repr(server)
    assert read_server({**said, "CORRENTE_SMTP_PASSWORD": "other"}).password == "other"
    assert read_server({"CORRENTE_SMTP": "smtps://mail.example"}).port == 465
    assert read_server({"CORRENTE_SMTP": "smtp://localhost"}).port == 25


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"CORRENTE_SMTP": "mail.example:25"},
        {"CORRENTE_SMTP": "http://mail.example"},
        {"CORRENTE_SMTP": "smtps://ana:s3cret@mail.example"},
        {"CORRENTE_SMTP": "smtp://mail.example"},
        {"CORRENTE_SMTP": "smtps://mail.example:99999"},
        {"CORRENTE_SMTP": "smtps://"},
        {"CORRENTE_SMTP": "smtps://a@mail.example", "CORRENTE_SMTP_PASSWORD_FILE": "/nowhere"},
        {"CORRENTE_SMTP": "smtps://mail.example", "CORRENTE_MAIL_BOUNCES": "nobody"},
    ],
)
def test_what_is_missing_or_unsafe_is_said(said: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        read_server(said)
    assert "s3cret" not in str(refused.value)


def test_links_need_an_address_that_people_reach_safely() -> None:
    assert read_base({"CORRENTE_PUBLIC_URL": "https://go.acme.example/"}) == "https://go.acme.example"
    assert read_base({"CORRENTE_PUBLIC_URL": "http://127.0.0.1:8010"}) == "http://127.0.0.1:8010"
    for wrong in (
        "",
        "go.acme.example",
        "http://go.acme.example",
        "https://",
        "https://a.example?x=1",
        "ftp://a.example",
    ):
        with pytest.raises(InputError):
            read_base({"CORRENTE_PUBLIC_URL": wrong})


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "outcome"), [("s3cret", Outcome.SENT), ("wrong", Outcome.WRONG)])
def test_logging_in(password: str, outcome: Outcome, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with post_office(password="s3cret") as office:
        post = Post(replace(office.server, user="ana", password=Hidden(password)))
        handed = post.hand_over(PARCEL, go)
        post.close()
    assert handed.outcome is outcome
    assert password not in handed.reply
    assert not any(password in record.getMessage() for record in caplog.records if record.name.startswith("corrente"))


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(office: PostOffice) -> None:
    handed = Post(replace(office.server, security=Security.STARTTLS)).hand_over(PARCEL, go)
    assert handed.outcome is Outcome.WRONG
    assert office.envelopes == []


def test_lines_that_begin_with_a_dot_arrive_as_they_are(office: PostOffice) -> None:
    assert Post(office.server).hand_over(PARCEL, go).outcome is Outcome.SENT
    assert office.taken[0].get_payload() == ".hidden dot\r\n..\r\nlast\r\n"


def test_an_address_in_utf8_is_refused_where_the_server_does_not_take_it(office: PostOffice) -> None:
    strange = replace(PARCEL, to="zoë@d.example", utf8=True)
    assert Post(office.server).hand_over(strange, go).outcome is Outcome.SENT
    with post_office(utf8=False) as plain:
        post = Post(plain.server)
        assert post.hand_over(strange, go).outcome is Outcome.REFUSED
        assert post.hand_over(PARCEL, go) == Handed(Outcome.SENT, "250 OK")  # the connection goes on


def test_a_message_that_is_withdrawn_is_not_said(office: PostOffice) -> None:
    post = Post(office.server)
    assert post.hand_over(PARCEL, lambda: False).outcome is Outcome.WITHDRAWN
    assert post.hand_over(PARCEL, go).outcome is Outcome.SENT
    assert (len(office.envelopes), office.connections) == (1, 1)


@pytest.mark.parametrize(
    ("code", "reply", "nobody"),
    [
        (550, "5.1.1 No such user", True),
        (550, "5.2.1 disabled", True),
        (550, "5.2.2 Mailbox full", False),
        (550, "5.7.1 Blocked", False),
        (550, "No such user", True),
        (554, "Transaction failed", False),
        (552, "Mailbox full", False),
    ],
)
def test_which_refusals_say_that_there_is_no_such_mailbox(code: int, reply: str, nobody: bool) -> None:
    assert sending.is_nobody(code, reply) is nobody
