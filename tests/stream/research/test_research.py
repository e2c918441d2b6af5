"""What to research next, where the decision that is in doubt is planted."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.words import Language
from corrente.inference.information import evppi
from corrente.stream.growth.moves import Move
from corrente.stream.growth.work import Growth, Wishes, forecast
from corrente.stream.research.studies import Looked, Prices, Way, study
from corrente.stream.research.work import Research, research_next
from tests.stream.growth.planted import ACQUISITION, CONVERSION, LOYALTY, WORDS, answer, history

RATING = Lever(
    "satisfaction", WORDS, Estimate("rating_effect", 2.0, 1.0, 3.0, "points"), Grade.ASSOCIATION, {"theme": "slow"}
)
POINT = Lever(
    "stage_conversion", WORDS, Estimate("value_of_a_point", 9.0, 8.0, 10.0, "BRL"), Grade.ASSOCIATION,
    {"from": "mql", "to": "sql"},
)  # fmt: skip
PROBLEMS = answer("problems", Estimate("mention_share", 0.5, 0.4, 0.6, "share", {"theme": "slow"}), levers=(RATING,))
ANSWERS = {"acquisition": ACQUISITION, "loyalty": LOYALTY, "conversion": CONVERSION, "problems": PROBLEMS}


@pytest.fixture(scope="module")
def plain() -> Growth:
    return forecast(history(), ANSWERS, None, "BRL", Wishes(months=24, draws=800))


@pytest.fixture(scope="module")
def in_doubt(plain: Growth) -> Growth:
    """One decision that may or may not pay, and one that surely does."""
    worth = plain.effect([Move(RATING)]).contribution.value
    moves = {"mend": [Move(RATING, one_off_cost=worth)], "convert": [Move(POINT, one_off_cost=0.0)]}
    return forecast(history(), ANSWERS, moves, "BRL", Wishes(months=24, draws=1600))


@pytest.fixture(scope="module")
def asked(in_doubt: Growth) -> Research:
    return research_next(in_doubt, ANSWERS, Prices(respondent=0.1))


def test_the_question_of_the_decision_in_doubt_comes_first(asked: Research) -> None:
    assert asked.rows[0].question.id == "problems"
    assert asked.rows[0].decisions == ("mend",)
    assert len(asked.rows) == 20
    # It is nearly all that is unknown about that decision.
    assert 0.8 * asked.everything < asked.rows[0].worth <= 1.01 * asked.everything
    assert asked.rows[0].check == pytest.approx(asked.rows[0].worth, rel=0.1)


def test_what_no_decision_hangs_on_is_worth_nothing(asked: Research) -> None:
    worths = {row.question.id: row.worth for row in asked.rows}
    # The sure decision is not to be looked into, whatever its numbers' intervals.
    assert worths["conversion"] == 0.0
    assert worths["personas"] == 0.0


def test_the_way_that_pays_is_named_in_both_languages(asked: Research) -> None:
    best = asked.rows[0].study
    assert best is not None
    assert best.way is Way.SURVEY
    assert best.net > 0
    assert best.worth <= asked.rows[0].worth
    assert best.words.say(Language.PT).startswith("Pergunte a")
    assert str(best.words).startswith("Ask")


def test_a_larger_study_is_worth_more_and_never_more_than_knowing(plain: Growth) -> None:
    effect = plain.effect([Move(RATING)])
    net = effect.net - effect.net.mean()
    drivers = tuple(driver for driver in effect.drivers if driver.question == "problems")
    benefits = np.stack([np.zeros_like(net), net], axis=1)
    known = evppi(benefits, np.stack([d.draws for d in drivers], axis=1))
    looked = [Looked(known, drivers, net / net.std())]
    worths = [study(Way.SURVEY, size, looked, Prices()).worth for size in (10, 100, 1000)]
    assert worths == sorted(worths)
    assert worths[0] > 0
    assert worths[-1] < known.worth


def test_the_recommended_study_changes_the_decision_as_often_as_foretold(asked: Research, in_doubt: Growth) -> None:
    """The survey is carried out on 400 draws taken as true; the other draws are weighed by what it finds."""
    best = asked.rows[0].study
    assert best is not None
    assert best.size is not None
    effect = next(effect for effect in in_doubt.effects if effect.name == "mend")
    likely, rng = np.zeros((400, 1200)), np.random.default_rng(3)
    for driver in asked.rows[0].drivers:
        true, prior = np.split(driver.draws, [400])
        wide = prior.mean() / best.size**0.5
        likely -= ((rng.normal(true, wide)[:, None] - prior) / wide) ** 2 / 2
    weights = np.exp(likely - likely.max(axis=1, keepdims=True))
    after = weights @ effect.net[400:] / weights.sum(axis=1) > 0
    before = effect.net.mean() > 0
    # A share of 400 truths: three standard errors.
    assert (after != before).mean() == pytest.approx(best.changes, abs=0.075)
    gain = (after.astype(float) - float(before)) * effect.net[:400]
    assert gain.mean() == pytest.approx(best.worth, abs=3 * gain.std() / 20)


def test_without_a_plan_the_answers_own_levers_are_weighed(plain: Growth) -> None:
    found = research_next(plain, ANSWERS)
    assert set(found.decisions) == {"problems.0"}
    assert found.rows[0].worth >= found.rows[-1].worth >= 0
