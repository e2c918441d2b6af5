"""Who is logged in: the browser holds a random token, the store its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from corrente.state import audit, tables
from corrente.state.accounts import Account, account_of
from corrente.state.audit import Act, Entry
from corrente.state.store import State

LIFETIME = dt.timedelta(days=14)
"""How long a login lasts at most."""

_S, _A = tables.sessions.c, tables.accounts.c


@dataclass(frozen=True)
class Session:
    """A login that has just begun. ``token`` is for the browser: it is stored nowhere, and not in this one's repr."""

    account: Account
    token: str = field(repr=False)
    expires: dt.datetime


def start(connection: Connection, account: Account, at: dt.datetime) -> Session:
    """Begin a session, in the transaction that lets the person in."""
    session = Session(account, secrets.token_urlsafe(32), at + LIFETIME)
    row = {"token": _hash(session.token), "account": account.id, "made": at, "expires": session.expires}
    connection.execute(insert(tables.sessions).values(row))
    return session


def resume(state: State, token: str) -> Account | None:
    """Whose token this is; ``None`` where it is unknown, has expired or was ended, or the account was closed."""
    asked = select(tables.accounts).join(tables.sessions).where(_S.token == _hash(token), _live(state))
    with state.reading() as connection:
        found = connection.execute(asked.where(_A.closed.is_(None))).one_or_none()
    return None if found is None else account_of(found)


def end(state: State, token: str) -> None:
    """Log out; a token that is not live changes nothing."""
    ended = update(tables.sessions).where(_S.token == _hash(token), _live(state)).returning(_S.account)
    with state.writing() as connection:
        account = connection.execute(ended.values(ended=state.clock())).scalar()
        if account is not None:
            audit.write(connection, Entry(state.clock(), account, Act.LOGGED_OUT, account))


def _live(state: State) -> ColumnElement[bool]:
    return and_(_S.ended.is_(None), _S.expires > state.clock())


def _hash(token: str) -> str:
    """A plain hash is enough: the token is 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
