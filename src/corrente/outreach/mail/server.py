"""The mail server that messages are handed to, as the operator names it in the environment."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase
from corrente.outreach.people import is_address
from corrente.state.tables import Hidden

SERVER, PASSWORD, PASSWORD_FILE = "CORRENTE_SMTP", "CORRENTE_SMTP_PASSWORD", "CORRENTE_SMTP_PASSWORD_FILE"
RETURN_PATH, PUBLIC = "CORRENTE_MAIL_BOUNCES", "CORRENTE_PUBLIC_URL"
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
PATIENCE_SECONDS = 60


class Security(StrEnum):
    """How the connection is kept private: from its first byte, from ``STARTTLS`` on, or not (this machine only)."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"


_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True)
class Server:
    """Where messages are handed over.

    ``return_path`` (empty: the sender's own address) gets what cannot be delivered; the delivery's token is put behind
    its name (``bounces+token@example.com``). ``patience`` are seconds that each answer is waited for.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    return_path: str = ""
    patience: float = PATIENCE_SECONDS
    hello: str = field(default_factory=socket.getfqdn)


def read_server(environment: Mapping[str, str]) -> Server:
    """The server that the environment names. Raises `InputError` where it names none, or one that is not safe."""
    said = environment.get(SERVER, "")
    if not said:
        raise _none()
    parts = _parts(said)
    security, user = Security(parts.scheme), unquote(parts.username or "")
    host, port = parts.hostname or "", parts.port or _PORTS[Security(parts.scheme)]
    if security is Security.NONE and host not in LOCAL:
        raise _in_clear(host)
    path = environment.get(RETURN_PATH, "")
    if path and not is_address(path):
        raise InputError(
            phrase("{name} is no e-mail address.", "{name} não é um endereço de e-mail.", name=RETURN_PATH)
        )
    return Server(host, port, security, user, _password(environment) if user else Hidden(), path)


def _parts(said: str) -> SplitResult:
    try:
        parts = urlsplit(said)
        good = parts.scheme in set(Security) and parts.hostname and parts.password is None and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise _not_so()
    return parts


def _password(environment: Mapping[str, str]) -> Hidden:
    file = environment.get(PASSWORD_FILE, "")
    if not file:
        return Hidden(environment.get(PASSWORD, ""))
    try:
        return Hidden(Path(file).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeError) as failure:
        raise InputError(
            phrase(
                "The file named by {name} cannot be read.", "Não dá para ler o arquivo de {name}.", name=PASSWORD_FILE
            )
        ) from failure


def read_base(environment: Mapping[str, str]) -> str:
    """The address by which people reach the service, without a slash at its end.

    Raises `InputError` where there is none, or one of another machine without HTTPS.
    """
    said = environment.get(PUBLIC, "").rstrip("/")
    parts = urlsplit(said)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if safe and parts.hostname and not (parts.query or parts.fragment):
        return said
    raise InputError(
        Phrase(
            "It is not said by which address people reach the links in a message.",
            "Falta o endereço pelo qual as pessoas chegam aos links da mensagem.",
        ),
        None,
        Phrase(
            "Set CORRENTE_PUBLIC_URL=https://go.example.com, where “corrente service” answers.",
            "Defina CORRENTE_PUBLIC_URL=https://go.exemplo.com.br, onde o “corrente service” responde.",
        ),
    )


_EXAMPLE = Phrase(
    "Set CORRENTE_SMTP=smtp+starttls://user@mail.example.com:587 and CORRENTE_SMTP_PASSWORD or "
    "CORRENTE_SMTP_PASSWORD_FILE.",
    "Defina CORRENTE_SMTP=smtp+starttls://usuario@mail.exemplo.com.br:587 e CORRENTE_SMTP_PASSWORD ou "
    "CORRENTE_SMTP_PASSWORD_FILE.",
)


def _none() -> InputError:
    return InputError(Phrase("No mail server is named.", "Nenhum servidor de e-mail foi informado."), None, _EXAMPLE)


def _not_so() -> InputError:
    return InputError(
        Phrase(
            "The address of the mail server in CORRENTE_SMTP is not one, or holds a password.",
            "O endereço do servidor de e-mail em CORRENTE_SMTP não é válido ou traz uma senha.",
        ),
        None,
        _EXAMPLE,
    )


def _in_clear(host: str) -> InputError:
    return InputError(
        phrase(
            "Mail is not handed to {host} unencrypted.",
            "E-mails não são entregues a {host} sem criptografia.",
            host=host,
        ),
        None,
        Phrase("Use smtp+starttls:// or smtps://.", "Use smtp+starttls:// ou smtps://."),
    )
