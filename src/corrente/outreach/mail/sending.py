"""Handing messages to a mail server (RFC 5321), and what its answers mean for whether they were taken."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.outreach.mail.server import Security, Server

PER_CONNECTION = 100
"""Messages after which a new connection is made; servers end old ones by themselves, at a worse moment."""
_OK, _GONE = 250, 421


class Outcome(StrEnum):
    """What became of a message.

    ``SENT``: the server took it. ``LATER``: it refused it for now. ``REFUSED``: for good. ``NOBODY``: for good, as
    there is no such mailbox. ``UNKNOWN``: all of it was handed over, and the server's word was not heard.
    ``WITHDRAWN``: it was not to be sent any more. ``DOWN``: the server takes nothing now. ``WRONG``: it will take
    nothing as we are set up.
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    NOBODY = "nobody"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    DOWN = "down"
    WRONG = "wrong"


@dataclass(frozen=True)
class Handed:
    """An outcome and the server's own words."""

    outcome: Outcome
    reply: str = ""


@dataclass(frozen=True)
class Parcel:
    """A message in its envelope; ``utf8`` where an address needs RFC 6531."""

    sender: str
    to: str
    content: bytes
    utf8: bool = False


@dataclass
class Post:
    """A connection to the mail server that is made when it is needed and used again. For one thread."""

    server: Server
    _smtp: smtplib.SMTP | None = field(default=None, repr=False)
    _handed: int = 0

    def hand_over(self, parcel: Parcel, begin: Callable[[], bool]) -> Handed:
        """Hand over one message.

        ``begin`` is called when the server has agreed to take a message from us for this person and before anything of
        it is said: where it gives false the message is withdrawn.
        """
        try:
            smtp = self._connected()
        except (smtplib.SMTPException, OSError) as failure:
            self._drop()
            return Handed(Outcome.WRONG if _is_wrong(failure) else Outcome.DOWN, words(failure))
        try:
            return self._envelope(smtp, parcel) or self._content(smtp, parcel, begin)
        except smtplib.SMTPNotSupportedError as failure:
            self._reset()
            return Handed(Outcome.REFUSED, words(failure))
        except (smtplib.SMTPException, OSError) as failure:  # before the end of the message: it cannot have been taken
            self._drop()
            return Handed(Outcome.DOWN, words(failure))

    def close(self) -> None:
        """Take leave of the server."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None and self._handed >= PER_CONNECTION:
            self.close()
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.noop()[0] == _OK:
                    return self._smtp
            self._drop()
        self._smtp, self._handed = connect(self.server), 0
        return self._smtp

    def _envelope(self, smtp: smtplib.SMTP, parcel: Parcel) -> Handed | None:
        """``None`` where the server agrees to take a message from us for this person."""
        self._handed += 1
        code, reply = smtp.mail(parcel.sender, ["SMTPUTF8"] if parcel.utf8 else [])
        if code != _OK:
            self._drop()
            return Handed(Outcome.WRONG if code >= 500 else Outcome.DOWN, said(code, reply))
        code, reply = smtp.rcpt(parcel.to)
        return None if code in (_OK, 251) else self._refused(code, reply, at_recipient=True)

    def _content(self, smtp: smtplib.SMTP, parcel: Parcel, begin: Callable[[], bool]) -> Handed:
        if not begin():
            self._reset()
            return Handed(Outcome.WITHDRAWN)
        code, reply = smtp.docmd("DATA")
        if code != 354:
            return self._refused(code, reply)
        smtp.send(_stuffed(parcel.content))
        try:
            code, reply = smtp.getreply()
        except (smtplib.SMTPException, OSError) as failure:
            self._drop()
            return Handed(Outcome.UNKNOWN, words(failure))
        return Handed(Outcome.SENT, said(code, reply)) if code == _OK else self._refused(code, reply)

    def _refused(self, code: int, reply: bytes, at_recipient: bool = False) -> Handed:
        if code == _GONE:
            self._drop()
            return Handed(Outcome.DOWN, said(code, reply))
        self._reset()
        if code < 500:
            return Handed(Outcome.LATER, said(code, reply))
        nobody = at_recipient and is_nobody(code, reply.decode("ascii", "replace"))
        return Handed(Outcome.NOBODY if nobody else Outcome.REFUSED, said(code, reply))

    def _reset(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def connect(server: Server) -> smtplib.SMTP:
    """A connection that is encrypted and logged in as the server asks. Raises ``SMTPException`` or ``OSError``."""
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, server.hello, timeout=server.patience, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, server.hello, timeout=server.patience)
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def is_nobody(code: int, reply: str) -> bool:
    """Whether a refusal says that there is no such mailbox (RFC 3463: 5.1.x, 5.2.1), not that we are unwanted."""
    found = re.search(r"\b5\.(\d{1,3})\.(\d{1,3})\b", reply)
    if found is None:
        return code in (550, 551, 553)
    return found[1] == "1" or (found[1], found[2]) == ("2", "1")


def said(code: int, reply: bytes) -> str:
    """A server's answer in one short line."""
    return f"{code} {' '.join(reply.decode('utf-8', 'replace').split())}"[:300]


def words(failure: Exception) -> str:
    """What a failure says of itself in one short line, never with what was sent to log in."""
    if isinstance(failure, smtplib.SMTPResponseException):
        reply = failure.smtp_error
        return said(failure.smtp_code, reply if isinstance(reply, bytes) else str(reply).encode())
    return " ".join(f"{type(failure).__name__}: {failure}".split())[:300]


def _is_wrong(failure: Exception) -> bool:
    """Whether trying again cannot help: the login, the certificate, or what the server offers."""
    if isinstance(failure, smtplib.SMTPResponseException):
        return 500 <= failure.smtp_code < 600
    return isinstance(failure, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError)


def _stuffed(content: bytes) -> bytes:
    """The message as it is said: lines end with CRLF, a dot at a line's beginning is doubled, a lone one ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
