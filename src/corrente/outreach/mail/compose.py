"""One message to one person, as a mail server takes it (RFC 5322, 2047, 2369, 8058)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Protocol

from corrente.core.errors import InputError
from corrente.core.mailing import Mailing, MailSlot
from corrente.core.outreach import Utm
from corrente.core.words import Phrase, phrase
from corrente.outreach.links import tagged
from corrente.outreach.mail import footer, markup
from corrente.outreach.people import is_address

LONGEST_SUBJECT = 200
LONGEST_TEXT = 50_000
"""Characters. Gmail cuts what is longer than 102 kB."""
ENCODED = SMTP.clone(cte_type="7bit")
"""Nothing but ASCII on the wire, which every server takes."""


class Leading(Protocol):
    """What gives the addresses in a message."""

    def click(self, token: str, number: int, /) -> str:
        """Where the link of that number goes by."""

    def unsubscribe(self, token: str, /) -> str:
        """Where one click ends it."""


@dataclass(frozen=True)
class Letter:
    """To whom a message goes, and in which version."""

    token: str
    email: str
    fields: Mapping[str, str]
    variant: str = ""


@dataclass(frozen=True)
class Written:
    """A message as it goes over the wire; ``utf8`` where an address cannot be said in ASCII (RFC 6531)."""

    to: str
    content: bytes
    utf8: bool


def compose(mailing: Mailing, letter: Letter, doors: Leading, at: dt.datetime) -> Written:
    """The message. Raises `InputError` for a text or an address that cannot be sent.

    Its Message-ID is the same whenever it is made again, so that a server which has it can tell.
    """
    stop = doors.unsubscribe(letter.token)
    numbers = {url: number for number, url in enumerate(links_of(mailing))}
    text, html = parts(mailing, letter, stop, lambda url: doors.click(letter.token, numbers[url]))
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(mailing, letter, stop, at))
    body = EmailMessage(policy=ENCODED)
    body.set_content(text)
    body.add_alternative(html, subtype="html")
    return Written(address(letter.email), headers.encode() + body.as_bytes(), not headers.isascii())


def _headers(mailing: Mailing, letter: Letter, stop: str, at: dt.datetime) -> Iterator[tuple[str, str]]:
    sender, domain = mailing.sender, ascii_domain(mailing.sender.email)
    yield "From", f"{_phrase(sender.name)} <{address(sender.email)}>"
    yield "To", address(letter.email)
    if sender.reply_to:
        yield "Reply-To", address(sender.reply_to)
    yield "Date", format_datetime(at)
    yield "Message-ID", f"<{letter.token}@{domain}>"
    yield "Subject", _words("Subject", subject(mailing, letter))
    yield "List-Id", f"<{mailing.id}.{domain}>"
    yield "List-Unsubscribe", f"<{stop}>"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Feedback-ID", f"{letter.variant or 'a'}:{mailing.id}:mailing:{domain.partition('.')[0]}"


def subject(mailing: Mailing, letter: Letter) -> str:
    """The subject as a person reads it."""
    return markup.said(markup.places(mailing.saying(letter.variant)[MailSlot.SUBJECT]), letter.fields).strip()


def _words(name: str, said: str) -> str:
    """Free words in a header: as they are, or encoded where they could be taken for something else (RFC 2047).

    Not by `EmailMessage`: up to Python 3.11 it loses blanks between encoded words, and decodes what only looks like one
    (CVE-2024-6923).
    """
    if _one_line(said).isascii() and "=?" not in said:
        return said
    return Header(said, "utf-8", header_name=name).encode(linesep="\r\n")


def _phrase(name: str) -> str:
    found = _words("From", name)
    return found if found != name else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parts(mailing: Mailing, letter: Letter, stop: str, reach: Callable[[str], str]) -> tuple[str, str]:
    """The plain part and the HTML part; ``reach`` says where each of the author's addresses leads by."""
    said = mailing.saying(letter.variant)
    blocks = markup.blocks(said[MailSlot.TEXT])
    text = markup.as_text(blocks, letter.fields, reach) + "\n" + footer.as_text(mailing, stop)
    preview = markup.said(markup.places(said.get(MailSlot.PREVIEW, "")), letter.fields)
    inner = markup.as_html(blocks, letter.fields, reach)
    return text, _page(mailing, subject(mailing, letter), preview, inner, footer.as_html(mailing, stop))


_HIDDEN = "display:none;max-height:0;overflow:hidden"
_BODY = (
    "margin:0;padding:24px 16px;background:#ffffff;color:#1a1a1a;"
    "font:16px/24px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
)


