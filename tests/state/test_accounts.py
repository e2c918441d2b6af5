"""Accounts, sessions, the pace of logins and the audit log; no secret is ever shown."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import argon2
import pytest
from sqlalchemy import text, update

from corrente.core.errors import InputError
from corrente.core.words import Language
from corrente.state import accounts, audit, logins, sessions, tables
from corrente.state.accounts import Role, open_account, verified
from corrente.state.audit import Act
from corrente.state.failures import StateError
from corrente.state.logins import TooManyAttempts, log_in
from corrente.state.store import State, open_state
from tests.state.conftest import Clock

PASSWORD = "correct horse battery"
HERE = "192.0.2.7"
HASHER = accounts._hasher


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes of Argon2id that take a millisecond instead of fifty."""
    accounts._nobodys_hash.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: argon2.PasswordHasher(1, 8, 1))
        yield
    accounts._nobodys_hash.cache_clear()


def _open(state: State, email: str = "ana@example.com", role: Role = Role.OWNER) -> accounts.Account:
    return open_account(state, email, PASSWORD, role, Language.PT)


def _everything(state: State) -> str:
    with state.reading() as connection:
        rows = [connection.execute(table.select()).all() for table in tables.metadata.sorted_tables]
    return str([[*map(str, row)] for table in rows for row in table])


def test_roles_include_those_below() -> None:
    assert [Role.EDITOR.may(role) for role in Role] == [True, True, False]
    assert all(Role.OWNER.may(role) for role in Role)


def test_an_account_is_found_by_address_and_password(state: State) -> None:
    account = _open(state, " Ana@Example.com ")
    assert account.email == "ana@example.com"
    assert verified(state, "ANA@example.COM", PASSWORD) == account
    assert verified(state, "ana@example.com", PASSWORD + "!") is None
    assert verified(state, "bia@example.com", PASSWORD) is None
    assert accounts.listed(state) == (account,)


def test_a_password_may_be_typed_on_another_keyboard(state: State) -> None:
    account = open_account(state, "a@b", "coração de leão", Role.READER, Language.PT)
    assert verified(state, "a@b", "corac\u0327a\u0303o de lea\u0303o") == account


@pytest.mark.parametrize("email", ["", "ana", "ana@", "a b@c", "a@b@c", "a@b\n", "x" * 250 + "@b.com", "a\0@b"])
def test_an_address_has_to_be_one(file_state: State, email: str) -> None:
    if email == "a@b\n":  # spaces at the end are the keyboard's
        assert _open(file_state, email).email == "a@b"
        return
    with pytest.raises(InputError, match="no e-mail"):
        _open(file_state, email)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1001])
def test_a_password_is_long_and_not_too_long(file_state: State, password: str) -> None:
    with pytest.raises(InputError, match="12 to 1,000"):
        open_account(file_state, "a@b", password, Role.READER, Language.EN)


@pytest.mark.parametrize("odd", ["\ud800" * 12, "x" * 100_000, "\0" * 12])
def test_odd_passwords_and_tokens_are_just_wrong(file_state: State, odd: str) -> None:
    _open(file_state)
    assert log_in(file_state, "ana@example.com", odd, HERE) is None
    assert sessions.resume(file_state, odd) is None
    sessions.end(file_state, odd)


def test_an_address_is_taken_once(state: State) -> None:
    _open(state)
    with pytest.raises(InputError, match="already"):
        _open(state, "ANA@example.com")
    assert len(audit.listed(state)) == 1


