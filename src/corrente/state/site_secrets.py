"""One random secret a site: what is made with it nobody else can make, and says nothing without it."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from sqlalchemy import Connection, select

from corrente.state import test_tables
from corrente.state.once import upserted
from corrente.state.store import State

_BYTES = 32
_S = test_tables.secrets.c


def secret_of(state: State, site: str) -> str:
    """The secret of a site, 64 hexadecimal digits; made when it is first asked for."""
    with state.reading() as connection:
        found = _read(connection, site)
    if found is not None:
        return found
    with state.writing() as connection:
        row = {"site": site, "secret": secrets.token_hex(_BYTES)}
        connection.execute(upserted(connection, test_tables.secrets).on_conflict_do_nothing(), row)
        made = _read(connection, site)
    assert made is not None
    return made


def keyed(secret: str, use: str, said: str) -> str:
    """A keyed hash of ``said`` for one ``use``: 22 characters of base64url (128 bits; BLAKE2b, RFC 7693)."""
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), key=_key(secret, use), digest_size=16).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _key(secret: str, use: str) -> bytes:
    return hashlib.sha256(f"{use}:{secret}".encode()).digest()


def _read(connection: Connection, site: str) -> str | None:
    found: str | None = connection.execute(select(_S.secret).where(_S.site == site)).scalar()
    return found
