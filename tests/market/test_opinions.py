"""The simulated survey holds what was planted."""

from __future__ import annotations

import zlib
from pathlib import Path

import duckdb
import numpy as np
import pytest
from numpy.random import RandomState

from corrente.market import simulate
from corrente.market.opinions import ATTRIBUTES, BRANDS, MESSAGES, OVERALL, draw_opinions
from corrente.market.truth import Truth


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("opinions")
    return folder, simulate(folder, 60_000, 3, parts=["opinions"])


def test_ratings_have_the_planted_means(market: tuple[Path, Truth]) -> None:
    """600 respondents, of whom each competitor has three quarters: five standard errors of about .55 points."""
    folder, truth = market
    rows = duckdb.sql(f"select brand, attribute, avg(rating), count(*) from '{folder}/ratings.parquet' group by all")
    found = {(brand, attribute): (mean, n) for brand, attribute, mean, n in rows.fetchall()}
    assert len(found) == len(BRANDS) * (len(ATTRIBUTES) + 1)
    for (brand, attribute), (mean, n) in found.items():
        true = truth.value("positioning", "mean_rating", brand=brand, attribute=attribute)
        assert mean == pytest.approx(true, abs=5 * 12.5 / np.sqrt(n)), (brand, attribute)


def test_each_respondent_rates_ours_and_three_of_four_others(market: tuple[Path, Truth]) -> None:
    folder, _ = market
    rows = duckdb.sql(
        f"select respondent_id, count(distinct brand), count(*), sum((brand = 'Aurora')::int) "
        f"from '{folder}/ratings.parquet' group by 1"
    ).fetchall()
    assert len(rows) == 600
    assert {row[1:] for row in rows} == {(4, 4 * (len(ATTRIBUTES) + 1), len(ATTRIBUTES) + 1)}


def test_the_overall_judgement_follows_by_the_planted_weights(market: tuple[Path, Truth]) -> None:
    """Slopes within respondents and brands, by least squares over 2,400 sheets: five standard errors of .03."""
    folder, _ = market
    table = duckdb.sql(f"pivot '{folder}/ratings.parquet' on attribute using first(rating)").df()
    values = table[[*ATTRIBUTES, OVERALL]].to_numpy(float)
    for column in ("brand", "respondent_id") * 10:  # alternating projections: incomplete blocks take a few rounds
        values = values - _means(values, table[column])
    slopes, *_ = np.linalg.lstsq(values[:, :-1], values[:, -1], rcond=None)
    planted = draw_opinions(RandomState(zlib.crc32(b"3 opinions"))).weights
    np.testing.assert_allclose(slopes, planted, atol=0.15)


def _means(values: np.ndarray, group: object) -> np.ndarray:
    _, place = np.unique(np.asarray(group), return_inverse=True)
    sums = np.zeros((place.max() + 1, values.shape[1]))
    np.add.at(sums, place, values)
    return sums[place] / np.bincount(place)[place][:, None]


def test_messages_stand_beside_other_choices_and_have_one_best_and_one_worst(market: tuple[Path, Truth]) -> None:
    folder, _ = market
    rows = duckdb.sql(
        "select respondent_id, task, count(*), sum((chosen = 1)::int), sum((chosen = -1)::int) "
        f"from '{folder}/choices.messages.parquet' group by 1, 2"
    ).fetchall()
    assert len(rows) == 600 * 8
    assert {row[2:] for row in rows} == {(4, 1, 1)}
    assert min(row[1] for row in rows) == 1001


def test_the_strongest_message_is_picked_most(market: tuple[Path, Truth]) -> None:
    """Best less worst orders messages as their shares do, up to chance: their ranks correlate in the large segment."""
    folder, truth = market
    rows = duckdb.sql(
        f"select alternative, sum(chosen) from '{folder}/choices.messages.parquet' where segment = 'small' group by 1"
    ).fetchall()
    score = dict(rows)
    shares = [truth.value("positioning", "message_share", message=m, segment="small") for m in MESSAGES]
    ranks = [np.argsort(np.argsort(values)) for values in (shares, [score[m] for m in MESSAGES])]
    assert np.corrcoef(*ranks)[0, 1] > 0.8