def test_the_hash_is_argon2id_and_is_renewed_when_the_parameters_rise(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = _open(state)
    monkeypatch.setattr(accounts, "_hasher", lambda: argon2.PasswordHasher(2, 8, 1))
    assert verified(state, "ana@example.com", PASSWORD) == account
    with state.reading() as connection:
        assert (
            connection.execute(text("select password from accounts")).scalar_one().startswith("$argon2id$v=19$m=8,t=2")
        )
    assert argon2.extract_parameters(HASHER().hash("x")) == argon2.profiles.RFC_9106_LOW_MEMORY


def test_a_session_lasts_until_it_ends(state: State, clock: Clock) -> None:
    account = _open(state)
    session = log_in(state, "ana@example.com", PASSWORD, HERE)
    assert session is not None
    assert sessions.resume(state, session.token) == account
    assert sessions.resume(state, session.token + "x") is None
    clock.move(seconds=sessions.LIFETIME.total_seconds() - 1)
    assert sessions.resume(state, session.token) == account
    clock.move(seconds=1)
    assert sessions.resume(state, session.token) is None


@pytest.mark.parametrize("deed", ["logout", "everywhere", "password", "role", "close"])
def test_what_ends_a_session(state: State, deed: str) -> None:
    _open(state, "owner@example.com")
    account = _open(state)
    ended, other = log_in(state, "ana@example.com", PASSWORD, HERE), log_in(state, "owner@example.com", PASSWORD, HERE)
    assert ended is not None
    assert other is not None
    match deed:
        case "logout":
            sessions.end(state, ended.token)
            sessions.end(state, ended.token)  # harmless
        case "everywhere":
            accounts.log_out_everywhere(state, account.id)
        case "password":
            accounts.change_password(state, account.id, PASSWORD + "!", by=account.id)
            assert verified(state, "ana@example.com", PASSWORD + "!") == account
        case "role":
            accounts.change_role(state, account.id, Role.READER, by=other.account.id)
        case "close":
            accounts.close(state, account.id, by=other.account.id)
            assert verified(state, "ana@example.com", PASSWORD) is None
    assert sessions.resume(state, ended.token) is None
    assert sessions.resume(state, other.token) == other.account


def test_a_closed_account_leaves_no_person_behind(state: State) -> None:
    _open(state, "owner@example.com")
    gone = _open(state)
    accounts.close(state, gone.id, by=gone.id)
    everything = _everything(state)
    assert gone.id in everything
    assert "ana@" not in everything
    assert _open(state).id != gone.id  # the address is free again
    for deed in (accounts.close, lambda *a, **k: accounts.change_password(*a, PASSWORD, **k)):
        with pytest.raises(InputError, match="no such account"):
            deed(state, gone.id, by="")


def test_an_owner_always_remains(state: State) -> None:
    people = [_open(state), _open(state, "bia@example.com")]
    for _ in range(5):  # each takes the other's role at the same moment
        with ThreadPoolExecutor(2) as pool:
            pairs = zip(people, reversed(people), strict=True)
            done = [pool.submit(accounts.change_role, state, a.id, Role.EDITOR, by=b.id) for a, b in pairs]
        assert sorted(str(type(d.exception())) for d in done) == sorted(map(str, (InputError, type(None))))
        (owner,) = (a for a in accounts.listed(state) if a.role is Role.OWNER)
        with pytest.raises(InputError, match="last owner"):
            accounts.close(state, owner.id, by=owner.id)
        for account in people:
            accounts.change_role(state, account.id, Role.OWNER, by=owner.id)


def test_a_person_chooses_the_language(state: State) -> None:
    account = _open(state)
    accounts.change_language(state, account.id, Language.EN)
    assert [a.language for a in accounts.listed(state)] == [Language.EN]
    with pytest.raises(InputError, match="no such account"):
        accounts.change_language(state, "nobody", Language.EN)


def test_guessing_is_slowed_down_and_forgiven(state: State, clock: Clock) -> None:
    _open(state)
    for _ in range(logins.MOST_PER_PAIR):
        assert log_in(state, "ana@example.com", "wrong password", HERE) is None
        clock.move(seconds=10)
    for _ in range(3):  # asking again does not make it longer
        with pytest.raises(TooManyAttempts) as refused:
            log_in(state, "ana@example.com", PASSWORD, HERE)
        assert refused.value.wait == logins.WINDOW - dt.timedelta(seconds=10 * logins.MOST_PER_PAIR)
    assert "14 minutes" in refused.value.say()
    assert log_in(state, "ana@example.com", PASSWORD, "198.51.100.1") is not None  # Ana herself, elsewhere
    clock.move(seconds=refused.value.wait.total_seconds())
    assert log_in(state, "ana@example.com", PASSWORD, HERE) is not None
    assert log_in(state, "ana@example.com", "wrong password", HERE) is None  # counted from none again


def test_an_address_that_tries_many_accounts_is_slowed_down(state: State) -> None:
    _open(state)
    for n in range(logins.MOST_PER_ADDRESS):
        assert log_in(state, f"{n}@example.com", PASSWORD, HERE) is None
    with pytest.raises(TooManyAttempts):
        log_in(state, "ana@example.com", PASSWORD, HERE)


def test_an_account_that_is_tried_from_everywhere_is_slowed_down(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logins, "MOST_PER_EMAIL", 12)
    _open(state)
    for n in range(12):
        assert log_in(state, "ana@example.com", "wrong password", f"198.51.100.{n}") is None
    with pytest.raises(TooManyAttempts):
        log_in(state, "ana@example.com", PASSWORD, HERE)


def test_many_guesses_at_once_do_not_slip_through(state: State) -> None:
    _open(state)

    def guess(_: int) -> bool:
        try:
            return log_in(state, "ana@example.com", "wrong password", HERE) is None
        except TooManyAttempts:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(40))) <= logins.MOST_PER_PAIR


def test_the_log_tells_who_did_what(state: State) -> None:
    ana, bia = _open(state), _open(state, "bia@example.com", Role.READER)
    accounts.change_role(state, bia.id, Role.EDITOR, by=ana.id)
    log_in(state, "bia@example.com", PASSWORD, HERE)
    log_in(state, "bia@example.com", "wrong password", HERE)
    newest = [(e.act, e.by, e.of, dict(e.details)) for e in audit.listed(state, most=3)]
    assert newest == [
        (Act.REFUSED, "", "", {"address": HERE}),
        (Act.LOGGED_IN, bia.id, bia.id, {"address": HERE}),
        (Act.ROLE, ana.id, bia.id, {"role": "editor"}),
    ]


def test_no_secret_is_shown(place: Path | str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    state = open_state(place)
    _open(state)
    session = log_in(state, "ana@example.com", PASSWORD, HERE)
    assert session is not None
    with pytest.raises(StateError) as failed, state.writing() as connection:
        connection.execute(update(tables.accounts).values(role=None, password=PASSWORD))
    assert "INSERT INTO sessions" in caplog.text
    seen = caplog.text + repr(session) + repr(state) + "".join(traceback.format_exception(failed.value))
    for secret in (PASSWORD, session.token):
        assert secret not in seen
        assert secret not in _everything(state)
    assert "$argon2id$" not in seen  # although each row that is read is logged
    assert "Row (" in seen
    state.close()
