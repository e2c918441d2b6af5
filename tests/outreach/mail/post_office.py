# ruff: noqa: N802 - the names are aiosmtpd's
"""A real SMTP server on this machine that counts what it takes, and refuses what a test tells it to."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from corrente.outreach.mail.server import Security, Server

OK = "250 OK"


@dataclass
class PostOffice:
    """``answers`` gives the reply to a recipient, ``ends`` that to a whole message; both may say 250."""

    port: int = 0
    answers: Callable[[str], str] = lambda _to: OK
    ends: Callable[[str], str] = lambda _to: OK
    senders: Callable[[str], str] = lambda _from: OK
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    password: str = ""
    utf8: bool = True
    on_data: Callable[[str], None] = lambda _to: None

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, Security.NONE, patience=5, hello="sender.example")

    @property
    def by_person(self) -> Counter[str]:
        """How often each recipient's messages were taken."""
        return Counter(to for _, to in self.envelopes)

    async def handle_EHLO(self, _s: SMTP, session: Session, _e: Envelope, hostname: str, responses: list[str]):  # type: ignore[no-untyped-def]
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.senders(address)
        if reply.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        reply = self.answers(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _s: SMTP, _session: Session, envelope: Envelope) -> str:
        to = envelope.rcpt_tos[0]
        reply = self.ends(to)
        if reply.startswith("250"):
            content = envelope.original_content or b""
            self.taken.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
            self.envelopes.append((envelope.mail_from or "", to))
        self.on_data(to)
        return reply


def _smtp(office: PostOffice, loop: asyncio.AbstractEventLoop) -> SMTP:
    def known(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: object) -> AuthResult:
        return AuthResult(success=getattr(said, "password", b"") == office.password.encode(), handled=False)

    asked = {"authenticator": known, "auth_required": True, "auth_require_tls": False} if office.password else {}
    return SMTP(office, enable_SMTPUTF8=office.utf8, loop=loop, **asked)


async def _end(server: asyncio.Server) -> None:
    server.close()
    open_ones = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)


@contextmanager
def post_office(**said: object) -> Iterator[PostOffice]:
    """A server that listens on a free port, with an event loop of its own."""
    office = PostOffice(**said)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    making = loop.create_server(partial(_smtp, office, loop), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(making, loop).result(10)
    office.port = server.sockets[0].getsockname()[1]
    yield office
    asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
