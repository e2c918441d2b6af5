"""The panel's purchases follow the NBD-Dirichlet that the truth is worked out from."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from numpy.random import RandomState

from corrente.market import simulate
from corrente.market.panel import BRANDS, draw_buying, wallet_truth
from corrente.market.truth import key


@pytest.fixture(scope="module")
def bought(tmp_path_factory):
    """Per person of a panel of 8,000, purchases by brand (P, B); and the truth, of nothing but the panel's own part."""
    folder = tmp_path_factory.mktemp("panel")
    truth = simulate(folder, 20_000, seed=3, customers=20_000, parts=["panel"])
    named = ", ".join(f"count(*) filter (brand = '{brand}') as b{b}" for b, brand in enumerate(BRANDS))
    counted = duckdb.sql(f"select {named} from '{folder}/category_purchases.parquet' group by person_id").fetchnumpy()
    return np.stack([counted[f"b{b}"] for b in range(len(BRANDS))], axis=1), truth.values["share_of_wallet"]


def test_brands_are_bought_as_the_norms_say(bought):
    by_brand, truth = bought
    n = by_brand.sum(axis=1)
    for b, brand in enumerate(BRANDS):
        own = by_brand[:, b] > 0
        # some 6,000 buyers: standard errors of .006 of shares of people, 2% of rates; four of them
        assert own.mean() == pytest.approx(truth[key("penetration_norm", brand=brand)], abs=0.026)
        frequency = by_brand[own, b].mean()
        assert frequency == pytest.approx(truth[key("purchase_frequency_norm", brand=brand)], rel=0.1)
        share = by_brand[own, b].sum() / n[own].sum()
        assert share == pytest.approx(truth[key("share_of_wallet_norm", brand=brand)], abs=0.03)
    ours = by_brand[:, 0] > 0
    for b, brand in enumerate(BRANDS[1:], start=1):
        both = (by_brand[ours, b] > 0).mean()
        assert both == pytest.approx(truth[key("duplication_norm", brand=brand)], abs=0.04)


def test_the_truth_of_our_wallet_is_our_norm():
    """No segment differs in this market, and our brand is as loyal as its size explains."""
    truth = wallet_truth(draw_buying(RandomState(1)))
    assert truth[key("share_of_wallet", segment="all")] == truth[key("share_of_wallet_norm", brand=BRANDS[0])]
    assert truth[key("share_of_wallet", segment="small")] == truth[key("share_of_wallet", segment="all")]
    share, room = truth[key("share_of_wallet", segment="all")], truth[key("head_room", segment="all")]
    assert room == pytest.approx(truth[key("purchase_frequency_norm", brand=BRANDS[0])] * (1 - share) / share)
