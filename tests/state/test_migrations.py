"""The tables grow in steps and shrink again, one process at a time, and keep what they hold."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from corrente.core.answer import Grade
from corrente.core.words import Language
from corrente.state import forecasts, mail_tables, migrating, outreach_tables, plans, store, tables, test_tables  # noqa: F401
from corrente.state.accounts import Role, listed, open_account
from corrente.state.failures import StateError
from corrente.state.forecasts import Forecast, foretell
from corrente.state.marks import note
from corrente.state.plans import Edit, save
from corrente.state.store import PATIENCE_SECONDS, State, open_state
from tests.state.items import a_mark, an_item

DAY = dt.date(2026, 11, 23)
FORECAST = Forecast("growth", "revenue", "USD", Grade.ASSUMPTION, DAY, DAY, (1.0, 2.0, 3.0, 4.0, 5.0), 3.1)


def _fill(state: State) -> None:
    save(state, "plan", {"segment": Edit(an_item())}, author="ana", reason="")
    note(state, plans.as_of(state, "plan"), [a_mark("segment")])
    foretell(state, "plan", 1, [FORECAST])
    open_account(state, "ana@example.com", "correct horse battery", Role.OWNER, Language.PT)


def _tables(state: State) -> set[str]:
    with state.reading() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_steps_lead_to_the_tables_as_they_are_described(state: State) -> None:
    with state.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        assert migrating.version(connection) == migrating.HEAD
    steps = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
    assert steps.get_heads() == [migrating.HEAD]


def test_steps_back_and_forth_keep_what_they_do_not_touch(place: Path | str, state: State) -> None:
    _fill(state)
    history, foretold = plans.history(state, "plan"), forecasts.listed(state, "plan")
    migrating.go_back(state.engine, "0002")
    assert _tables(state) == {"plans", "revisions", "marks", "decisions", "forecasts", "outcomes"}
    assert plans.history(state, "plan") == history
    again = open_state(place)
    assert forecasts.listed(again, "plan") == foretold
    assert listed(again) == ()  # the accounts went with their table
    migrating.go_back(again.engine, "0001")
    migrating.migrate(again.engine, again.where)
    assert plans.history(again, "plan") == history
    assert forecasts.listed(again, "plan") == ()
    migrating.go_back(again.engine, "base")
    assert _tables(again) == set()
    with again.writing() as connection:  # nothing is left behind, so that all of it can be made once more
        migrating._hold(connection)
    migrating.migrate(again.engine, again.where)
    _fill(again)
    again.close()


def test_many_may_open_it_at_once(place: Path | str) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: open_state(place), range(8)))
    _fill(opened[0])
    assert all(plans.history(state, "plan") == plans.history(opened[0], "plan") for state in opened)
    for state in opened:
        state.close()


def test_many_switch_one_new_file_at_the_same_moment(tmp_path: Path) -> None:
    def opened(place: Path, start: Barrier) -> str:
        start.wait()
        with closing(sqlite3.connect(place, timeout=PATIENCE_SECONDS)) as connection:
            store._prepare(connection, None)
            mode: str = connection.execute("pragma journal_mode").fetchone()[0]
            return mode

    with ThreadPoolExecutor(8) as pool:
        for n in range(40):  # without waiting about one opening in 170 failed
            start = Barrier(8)
            assert set(pool.map(opened, [tmp_path / f"{n}.sqlite"] * 8, [start] * 8)) == {"wal"}


def test_a_step_that_fails_leaves_nothing_half_done(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    # The first step protects its tables after it has made all four.
    with monkeypatch.context() as patch:
        patch.setattr("corrente.state.migrations.append_only.protect", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            open_state(place)
    state = open_state(place)
    _fill(state)
    state.close()


def test_a_newer_store_is_left_alone(place: Path | str, state: State) -> None:
    with state.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StateError, match="newer"):
        open_state(place)


@pytest.mark.parametrize("deed", ["update {} set {} = {}", "delete from {}"])
def test_what_is_written_cannot_be_changed(state: State, deed: str) -> None:
    _fill(state)
    with state.writing() as connection:
        connection.execute(text("insert into decisions values (1, 'kept', 'ana', '2026-01-01', '')"))
        connection.execute(text("insert into outcomes values (1, 1, 2.0, '[\"mapping\"]', '2026-01-01')"))
    for table in tables.APPEND_ONLY:
        column = next(iter(table.c)).name
        with pytest.raises(StateError, match="append-only"), state.writing() as connection:
            connection.execute(text(deed.format(table.name, column, column)))
    assert len(plans.history(state, "plan")) == 1


def test_two_revisions_cannot_be_based_on_one(state: State) -> None:
    """Even if `save` were wrong, the tables would not take it."""
    _fill(state)
    columns = "plan, number + {0}, item, author, at, reason, {1}, body, key || {0}"
    copy = f"insert into revisions select {columns} from revisions"
    for number, based_on in ((1, "null"), (0, "null"), (-1, "null"), (1, "5")):
        with pytest.raises(StateError), state.writing() as connection:
            connection.execute(text(copy.format(number, based_on)))
    with state.writing() as connection:
        connection.execute(text(copy.format(1, 1)))
    with pytest.raises(StateError), state.writing() as connection:
        connection.execute(text(copy.format(2, 1) + " where number = 1"))
