"""Who asked to be forgotten is found in the company's files by all that they go by, and left out at the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrente.company.books import Books, open_books
from corrente.company.forgotten import digests, found_in, leave_out
from corrente.company.store import open_store

FILES = {
    "customers.csv": """customer_id,email,created_at,city
1,Ana@Example.com ,2026-01-01,X
2,bob@example.com,2026-01-02,Y
3,,2026-01-03,Z
""",
    "orders.csv": """order_id,customer_id,ordered_at,revenue
10,1,2026-02-01,10
11,2,2026-02-02,20
12,1,2026-02-03,30
1,3,2026-02-04,5
""",
    "leads.csv": """lead_id,email,created_at,source
1,zoe@example.com,2026-01-01,ad
7,ana@example.com,2026-01-01,ad
""",
}
ROWS = {"customers": 3, "orders": 4, "leads": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def rows(folder: Path) -> dict[str, int]:
    books: Books = open_books(folder)
    books.engine.close()
    return {name: table.rows for name, table in books.profile.tables.items()}


def test_a_person_is_found_by_address_and_then_by_their_ids(folder: Path) -> None:
    found = {held.table: held for held in found_in(folder, " ANA@example.com")}
    assert {name: held.rows for name, held in found.items()} == {"customers": 1, "leads": 1, "orders": 2}
    assert found["orders"].files[0].endswith("orders.csv")
    assert {(held.table, held.rows) for held in found_in(folder, "3")} == {("customers", 1), ("orders", 1)}
    for nobody in ("", "nobody@example.com", "%", "' or 1=1 --", "99"):
        assert found_in(folder, nobody) == ()


def test_their_rows_are_left_out_and_the_files_stay_as_they_are(folder: Path) -> None:
    assert rows(folder) == ROWS
    leave_out(folder, "ana@example.com")
    assert rows(folder) == {"customers": 2, "orders": 2, "leads": 1}
    assert {name: (folder / name).read_text(encoding="utf-8") for name in FILES} == FILES
    kept = (open_store(folder).home / "forgotten").read_text()
    assert "ana" not in kept
    leave_out(folder, "ana@example.com")
    assert (open_store(folder).home / "forgotten").read_text() == kept
    leave_out(folder, "2")
    assert rows(folder) == {"customers": 1, "orders": 1, "leads": 1}


def test_an_id_of_one_family_is_nobody_in_another(folder: Path) -> None:
    """Customer 1 is forgotten; lead 1 is somebody else, and so is order 1."""
    leave_out(folder, "1")
    assert rows(folder) == {"customers": 2, "orders": 2, "leads": 2}


def test_without_anybody_forgotten_nothing_changes(folder: Path) -> None:
    assert digests(open_store(folder)) == frozenset()
    leave_out(folder, "")
    assert digests(open_store(folder)) == frozenset()
    leave_out(folder, "nobody@example.com")
    assert rows(folder) == ROWS
