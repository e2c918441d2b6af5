"""What comes back: reports of servers and providers in their own forms, told many times, late, or forged."""

from __future__ import annotations

import json
from mailbox import Maildir
from pathlib import Path

import pytest

from corrente.core.errors import InputError
from corrente.core.mailing import MailPhase, MailStatus
from corrente.outreach.mail import bounces, campaign, hooks, reports
from corrente.outreach.mail.reports import News, Report
from corrente.state import mail_tables, outreach_tables
from corrente.state.store import State
from tests.outreach.mail.mailings import SITE, Told, a_worker, rows, started
from tests.outreach.mail.post_office import PostOffice

TOKEN = "abcdefghijklmnopqrstuvwxyz"

DSN = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; ana@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such
 user

--b
Content-Type: {kind}

Message-ID: <{token}@acme.example>
Subject: Hello

--b--
"""

ARF = """From: abuse@provider.example
To: fbl@acme.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {type}
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: ana@acme.example
Message-ID: <{token}@acme.example>
Subject: Hello

Hello
--b--
"""


def dsn(
    token: str = TOKEN,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "text/rfc822-headers",
    to: str = "x@y.zz",
) -> bytes:
    return DSN.format(token=token, action=action, status=status, kind=kind, to=to).encode()


def arf(token: str = TOKEN, type: str = "abuse") -> bytes:
    return ARF.format(token=token, type=type).encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_delivery_report_says_whose_and_why(kind: str) -> None:
    assert bounces.read(dsn(kind=kind)) == Report(News.BOUNCED, TOKEN, True, "smtp; 550 5.1.1 No such user")
    full = bounces.read(dsn(kind=kind, status="5.2.2"))
    assert full is not None
    assert not full.nobody  # a full mailbox is somebody's
    by_path = bounces.read(dsn(token="x", to=f"Bounces+{TOKEN.upper()}@mail.acme.example"))
    assert by_path is not None
    assert by_path.token == TOKEN


def test_what_passes_by_or_is_no_report_is_left() -> None:
    for raw in (
        dsn(action="delayed", status="4.4.1"),
        dsn(status="4.2.2"),
        dsn(token="no-token-of-ours"),
        arf(type="not-spam"),
        b"Subject: Out of office\r\nIn-Reply-To: <" + TOKEN.encode() + b"@acme.example>\r\n\r\nAway",
        b"",
        b"\xff\x00" * 500,
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
    ):
        assert bounces.read(raw) is None


def test_a_complaint_and_an_opt_out() -> None:
    assert bounces.read(arf()) == Report(News.COMPLAINED, TOKEN, reply="abuse")
    assert bounces.read(arf(type="opt-out")) == Report(News.UNSUBSCRIBED, TOKEN, reply="opt-out")


def test_a_mailbox_is_read_once(tmp_path: Path) -> None:
    box = Maildir(tmp_path / "box")
    for raw in (dsn(), arf(), b"Subject: hello\r\n\r\nx"):
        box.add(raw)
    assert {report.news for report in bounces.read_maildir(tmp_path / "box")} == {News.BOUNCED, News.COMPLAINED}
    assert list(bounces.read_maildir(tmp_path / "box")) == []
    box.add(dsn())
    assert len(list(bounces.read_maildir(tmp_path / "box"))) == 1
    with pytest.raises(InputError):
        list(bounces.read_maildir(tmp_path))


def ses(**said: object) -> dict[str, object]:
    headers = [{"name": "Message-ID", "value": f"<{TOKEN}@acme.example>"}]
    return {"mail": {"messageId": "0100-ses", "headers": headers}, **said}


def test_providers_are_understood() -> None:
    id = f"<{TOKEN}@acme.example>"
    sendgrid = [
        {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no", "smtp-id": id},
        {"event": "bounce", "type": "blocked", "reason": "550 blocked", "smtp-id": id},
        {"event": "spamreport", "smtp-id": id},
        {"event": "unsubscribe", "smtp-id": id},
        {"event": "open", "smtp-id": id},
        {"event": "bounce", "smtp-id": "<another@provider>"},
        "nonsense", None, 7,
    ]  # fmt: skip
    found = hooks.read(json.dumps(sendgrid).encode())
    assert [(one.news, one.nobody) for one in found] == [
        (News.BOUNCED, True), (News.BOUNCED, False), (News.COMPLAINED, False), (News.UNSUBSCRIBED, False),
    ]  # fmt: skip
    gone = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"status": "5.1.1", "diagnosticCode": "x"}],
    }
    assert hooks.read(json.dumps(ses(bounce=gone)).encode()) == (Report(News.BOUNCED, TOKEN, True, "x"),)
    wrapped = {"Type": "Notification", "Message": json.dumps(ses(complaint={"complainedRecipients": []}))}
    assert hooks.read(json.dumps(wrapped).encode()) == (Report(News.COMPLAINED, TOKEN),)
    assert hooks.read(json.dumps(ses(bounce={**gone, "bounceType": "Transient"})).encode()) == ()
    assert hooks.read(b"{}") == hooks.read(b"[[[]]]") == ()


def test_only_who_has_the_key_can_tell() -> None:
    key, body, now = hooks.hook_key("5e" * 32, SITE), b"[]", 1_800_000_000
    signed = {
        "webhook-id": "m1",
        "webhook-timestamp": str(now),
        "webhook-signature": "v1,x " + hooks.sign(key, "m1", now, body),
    }
    assert hooks.is_signed(key, signed, body, now + 299)
    assert not hooks.is_signed(key, signed, body, now + 301)
    assert not hooks.is_signed(key, signed, body + b" ", now)
    assert not hooks.is_signed(hooks.hook_key("5e" * 32, "another"), signed, body, now)
    for wrong in (
        {"webhook-id": "m2"},
        {"webhook-timestamp": str(now + 1)},
        {"webhook-timestamp": "²"},
        {"webhook-signature": "ü"},
    ):
        assert not hooks.is_signed(key, {**signed, **wrong}, body, now)
    assert not hooks.is_signed(key, {}, body, now)


def test_a_signature_is_the_standard_s_own() -> None:
    """The example of standard-webhooks' specification (v1, symmetric)."""
    import base64
    import hashlib
    import hmac

    key = hooks.hook_key("5e" * 32, SITE)
    expected = hmac.new(base64.b64decode(key.removeprefix("whsec_")), b"msg_1.1614265330.{}", hashlib.sha256).digest()
    assert hooks.sign(key, "msg_1", 1614265330, b"{}") == "v1," + base64.b64encode(expected).decode()


