"""Keys of the service: a public one that can only append, and one that reads. Only their hashes are kept."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase
from corrente.state import audit
from corrente.state import test_tables as tables
from corrente.state.audit import Act, Entry
from corrente.state.store import State
from corrente.state.test_tables import MAIN

_K = tables.keys.c


class Kind(StrEnum):
    """What a key opens. A ``WRITE`` key stands in pages that everybody can read."""

    WRITE = "write"
    READ = "read"


PREFIXES = {Kind.WRITE: "cw_", Kind.READ: "cr_"}


@dataclass(frozen=True)
class Key:
    """One key of a site. ``id`` names it in lists; the key itself was shown when it was made, and never again."""

    id: str
    site: str
    kind: Kind
    made: dt.datetime
    revoked: dt.datetime | None = None


def make(state: State, kind: Kind, site: str = MAIN, *, by: str = "") -> tuple[Key, str]:
    """A new key, made ``by`` an account, and its text (``cw_`` or ``cr_`` and 128 random bits), shown this once."""
    said = PREFIXES[kind] + secrets.token_urlsafe(16)
    key = Key(secrets.token_hex(4), site, kind, state.clock())
    with state.writing() as connection:
        connection.execute(insert(tables.keys).values(**vars(key), hash=hash_of(said)))
        audit.write(connection, Entry(key.made, by, Act.KEY_MADE, key.id, {"kind": kind.value, "site": site}))
    return key, said


def revoke(state: State, id: str, *, by: str = "") -> Key:
    """End a key: what still uses it is refused within seconds. Raises `InputError` where there is no such key."""
    with state.writing() as connection:
        open_one = update(tables.keys).where(_K.id == id, _K.revoked.is_(None))
        if connection.execute(open_one.values(revoked=state.clock()).returning(_K.id)).scalar() is not None:
            audit.write(connection, Entry(state.clock(), by, Act.KEY_REVOKED, id))
        found = connection.execute(select(*_SHOWN).where(_K.id == id)).mappings().one_or_none()
    if found is None:
        raise InputError(
            phrase("There is no key “{id}”.", "A chave “{id}” não existe.", id=id),
            None,
            Phrase("See them with: corrente service key list DIR", "Veja as chaves com: corrente service key list DIR"),
        )
    return Key(**{**found, "kind": Kind(found["kind"])})


def listed(state: State) -> tuple[Key, ...]:
    """All keys of all sites, revoked ones too, the oldest first."""
    with state.reading() as connection:
        rows = connection.execute(select(*_SHOWN).order_by(_K.made, _K.id)).mappings().all()
    return tuple(Key(**{**row, "kind": Kind(row["kind"])}) for row in rows)


def valid(connection: Connection) -> Mapping[str, Key]:
    """The keys that open something, by their hash."""
    rows = connection.execute(select(_K.hash, *_SHOWN).where(_K.revoked.is_(None)))
    return {hash: Key(id, site, Kind(kind), made, revoked) for hash, id, site, kind, made, revoked in rows}


def hash_of(said: str) -> str:
    """What is kept of a key: it has 128 random bits, so that a fast hash is enough."""
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


_SHOWN = (_K.id, _K.site, _K.kind, _K.made, _K.revoked)
