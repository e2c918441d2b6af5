"""People who may come in: their address, their role, and the hash of their password, which never leaves this file."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from corrente.core.errors import InputError
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.state import audit, tables
from corrente.state.audit import Act, Entry
from corrente.state.store import State

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST_CHARACTERS, MOST_CHARACTERS = 12, 1000
"""Of a password: NIST SP 800-63B asks for length and for no other rule."""

_A = tables.accounts.c


class Role(StrEnum):
    """What a person may do; each may all that the one before may."""

    READER = "reader"
    EDITOR = "editor"
    OWNER = "owner"

    def may(self, asked: Role) -> bool:
        """Whether this role is enough where ``asked`` is."""
        order = list(Role)
        return order.index(self) >= order.index(asked)


@dataclass(frozen=True)
class Account:
    """One person's. ``id`` is what revisions name as their author; a closed account has no ``email`` any more."""

    id: str
    email: str | None
    role: Role
    language: Language


def open_account(state: State, email: str, password: str, role: Role, language: Language, *, by: str = "") -> Account:
    """A new account, made by the account ``by`` (none for the first).

    Raises `InputError` where the address is none or taken, or the password too short or too long.
    """
    account = Account(secrets.token_hex(8), _address(email), role, language)
    hashed = _hashed(password)
    with state.writing() as connection:
        try:
            row = {**vars(account), "password": hashed, "made": state.clock()}
            connection.execute(insert(tables.accounts).values(row))
        except IntegrityError:
            raise _taken() from None
        audit.write(connection, Entry(state.clock(), by, Act.OPENED, account.id, {"role": role.value}))
    return account


def verified(state: State, email: str, password: str) -> Account | None:
    """The open account with that address and password; it takes as long to say that there is none.

    A hash of weaker parameters than today's is replaced on the way.
    """
    from argon2.exceptions import VerificationError

    with state.reading() as connection:
        found = connection.execute(_WHOLE.where(_A.email == normal(email))).one_or_none()
    hashed = found.password if found is not None else _nobodys_hash()
    try:
        _hasher().verify(hashed, _typed(password))
    except VerificationError:
        return None
    if found is None:
        return None
    if _hasher().check_needs_rehash(hashed):
        unchanged = update(tables.accounts).where(_A.id == found.id, _A.password == hashed)
        with state.writing() as connection:
            connection.execute(unchanged.values(password=_hashed(password)))
    return account_of(found)


def change_role(state: State, id: str, role: Role, *, by: str) -> None:
    """Give an account another role; its sessions end. Raises `InputError` for the last owner, or an unknown id."""
    with state.writing() as connection:
        if role is not Role.OWNER:
            _keep_an_owner(connection, without=id)
        _change(connection, id, role=role.value)
        _end_sessions(connection, Entry(state.clock(), by, Act.ROLE, id, {"role": role.value}))


def change_password(state: State, id: str, password: str, *, by: str) -> None:
    """Set a password; the account's sessions end. Raises `InputError` where it is too short, or the id is unknown."""
    hashed = _hashed(password)
    with state.writing() as connection:
        _change(connection, id, password=hashed)
        _end_sessions(connection, Entry(state.clock(), by, Act.PASSWORD, id))


def change_language(state: State, id: str, language: Language) -> None:
    """Set the language in which corrente speaks to this person. Raises `InputError` where the id is unknown."""
    with state.writing() as connection:
        _change(connection, id, language=language.value)
        audit.write(connection, Entry(state.clock(), id, Act.LANGUAGE, id))


def log_out_everywhere(state: State, id: str) -> None:
    """End all of an account's sessions."""
    with state.writing() as connection:
        _end_sessions(connection, Entry(state.clock(), id, Act.LOGGED_OUT, id, {"where": "everywhere"}))


def close(state: State, id: str, *, by: str) -> None:
    """Close an account and forget the person: address and password are erased, the id stays as an author of revisions.

    Raises `InputError` for the last owner, or where the id is unknown.
    """
    with state.writing() as connection:
        _keep_an_owner(connection, without=id)
        _change(connection, id, email=None, password=None, closed=state.clock())
        _end_sessions(connection, Entry(state.clock(), by, Act.CLOSED, id))


def listed(state: State) -> tuple[Account, ...]:
    """The open accounts, by address."""
    with state.reading() as connection:
        return tuple(map(account_of, connection.execute(_WHOLE.order_by(_A.email))))


def normal(email: str) -> str:
    """An address as it is stored and compared."""
    return unicodedata.normalize("NFC", email).strip().lower()


_WHOLE = select(_A.id, _A.email, _A.password, _A.role, _A.language).where(_A.closed.is_(None))


def account_of(row: Any) -> Account:
    """The account of a row that has its columns."""
    return Account(row.id, row.email, Role(row.role), Language(row.language))


def _change(connection: Connection, id: str, **values: object) -> None:
    changed = connection.execute(
        update(tables.accounts).where(_A.id == id, _A.closed.is_(None)).values(values).returning(_A.id)
    )
    if changed.scalar() is None:
        raise InputError(Phrase("There is no such account.", "Essa conta não existe."))


def _keep_an_owner(connection: Connection, without: str) -> None:
    """Hold the owners' rows, so that two cannot take the role from each other; raise where none would be left."""
    owners = select(_A.id).where(_A.role == Role.OWNER.value, _A.closed.is_(None)).order_by(_A.id).with_for_update()
    if set(connection.execute(owners).scalars()) == {without}:
        raise InputError(
            Phrase("This is the last owner.", "Esta é a última conta com o papel de dono."),
            None,
            Phrase("Make somebody else an owner first.", "Antes, torne outra pessoa dona."),
        )


def _end_sessions(connection: Connection, because: Entry) -> None:
    """End the sessions of the account that a deed was done to, and note the deed."""
    open_ones = update(tables.sessions).where(
        tables.sessions.c.account == because.of, tables.sessions.c.ended.is_(None)
    )
    connection.execute(open_ones.values(ended=because.at))
    audit.write(connection, because)


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with the second recommended parameters of RFC 9106 (64 MiB, three passes)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def _typed(password: str) -> bytes:
    """A password as it is hashed, from whatever keyboard; one that is too long to be right is not worth the work."""
    shortened = password if len(password) <= MOST_CHARACTERS else ""
    return unicodedata.normalize("NFKC", shortened).encode("utf-8", "surrogatepass")


def _hashed(password: str) -> str:
    if LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        return _hasher().hash(_typed(password))
    raise InputError(
        phrase(
            "A password has {least} to {most} characters.",
            "Uma senha tem de {least} a {most} caracteres.",
            least=Number(LEAST_CHARACTERS, Form.COUNT),
            most=Number(MOST_CHARACTERS, Form.COUNT),
        ),
        None,
        Phrase("Four or more words are a good one.", "Quatro palavras ou mais dão uma boa senha."),
    )


def _address(email: str) -> str:
    """The address as it is stored; raises `InputError` where it is none."""
    found = normal(email)
    if len(found) <= 254 and re.fullmatch(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+", found):
        return found
    raise InputError(
        Phrase("This is no e-mail address.", "Isto não é um endereço de e-mail."),
        None,
        Phrase("Write it like name@example.com.", "Escreva como nome@exemplo.com."),
    )


def _taken() -> InputError:
    return InputError(
        Phrase("There is already an account with this address.", "Já existe uma conta com este endereço."),
        None,
        Phrase("Log in, or choose another address.", "Entre com ela ou escolha outro endereço."),
    )