def test_news_count_once_and_stop_what_comes_next(shared: State, office: PostOffice) -> None:
    state = shared
    started(state, people=3)
    a_worker(state, office)[0].send("spring")
    tokens = {row.email: row.token for row in rows(state, mail_tables.deliveries, "email", "token")}
    told = Told()
    news = [
        Report(News.BOUNCED, tokens["p0@d0.example"], True, "550 5.1.1 no"),
        Report(News.COMPLAINED, tokens["p1@d1.example"]),
        Report(News.UNSUBSCRIBED, tokens["p2@d2.example"]),
    ]
    for _ in range(5):
        assert reports.note(state, SITE, [*news, Report(News.COMPLAINED, TOKEN)], told) == 3
    assert reports.note(state, "another-site", news, told) == 0
    assert sorted(told.names()) == ["Email Bounced", "Email Marked as Spam", "Unsubscribed"]
    total, _ = campaign.counts(state, SITE, "spring")
    assert (total.sent, total.bounced, total.complained, total.unsubscribed) == (3, 1, 1, 1)
    reasons = {row.reason for row in rows(state, outreach_tables.suppressions, "reason")}
    assert reasons == {"bounced", "complained", "unsubscribed"}
    from tests.outreach.mail.mailings import a_mailing

    started(state, a_mailing(id="summer"), people=3)
    assert a_worker(state, office)[0].send("summer") is MailPhase.DONE
    assert campaign.counts(state, SITE, "summer")[0].suppressed == 3


def test_news_of_what_was_unknown_prove_that_it_came(state: State, office: PostOffice) -> None:
    started(state, people=1)
    a_worker(state, office)[0].send("spring")
    (token,) = (row.token for row in rows(state, mail_tables.deliveries, "token"))
    with state.writing() as connection:
        from sqlalchemy import update

        lost = update(mail_tables.deliveries).values(status=MailStatus.UNKNOWN.value, sent_ms=None)
        connection.execute(lost)
    reports.note(state, SITE, [Report(News.COMPLAINED, token)], Told())
    total, _ = campaign.counts(state, SITE, "spring")
    assert (total.sent, total.unknown, total.complained) == (1, 0, 1)
