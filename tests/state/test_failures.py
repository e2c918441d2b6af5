"""A store that fails says so, in both languages, and has done nothing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from corrente.core.errors import InputError
from corrente.core.words import Language
from corrente.state import plans, store
from corrente.state.failures import StateError
from corrente.state.plans import Edit, save
from corrente.state.store import State, open_state
from tests.state.items import an_item

SECRET = "s3cret"


def _save(state: State, n: int = 0, words: str = "") -> None:
    save(state, "plan", {f"segment.{n}": Edit(an_item(f"segment.{n}", words=words))}, author="ana", reason="")


def _said(error: InputError) -> str:
    return " ".join(error.say(language) for language in Language)


def test_only_its_user_may_read_the_file(tmp_path: Path) -> None:
    open_state(tmp_path / "new" / "state.sqlite").close()
    assert (tmp_path / "new" / "state.sqlite").stat().st_mode & 0o077 == 0


def test_what_is_acknowledged_is_on_the_disk(file_state: State) -> None:
    with file_state.reading() as connection:
        said = [
            connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert said == ["wal", 2, 1]


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    file.write_bytes(b"name,email\n" * 500)
    with pytest.raises(StateError, match="not a database") as failed:
        open_state(file)
    assert str(file) in _said(failed.value)
    assert file.read_bytes() == b"name,email\n" * 500


def test_a_damaged_file(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    state = open_state(file)
    for n in range(50):
        _save(state, n, "x" * 2000)
    state.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(StateError, match="malformed") as failed:
        plans.history(open_state(file), "plan")
    assert "está danificado" in _said(failed.value)


def test_a_full_disk(file_state: State) -> None:
    _save(file_state)
    before = plans.history(file_state, "plan")

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("pragma max_page_count = 1")  # SQLite's own way to have no room: the pages there are

    file_state.engine.dispose()
    event.listen(file_state.engine, "connect", fill)
    with pytest.raises(StateError, match="is full") as failed:
        _save(file_state, 1, "x" * 1_000_000)
    assert "Libere espaço" in _said(failed.value)
    assert plans.history(file_state, "plan") == before


def test_a_file_that_may_not_be_written(file_state: State) -> None:
    _save(file_state)
    file_state.engine.dispose()
    event.listen(file_state.engine, "connect", lambda connection, _: connection.execute("pragma query_only = on"))
    with pytest.raises(StateError, match="readonly") as failed:
        _save(file_state, 1)
    assert "Permita" in _said(failed.value)
    assert len(plans.history(file_state, "plan")) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StateError, match="Permission denied"):
        open_state(tmp_path / "state.sqlite")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "company").write_text("")
    with pytest.raises(StateError, match="File exists"):
        open_state(tmp_path / "company" / "state.sqlite")


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE_SECONDS", 0.05)
    state = open_state(tmp_path / "state.sqlite")
    with sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None) as other:
        other.execute("begin exclusive")
        with pytest.raises(StateError, match="locked"):
            _save(state)
        assert plans.history(state, "plan") == ()  # readers do not wait
        other.execute("rollback")
    _save(state)


def test_what_an_older_corrente_cannot_read(file_state: State) -> None:
    _save(file_state)
    with file_state.writing() as connection:
        connection.exec_driver_sql("drop trigger revisions_no_update")
        connection.exec_driver_sql("update revisions set body = '[\"Novelty\", 1]'")
    with pytest.raises(StateError, match="does not know"):
        plans.history(file_state, "plan")


@pytest.mark.parametrize(
    "url", [f"mysql://me:{SECRET}@host/db", f"{SECRET}", "", "sqlite:///x", "postgresql://h/db?schema=a b"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(StateError, match="cannot be kept") as failed:
        open_state(url)
    assert "postgresql://" in _said(failed.value)


@pytest.mark.engines
@pytest.mark.parametrize("query", ["", f"?no_such_option={SECRET}"])
def test_a_server_that_does_not_answer(query: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError) as failed:
        open_state(f"postgresql://me:{SECRET}@127.0.0.1:1/db{query}")
    assert SECRET not in _said(failed.value) + repr(failed.value)


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StateError, match=r"corrente\[postgres\]"):
        open_state("postgresql://host/db")
