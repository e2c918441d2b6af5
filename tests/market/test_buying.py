"""What the simulated market says of journeys is what its rows show."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import RandomState

from corrente.core.answer import Answer
from corrente.market import simulate
from corrente.market.buying import buying_truth
from corrente.market.journeys import draw_chain
from corrente.market.truth import key
from corrente.stream.company import open_company


def test_the_truth_is_that_of_walks_by_hand() -> None:
    """60,000 walks: shares to within a percentage point, times to within 3% (four standard errors and more)."""
    chain = draw_chain(RandomState(3))
    truth = buying_truth(chain)
    rng = np.random.default_rng(1)
    k, people = len(chain.start), 60_000
    rows = np.column_stack([chain.moves, chain.buys, 1 - chain.moves.sum(axis=1) - chain.buys])
    place = rng.choice(k, people, p=chain.start)
    seconds, contacts, bought = np.zeros(people), np.ones(people, dtype=int), np.zeros(people, dtype=bool)
    going = np.arange(people)
    while going.size:
        turn = rng.random(going.size)
        went = (turn[:, None] > np.cumsum(rows[place[going]], axis=1)).sum(axis=1)
        bought[going] = went == k
        seconds[going] += (
            np.where(went == k, rng.uniform(0, 86_000, going.size), rng.exponential(57_600, going.size)) + 60
        )
        going, went = going[went < k], went[went < k]
        place[going] = went
        contacts[going] += 1
    assert truth[key("journey_conversion", segment="all")] == pytest.approx(bought.mean(), abs=0.01)
    assert truth[key("contacts_to_buy", segment="mid")] == pytest.approx(contacts[bought].mean(), rel=0.03)
    assert truth[key("days_to_buy", segment="all")] == pytest.approx(np.median(seconds[bought]) / 86_400, rel=0.03)
    assert truth[key("reaches_contact", contact="3")] == pytest.approx((contacts >= 3).mean(), abs=0.01)
    assert truth[key("buys_after", contact="5+")] == pytest.approx(bought[contacts >= 5].mean(), abs=0.015)
    assert sum(v for (name, of), v in truth.items() if name == "route_share" and len(dict(of)["route"].split(" → "))
    == 1 ) == pytest.approx((contacts[bought] == 1).mean(), abs=0.02)  # fmt: skip


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, Answer]:
    folder = tmp_path_factory.mktemp("market")
    truth = simulate(folder, 60_000, seed=11, parts=["online", "sales"])
    return truth, open_company(folder).ask("buying_process")


def test_every_estimate_has_a_truth_and_most_hold_it(market) -> None:
    """About nine in ten of some seventy: fewer than three in four would be a failure of the model."""
    truth, answer = market
    known = truth.values["buying_process"]
    held = []
    for estimate in answer.estimates:
        true = known[estimate.name, frozenset(estimate.of.items())]
        held.append(estimate.low <= true <= estimate.high)
    assert len(held) > 60
    assert np.mean(held) > 0.75
