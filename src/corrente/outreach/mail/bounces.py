"""Messages that come back: delivery reports (RFC 3464) and complaints (RFC 5965), from a mailbox or one by one."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from mailbox import Maildir, MaildirMessage
from pathlib import Path

from corrente.core.errors import InputError
from corrente.core.words import phrase
from corrente.outreach.mail.reports import News, Report, is_nobody, token_in

MOST_BYTES = 1_000_000
"""Of one message; what is larger is looked at no further than that."""
_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "X-Failed-Recipients", "Envelope-To")
_ABOUT = ("Message-ID", "In-Reply-To", "References")
_FEEDBACK = {"abuse": News.COMPLAINED, "fraud": News.COMPLAINED, "opt-out": News.UNSUBSCRIBED}
"""The types of feedback that are acted on (RFC 5965, 7.3; RFC 6650)."""


def read(raw: bytes) -> Report | None:
    """What a message tells of one of ours; ``None`` where it is no report, a passing one, or of another's message."""
    message = message_from_bytes(raw[:MOST_BYTES])
    token = _token(message)
    if not token:
        return None
    for part in message.walk():
        match part.get_content_type():
            case "message/delivery-status":
                return next(_failures(part, token), None)
            case "message/feedback-report":
                return _complaint(part, token)
    return None


def read_maildir(folder: Path) -> Iterator[Report]:
    """What the messages in a Maildir tell that were not read before; each is marked as read when it was handed out.

    Raises `InputError` where there is none.
    """
    if not all((folder / name).is_dir() for name in ("cur", "new", "tmp")):
        raise InputError(phrase("“{folder}” is no Maildir.", "“{folder}” não é um Maildir.", folder=str(folder)))
    box = Maildir(folder, create=False)
    for key in list(box.keys()):
        message = box.get_message(key)
        if "S" in message.get_flags():
            continue
        found = read(box.get_bytes(key))
        if found is not None:
            yield found
        _mark_read(box, key, message)


def _mark_read(box: Maildir, key: str, message: MaildirMessage) -> None:
    message.set_subdir("cur")
    message.add_flag("S")
    box[key] = message


def _token(message: Message) -> str:
    """The token of ours that a report is about: by the return path it came to, or in the message that it returns."""
    said = [value for name in _ADDRESSED for value in message.get_all(name, [])]
    for part in list(message.walk())[1:]:
        said += [value for name in _ABOUT for value in part.get_all(name, [])]
        if part.get_content_type() == "text/rfc822-headers":
            said += _headers(part)
    return next((token for token in map(token_in, map(str, said)) if token), "")


def _headers(part: Message) -> list[str]:
    content = part.get_payload(decode=True)
    returned = message_from_bytes(content if isinstance(content, bytes) else b"")
    return [str(value) for name in _ABOUT for value in returned.get_all(name, [])]


def _failures(part: Message, token: str) -> Iterator[Report]:
    """The fields of each recipient (RFC 3464, 2.3): only what failed for good counts."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        action, status = (
            str(block.get("Action", "")).strip().lower(),
            str(block.get("Status", "")).partition("(")[0].strip(),
        )
        if action == "failed" and not status.startswith("4"):
            reply = " ".join(str(block.get("Diagnostic-Code", status)).split())[:300]
            yield Report(News.BOUNCED, token, is_nobody(status), reply)


def _complaint(part: Message, token: str) -> Report | None:
    blocks = part.get_payload()
    fields = blocks[0] if isinstance(blocks, list) and blocks else part
    kind = str(fields.get("Feedback-Type", "")).strip().lower() if isinstance(fields, Message) else ""
    return Report(_FEEDBACK[kind], token, reply=kind) if kind in _FEEDBACK else None
