"""People in processes of their own, edits at once, kills in between: no revision is lost and none is doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.edits import Task, edit_together, run

from tests.engines.conftest import need


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_ten_people_edit_one_file(place: Path) -> None:
    _is_whole(place, people=10, edits=6, kills=8)


@pytest.mark.engines
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_fifty_people_edit_one_database(place: str) -> None:
    _is_whole(place, people=50, edits=2, kills=12)


def _is_whole(place: Path | str, people: int, edits: int, kills: int) -> None:
    done = edit_together(Task(place, people, edits, kills, items=4, unsaid=0.15))
    assert (done.lost, done.doubled, done.broken) == (0, 0, 0)
    assert done.found == len(done.saved) == people * edits
    assert done.kills > 0
    assert sum(s.repeated for s in done.saved) > 0
    assert sum(s.conflicts for s in done.saved) > 0  # or nobody was in anybody's way, and nothing was shown


@pytest.mark.engines
def test_the_page_counts_what_is_wrong(tmp_path: Path) -> None:
    need("postgres")
    run((3, 3), edits=4, kills=2, home=tmp_path, pages=tmp_path)
    page = (tmp_path / "edits.md").read_text()
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith(("| SQLite", "| PostgreSQL"))]
    counted = {row[0].strip(): [int(cell) for cell in row[1:]] for row in rows[:2]}
    for people, edits, _, revisions, *wrong, _, _ in counted.values():
        assert (people, edits, revisions, wrong) == (3, 12, 12, [0, 0, 0])
