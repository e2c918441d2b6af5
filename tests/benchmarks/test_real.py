"""Real data sets: each is asked or named with the reason why not; a company gets the rows and columns it would have."""

from __future__ import annotations

from collections import Counter

from benchmarks import real
from tests.data import shared


def test_every_set_is_asked_or_named_with_a_reason() -> None:
    folders = {path.name for path in shared("bass_diffusion").parent.iterdir() if path.is_dir()}
    assert folders == {one.folder for one in real.SETS} | set(real.NOT_READ)
    assert not {one.folder for one in real.SETS} & set(real.NOT_READ)


def test_a_part_has_the_rows_and_columns_that_are_wanted() -> None:
    one = real.Real("made", "Made", ["a.csv"], only=("series", "x"), without=["late"])
    assert real._part(one, "series,late,n\nx,1,2\ny,3,4\nx,5,6\n") == "series,n\nx,2\nx,6\n"


def test_titles_are_different_and_pages_are_shared_by_series_only() -> None:
    assert len({one.title for one in real.SETS}) == len(real.SETS)
    alone = [one.folder for one in real.SETS if not one.page]
    assert len(set(alone)) == len(alone)
    shared = Counter(one.page for one in real.SETS if one.page)
    assert all(one.only is not None for one in real.SETS if shared[one.page] > 1)
    assert not set(shared) & set(alone)
