"""Preferences: the planted truth against what the written rows say, by other means."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from numpy.random import RandomState

from corrente.inference.price_points import Answers, crossing_of
from corrente.market.preferences import CANDIDATES, COLUMNS, cost, draw_preferences, preference_truth
from corrente.market.truth import key
from tests.rooms.test_solutions import made


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("preferences")
    return folder, made(folder, 5, 200_000)


def test_every_task_has_one_choice_among_four(market):
    folder, _ = market
    odd = duckdb.sql(f"""
        select count(*) from (select sum(chosen) as best, count(*) as shown
        from '{folder}/choices.parquet' group by respondent_id, task) where best <> 1 or shown <> 4
    """).fetchall()
    assert odd == [(0,)]


def test_price_points_are_those_of_the_rows(market):
    folder, truth = market
    rows = duckdb.sql(f"""
        select too_cheap::double, cheap::double, expensive::double, too_expensive::double
        from '{folder}/price_survey.parquet' where too_cheap <= too_expensive
    """).fetchnumpy()
    first, second = (np.asarray(column, float) for column in list(rows.values())[0::3])
    found = crossing_of(Answers(first, second, np.ones(len(first))))
    # a thousand respondents know the crossing to about a fiftieth; three times that
    assert found == pytest.approx(truth[key("price_point", point="optimal", segment="all")], rel=0.06)


def test_every_offer_has_a_best_price_within_those_shown():
    for seed in range(20):
        drawn = draw_preferences(RandomState(seed))
        truth = preference_truth(drawn)
        for name, levels in CANDIDATES.items():
            price = truth[key("best_price", offer=name)]
            assert cost(drawn, levels) < price < 195, (seed, name)
            assert 0 < truth[key("share_at_best_price", offer=name)] < 1


def test_the_price_puts_off_and_features_please():
    drawn = draw_preferences(RandomState(1))
    assert drawn.means.shape == (3, len(COLUMNS))
    assert (drawn.means[:, 0] < 0).all()
    assert drawn.apart.mean(axis=0) == pytest.approx(np.zeros(len(COLUMNS)), abs=1e-9)  # every persona has its opposite
