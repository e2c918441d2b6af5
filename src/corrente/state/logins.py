"""Logging in, at a pace that makes guessing hopeless."""

from __future__ import annotations

import datetime as dt
import math

from sqlalchemy import ColumnElement, and_, delete, insert, select

from corrente.core.errors import CorrenteError
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.state import audit, sessions, tables
from corrente.state.accounts import normal, verified
from corrente.state.audit import Act, Entry
from corrente.state.sessions import Session
from corrente.state.store import State

WINDOW = dt.timedelta(minutes=15)
MOST_PER_PAIR, MOST_PER_ADDRESS, MOST_PER_EMAIL = 10, 30, 100
"""Failed logins in that time: for one account from one network address, from that address, and for that account.

The last is the largest, so that a stranger cannot easily lock a person out.
"""

_T = tables.attempts.c


class TooManyAttempts(CorrenteError):
    """Logins are refused for a while, right password or not; ``wait`` says for how long."""

    def __init__(self, wait: dt.timedelta) -> None:
        self.wait = wait
        super().__init__(
            Phrase("Too many logins have failed.", "Muitas tentativas de entrada falharam."),
            None,
            phrase(
                "Try again in {minutes} minutes.",
                "Tente de novo em {minutes} minutos.",
                minutes=Number(math.ceil(wait / dt.timedelta(minutes=1)), Form.COUNT),
            ),
        )


def log_in(state: State, email: str, password: str, address: str) -> Session | None:
    """A session where the password is right, from the network ``address``; ``None`` where it is not.

    Raises `TooManyAttempts` where too many have failed lately.
    """
    _try(state, normal(email), address)
    account = verified(state, email, password)
    with state.writing() as connection:
        if account is None:
            audit.write(connection, Entry(state.clock(), "", Act.REFUSED, "", {"address": address}))
            return None
        connection.execute(delete(tables.attempts).where(_T.email == normal(email), _T.address == address))
        audit.write(connection, Entry(state.clock(), account.id, Act.LOGGED_IN, account.id, {"address": address}))
        return sessions.start(connection, account, state.clock())


def _try(state: State, email: str, address: str) -> None:
    """Count this attempt, then look whether it is one too many: so that many at once cannot all slip through."""
    at = state.clock()
    with state.writing() as connection:
        connection.execute(delete(tables.attempts).where(_T.at <= at - WINDOW))
        mine = connection.execute(insert(tables.attempts).values(email=email, address=address, at=at).returning(_T.id))
        id = mine.scalar_one()
    same_email, same_address = _T.email == email, _T.address == address
    limits = [
        (and_(same_email, same_address), MOST_PER_PAIR),
        (same_address, MOST_PER_ADDRESS),
        (same_email, MOST_PER_EMAIL),
    ]
    wait = max(_wait(state, whose, most, at) for whose, most in limits)
    if wait > dt.timedelta(0):
        with state.writing() as connection:  # what is refused unseen is no failure, or refusing would never end
            connection.execute(delete(tables.attempts).where(_T.id == id))
        raise TooManyAttempts(wait)


def _wait(state: State, whose: ColumnElement[bool], most: int, at: dt.datetime) -> dt.timedelta:
    """Until so many attempts have left the window that one more is allowed."""
    with state.reading() as connection:
        tried = connection.execute(select(_T.at).where(whose).order_by(_T.at.desc()).limit(most + 1)).scalars().all()
    return tried[-1] + WINDOW - at if len(tried) > most else dt.timedelta(0)