def _page(mailing: Mailing, title: str, preview: str, inner: str, beneath: str) -> str:
    before = f'<div style="{_HIDDEN}">{escape(preview)}</div>\n' if preview else ""
    return (
        f'<!doctype html>\n<html lang="{mailing.language.value}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n</head>\n<body style="{_BODY}">\n{before}'
        f'<div style="max-width:600px;margin:0 auto">\n{inner}\n'
        '<div style="margin-top:32px;padding-top:16px;border-top:1px solid #d0d0d0;font-size:13px;line-height:20px;'
        f'color:#595959">\n{beneath}\n</div>\n</div>\n</body>\n</html>\n'
    )


def links_of(mailing: Mailing) -> tuple[str, ...]:
    """Every address that some version leads to, once, in an order that stays as long as the mailing does."""
    texts = (mailing.saying(variant.id).get(MailSlot.TEXT, "") for variant in mailing.variants)
    return tuple(dict.fromkeys(url for text in texts for url in markup.links_of(text)))


def destination(mailing: Mailing, variant: str, number: int) -> str | None:
    """Where a link leads in the end, with what tells of campaign and version; ``None`` where there is no such link."""
    links = links_of(mailing)
    return tagged(links[number], tags(mailing, variant)) if number < len(links) else None


def tags(mailing: Mailing, variant: str) -> Utm:
    """What a click says of where it came from."""
    return Utm("email", "email", mailing.name, content=variant or "a", id=mailing.item or mailing.id)


def check(mailing: Mailing) -> None:
    """Raises `InputError` for the first thing that keeps a mailing from being sent as it stands."""
    _check_sender(mailing)
    for variant in mailing.variants:
        said = mailing.saying(variant.id)
        for slot, longest in ((MailSlot.SUBJECT, LONGEST_SUBJECT), (MailSlot.TEXT, LONGEST_TEXT)):
            _check_length(said.get(slot, ""), longest)
        for slot in (MailSlot.SUBJECT, MailSlot.PREVIEW):
            markup.places(_one_line(said.get(slot, "")))
    for url in links_of(mailing):
        tagged(url, tags(mailing, "a"))


def _check_sender(mailing: Mailing) -> None:
    sender = mailing.sender
    for said in (sender.name, sender.controller.name, sender.controller.contact, sender.postal):
        if not _one_line(said).strip():
            raise _missing(_SENDER_MISSING)
    for email in filter(None, (sender.email, sender.reply_to)):
        address(email)


def _check_length(said: str, longest: int) -> None:
    if not said.strip():
        raise _missing(_TEXT_MISSING)
    if len(said) > longest:
        raise InputError(
            phrase(
                "A subject or text is longer than {n} characters.",
                "Um assunto ou texto tem mais de {n} caracteres.",
                n=str(longest),
            )
        )


def ascii_domain(email: str) -> str:
    """The part after the @, as it is looked up. Raises `InputError` where that cannot be said."""
    try:
        return email.rpartition("@")[2].encode("idna").decode().lower()
    except UnicodeError:
        raise _no_address(email) from None


def is_deliverable(email: str) -> bool:
    """Whether a message can be addressed to it."""
    try:
        address(email)
    except InputError:
        return False
    return True


def address(email: str) -> str:
    """An address as servers take it: its domain in ASCII. Raises `InputError` for what is none."""
    if not is_address(_one_line(email)):
        raise _no_address(email)
    return f"{email.rpartition('@')[0]}@{ascii_domain(email)}"


def _one_line(said: str) -> str:
    """What may stand in a header: no line break or other control sign, by which headers could be added."""
    if any(unicodedata.category(sign) in _CONTROL for sign in said):
        raise InputError(
            phrase(
                "“{said}” holds a line break or another sign that cannot be shown.",
                "“{said}” tem uma quebra de linha ou outro caractere que não pode aparecer.",
                said=_shown(said),
            ),
            None,
            Phrase("Write it in one line.", "Escreva em uma linha só."),
        )
    return said


_CONTROL = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})


def _shown(said: Iterable[str]) -> str:
    return "".join(" " if unicodedata.category(sign) in _CONTROL else sign for sign in said)[:100]


_SENDER_MISSING = Phrase(
    "A mailing says from whom it is: the sender, the company, its postal address, and whom to ask about the data.",
    "Um e-mail diz de quem vem: o remetente, a empresa, o endereço postal e o contato sobre os dados.",
)
_TEXT_MISSING = Phrase("A subject or a text is missing.", "Falta um assunto ou um texto.")


def _missing(what: Phrase) -> InputError:
    return InputError(what, None, Phrase("Fill it in.", "Preencha."))


def _no_address(email: str) -> InputError:
    return InputError(
        phrase("“{email}” is no e-mail address.", "“{email}” não é um endereço de e-mail.", email=_shown(email))
    )
