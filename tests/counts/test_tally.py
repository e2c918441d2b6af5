"""The cache of counts: never asked twice, never wrong, never half written; and the order of cells."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.count import Cells, Count
from corrente.core.errors import EngineError
from corrente.counts import tally as module
from corrente.counts.tally import Statement, read, tally
from corrente.engine.header import parse

SQL = """-- Orders by channel.
-- tables: orders, customers
-- parameters: day
-- lookups: channels(channel)
-- keys: channel, step
-- bound: 4
select 1"""
CELLS: Cells = {
    "channel": np.array(["b", None, "ç", "b"], dtype=object),
    "step": np.array([2, 5, 1, 1]),
    "orders": np.array([1, 2, 3, -(2**62)]),
}
SEEN = {"orders": "f1", "customers": "f2"}
ASKED = Count("made_up", {"day": 3}, {"channels": {"channel": ["b"]}})


class Counted:
    """An engine that only says how often it was asked."""

    name = "counted"

    def __init__(self, cells: Cells = CELLS) -> None:
        self.cells, self.asked = cells, 0

    def count(self, *_: object) -> Cells:
        self.asked += 1
        return self.cells

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the engine's {name} was touched")


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read", lambda name: Statement(name, SQL, parse(SQL)))


def _same(left: Cells, right: Cells) -> bool:
    return list(left) == list(right) and all(
        left[name].dtype == right[name].dtype and left[name].tolist() == right[name].tolist() for name in left
    )


def test_cells_come_in_the_order_of_their_keys_none_first() -> None:
    cells = tally(Counted(), ASKED, SEEN, None)
    assert cells["channel"].tolist() == [None, "b", "b", "ç"]
    assert cells["step"].tolist() == [5, 1, 2, 1]
    assert cells["orders"].tolist() == [2, -(2**62), 1, 3]


def test_a_second_ask_does_not_touch_the_engine(tmp_path: Path) -> None:
    engine = Counted()
    first = tally(engine, ASKED, SEEN, tmp_path)
    assert _same(tally(engine, ASKED, SEEN, tmp_path), first)
    assert engine.asked == 1


@pytest.mark.parametrize(
    ("count", "seen"),
    [
        (ASKED, {**SEEN, "orders": "f3"}),
        (Count("made_up", {"day": 4}, ASKED.lookups), SEEN),
        (Count("made_up", ASKED.parameters, {"channels": {"channel": ["c"]}}), SEEN),
        (Count("other", ASKED.parameters, ASKED.lookups), SEEN),
    ],
    ids=["fingerprint", "parameter", "lookup", "name"],
)
def test_whatever_changes_is_counted_again(count: Count, seen: Mapping[str, str], tmp_path: Path) -> None:
    engine = Counted()
    tally(engine, ASKED, SEEN, tmp_path)
    tally(engine, count, seen, tmp_path)
    assert engine.asked == 2


def test_tables_that_the_count_does_not_read_do_not_matter(tmp_path: Path) -> None:
    engine = Counted()
    tally(engine, ASKED, {**SEEN, "leads": "a"}, tmp_path)
    tally(engine, ASKED, {**SEEN, "leads": None}, tmp_path)
    assert engine.asked == 1


@pytest.mark.parametrize("seen", [{**SEEN, "orders": None}, {"customers": "f2"}], ids=["none", "absent"])
def test_a_table_without_fingerprint_is_never_cached(seen: Mapping[str, str | None], tmp_path: Path) -> None:
    engine = Counted()
    tally(engine, ASKED, seen, tmp_path)
    tally(engine, ASKED, seen, tmp_path)
    assert engine.asked == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-5], lambda b: b[:10], lambda _: b"", lambda b: b[:99] + b"x" + b[100:]]
)
def test_a_spoilt_file_is_counted_again_and_mended(spoil: Any, tmp_path: Path) -> None:
    engine = Counted()
    first = tally(engine, ASKED, SEEN, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(spoil(file.read_bytes()))
    assert _same(tally(engine, ASKED, SEEN, tmp_path), first)
    tally(engine, ASKED, SEEN, tmp_path)
    assert engine.asked == 2


def test_a_write_that_is_cut_short_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        tally(Counted(), ASKED, SEEN, tmp_path)
    assert not list(tmp_path.iterdir())


def _write_often(folder: Path, times: int) -> None:
    module.read = lambda name: Statement(name, SQL, parse(SQL))  # type: ignore[assignment]
    for _ in range(times):
        (folder / "gone").touch()
        for file in folder.glob("made_up*"):
            file.unlink(missing_ok=True)
        tally(Counted(), ASKED, SEEN, folder)  # type: ignore[arg-type]


def test_two_processes_may_write_and_read_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    other = context.Process(target=_write_often, args=(tmp_path, 200))
    other.start()
    expected = tally(Counted(), ASKED, SEEN, None)
    while other.is_alive():
        assert _same(tally(Counted(), ASKED, SEEN, tmp_path), expected)
    other.join()
    assert other.exitcode == 0


def test_more_rows_than_the_bound_are_refused(tmp_path: Path) -> None:
    many = {name: np.concatenate([column, column]) for name, column in CELLS.items()}
    with pytest.raises(EngineError, match="8 rows; at most 4"):
        tally(Counted(many), ASKED, SEEN, tmp_path)
    assert not list(tmp_path.iterdir())


def test_empty_cells_survive_the_cache(tmp_path: Path) -> None:
    none = {name: column[:0] for name, column in CELLS.items()}
    tally(Counted(none), ASKED, SEEN, tmp_path)
    assert _same(tally(Counted(none), ASKED, SEEN, tmp_path), none)


def test_an_unknown_count_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        read("no_such_count")


def test_a_lookup_of_uneven_columns_is_refused() -> None:
    from corrente.engine.arrow import lookup_table

    with pytest.raises(ValueError, match="one length"):
        lookup_table({"a": [1, 2], "b": ["x"]})
    with pytest.raises(ValueError, match="must hold"):
        lookup_table({"a": []})
    assert lookup_table({"a": np.array([], dtype=object)}).schema.field("a").type == pa.string()
