"""Keys are shown once, kept as hashes, and end when they are revoked."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from corrente.core.errors import InputError
from corrente.experiments import keys
from corrente.experiments.keys import Kind
from corrente.state import audit
from corrente.state.audit import Act
from corrente.state.store import State
from tests.state.conftest import Clock


def test_a_key_s_whole_life(state: State, clock: Clock) -> None:
    writing, said = keys.make(state, Kind.WRITE)
    clock.move(minutes=1)
    reading, other = keys.make(state, Kind.READ, "branch")
    assert (said[:3], other[:3]) == ("cw_", "cr_")
    assert len(said) == len(other) == 25
    assert keys.listed(state) == (writing, reading)
    with state.reading() as connection:
        assert keys.valid(connection) == {keys.hash_of(said): writing, keys.hash_of(other): reading}
    ended = keys.revoke(state, writing.id)
    assert ended.revoked == clock.now
    clock.move(minutes=1)
    assert keys.revoke(state, writing.id) == ended  # once more does nothing
    with state.reading() as connection:
        assert set(keys.valid(connection)) == {keys.hash_of(other)}


def test_the_key_itself_is_nowhere_in_the_store(state: State) -> None:
    _, said = keys.make(state, Kind.WRITE)
    with state.reading() as connection:
        kept = repr(connection.execute(text("select * from keys")).all())
    assert said not in kept
    assert said[3:] not in kept


def test_no_such_key(state: State) -> None:
    with pytest.raises(InputError, match="no key “x”"):
        keys.revoke(state, "x")


def test_a_key_that_is_no_text_at_all_has_a_hash_too() -> None:
    assert len(keys.hash_of("\ud800")) == 64


def test_who_made_and_revoked_a_key_is_noted(state: State) -> None:
    key, said = keys.make(state, Kind.READ, by="ana")
    keys.revoke(state, key.id, by="bia")
    keys.revoke(state, key.id, by="caio")  # it was revoked already
    noted = audit.listed(state)
    assert [(entry.by, entry.act, entry.of) for entry in noted] == [
        ("bia", Act.KEY_REVOKED, key.id),
        ("ana", Act.KEY_MADE, key.id),
    ]
    assert said not in str(noted)
