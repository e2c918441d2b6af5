"""What customers of the simulated market say and need is what was planted."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import numpy as np
import pytest
from numpy.random import RandomState

from corrente.market import simulate, voices
from corrente.market.size import WINDOW_DAYS
from corrente.market.truth import Truth


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("voices")
    return folder, simulate(folder, 100_000, seed=7, parts=["voices"])


def test_themes_are_mentioned_as_often_as_planted(market: tuple[Path, Truth]) -> None:
    folder, truth = market
    for theme in voices.THEMES:
        said, comments = duckdb.sql(
            f"select sum(contains(lower(text), '{theme}')::int), count(*) from '{folder}/feedback.parquet'"
        ).fetchall()[0]
        assert comments == 5_000
        # 5,000 comments at .15: a standard error of .005; four of them
        assert said / comments == pytest.approx(truth.value("problems", "mention_share", theme=theme), abs=0.02)


def test_effects_on_the_rating_are_those_that_a_linear_fit_finds(market: tuple[Path, Truth]) -> None:
    folder, truth = market
    rows = duckdb.sql(f"select lower(text), score from '{folder}/feedback.parquet'").fetchall()
    said = np.array([[theme in text for theme in voices.THEMES] for text, _ in rows], dtype=float)
    design = np.column_stack([np.ones(len(rows)), said])
    fitted = np.linalg.lstsq(design, np.array([float(score) for _, score in rows]), rcond=None)[0][1:]
    expected = [truth.value("problems", "rating_effect", theme=theme) for theme in voices.THEMES]
    # noise of 1.1 points over some 300 comments per theme: a standard error of .07; four of them
    np.testing.assert_allclose(fitted, expected, atol=0.28)


def test_expected_ratings_are_those_of_many_draws() -> None:
    drawn = voices.draw_voices(RandomState(1))
    patterns = np.zeros((1, len(voices.THEMES)), dtype=bool)
    patterns[0, :3] = True
    rng = np.random.default_rng(2)
    milli = 7_000 + drawn.effects[:3].sum() + rng.choice(drawn.noise, 200_000)
    # 200,000 draws of deviation 1.1: a standard error of .0025; four of them
    assert voices.ratings(drawn, patterns)[0] == pytest.approx(np.clip((milli + 500) // 1000, 0, 10).mean(), abs=0.01)


def test_needs_are_answered_as_planted(market: tuple[Path, Truth]) -> None:
    folder, truth = market
    for segment in ("all", *voices.SEGMENTS):
        where = "" if segment == "all" else f"where segment = '{segment}'"
        found = duckdb.sql(f"""
            select need, 10 * avg((importance >= 4)::int), 10 * avg((satisfaction >= 4)::int)
            from '{folder}/needs.parquet' {where} group by need
        """).fetchall()
        assert len(found) == len(voices.ALL_NEEDS)
        for need, importance, satisfaction in found:
            # some 400 respondents per segment: a standard error of .25 of 10; four of them
            assert importance == pytest.approx(truth.value("problems", "importance", need=need, segment=segment), abs=1)
            assert satisfaction == pytest.approx(
                truth.value("problems", "satisfaction", need=need, segment=segment), abs=1
            )


def test_mentions_change_at_the_middle_of_the_window() -> None:
    assert 2 * voices.MIDDLE == WINDOW_DAYS


def test_a_theme_may_be_called_by_any_of_its_words_in_a_row() -> None:
    assert set(voices.names_of("fácil de usar")) == {"fácil", "de", "usar", "fácil de", "de usar", "fácil de usar"}


@pytest.mark.slow
def test_the_demo_s_comments_take_less_than_a_second(tmp_path: Path) -> None:
    from corrente.engine.generate import Workshop
    from corrente.market.simulate import define
    from corrente.market.size import Size

    macros, constants = define(1)
    with Workshop(tmp_path, constants) as workshop:
        for macro in macros:
            workshop.run(macro)
        began = time.process_time()
        voices.make(workshop, RandomState(1), Size.of(60_000))
        assert time.process_time() - began < 2  # both cores together
