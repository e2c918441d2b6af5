"""News that a mail provider posts: signed by HMAC-SHA256 over ``id.timestamp.body`` (standardwebhooks.com), as JSON.

Two forms are understood: a list of events as SendGrid's Event Webhook sends them, and the notifications of Amazon SES,
by themselves or in the envelope of SNS. Providers tell the same many times; it counts once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from corrente.outreach.mail.reports import News, Report, is_nobody, token_in
from corrente.outreach.mail.sending import is_nobody as says_nobody

MOST_BYTES = 1_000_000
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


def hook_key(secret: str, site: str) -> str:
    """What the provider signs with, made of the site's secret."""
    return _PREFIX + b64encode(hashlib.sha256(f"mail hook:{site}:{secret}".encode()).digest()).decode()


def sign(key: str, id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(b64decode(key.removeprefix(_PREFIX)), signed, hashlib.sha256).digest()).decode()


def is_signed(key: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether somebody who has the key signed this lately. ``headers`` have lower-case names; ``now``: seconds, UTC."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id or not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    mine = sign(key, id, int(timestamp), body).encode()
    said = headers.get("webhook-signature", "").split(" ")[:10]
    return any(hmac.compare_digest(mine, one.encode("utf-8", "surrogatepass")) for one in said)


def read(body: bytes) -> tuple[Report, ...]:
    """What a provider tells of our messages; the rest is left out. Raises ``ValueError`` for what is no JSON."""
    return tuple(report for report in _reports(json.loads(body)) if report.token)


def _reports(said: Any) -> Iterator[Report]:
    match said:
        case list():
            for event in said[:10_000]:
                yield from _reports(event)
        case {"Type": "Notification", "Message": str(inner)}:
            yield from _reports(json.loads(inner))
        case {"mail": Mapping() as mail, "bounce": Mapping() as bounce}:
            yield from _ses_bounce(_ses_token(mail), bounce)
        case {"mail": Mapping() as mail, "complaint": Mapping()}:
            yield Report(News.COMPLAINED, _ses_token(mail))
        case {"event": str(event)}:
            yield from _sendgrid(event, said)


def _sendgrid(event: str, said: Mapping[str, Any]) -> Iterator[Report]:
    token = token_in(str(said.get("smtp-id", "")))
    match event:
        case "bounce":
            reply = str(said.get("reason", ""))[:300]
            status = str(said.get("status", ""))
            gone = is_nobody(status) if status else says_nobody(550, reply)
            yield Report(News.BOUNCED, token, said.get("type") != "blocked" and gone, reply)
        case "spamreport":
            yield Report(News.COMPLAINED, token)
        case "unsubscribe" | "group_unsubscribe":
            yield Report(News.UNSUBSCRIBED, token)


def _ses_bounce(token: str, bounce: Mapping[str, Any]) -> Iterator[Report]:
    if bounce.get("bounceType") != "Permanent":
        return
    people = bounce.get("bouncedRecipients")
    first = people[0] if isinstance(people, list) and people and isinstance(people[0], Mapping) else {}
    status, reply = str(first.get("status", "")), str(first.get("diagnosticCode", ""))[:300]
    yield Report(
        News.BOUNCED, token, is_nobody(status) or bounce.get("bounceSubType") in ("NoEmail", "Suppressed"), reply
    )


def _ses_token(mail: Mapping[str, Any]) -> str:
    """SES gives messages an id of its own; ours stands among the headers."""
    headers, common = mail.get("headers"), mail.get("commonHeaders")
    said = [str(common.get("messageId", ""))] if isinstance(common, Mapping) else []
    named = [header for header in headers if isinstance(header, Mapping)] if isinstance(headers, list) else []
    said += [str(header.get("value", "")) for header in named if str(header.get("name", "")).lower() == "message-id"]
    said.append(str(mail.get("source", "")))
    return next((token for token in map(token_in, said) if token), "")
