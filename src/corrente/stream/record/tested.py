"""What a plan expected of a lever, scored when a test has shown it.

What will be measured is foretold, as everywhere in the record (decision 20): the expectation, and the chance that the
test's own size leaves. The naive forecast is that the change makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Estimate, Grade
from corrente.core.experiment import RELATIVE_CHANGE
from corrente.core.plan import FromTest, Item, Revision
from corrente.core.words import Phrase
from corrente.inference.estimate_draws import draw, spread_of
from corrente.state import plans
from corrente.state.forecasts import Forecast, Outcome, foretell, listed, settle
from corrente.state.store import State
from corrente.stream.growth.drivers import Sources
from corrente.stream.planning import TESTER
from corrente.stream.record.scoring import LEVELS, scores

Array = NDArray[np.float64]

TESTS = "tests"
"""What stands in the place of a question."""
MEANING = Phrase("what a tested change brings, against the default", "o que uma mudança testada traz, ante a padrão")


@dataclass(frozen=True)
class _Shown:
    """What was expected of a lever at one revision, and what a test showed by the next."""

    before: Revision
    after: Revision
    expected: Estimate
    ground: FromTest


def keep(store: State, name: str) -> None:
    """Keep what the plan expected of levers that tests have shown since, with how it did. Again changes nothing.

    Raises `StateError` where the store fails.
    """
    found = {(one.before.number, one.ground.test): one for one in _shown(plans.history(store, name))}
    for (number, _), one in found.items():
        foretell(store, name, number, [_forecast(one)])
    told = (told for told in listed(store, name) if told.forecast.question == TESTS)
    pairs = ((one.id, found.get((one.revision, one.forecast.of["test"]))) for one in told)
    settle(store, name, {id: _outcome(one) for id, one in pairs if one is not None})


def _shown(revisions: tuple[Revision, ...]) -> Iterator[_Shown]:
    """The results that came where something was expected."""
    by_number: Mapping[int, Revision] = {revision.number: revision for revision in revisions}
    for after in revisions:
        before = by_number.get(after.based_on or 0)
        if after.author.startswith(TESTER) and before is not None and after.body is not None:
            for ground in _by(after.author, after.body):
                if ground.before is not None and ground.draws:
                    yield _Shown(before, after, ground.before, ground)


def _by(author: str, item: Item) -> Iterator[FromTest]:
    return (ground for ground in item.tests if author == f"{TESTER}{ground.test}")


def _forecast(one: _Shown) -> Forecast:
    expected, rng = one.expected, Sources({}).rng(one.ground.key)
    spread = spread_of(expected.value, expected.low, expected.high, expected.inner)
    noise = rng.permutation(_noise(one.ground))
    drawn = draw(spread, rng, noise.size) + noise
    q = [float(number) for number in np.quantile(drawn, LEVELS)]
    days = one.before.at.date(), one.after.at.date()
    return Forecast(TESTS, RELATIVE_CHANGE, one.ground.unit, _grade(one), *days, (q[0], q[1], q[2], q[3], q[4]),
                    float(drawn.mean()), {"test": one.ground.test})  # fmt: skip


def _outcome(one: _Shown) -> Outcome:
    naive = np.quantile(_noise(one.ground), LEVELS).tolist()
    return Outcome(one.ground.value, scores(_forecast(one).quantiles, one.ground.value, naive))


def _noise(ground: FromTest) -> Array:
    """What the test's own size leaves open: its posterior around its mean, many times."""
    draws = np.asarray(ground.draws)
    return np.tile(draws - draws.mean(), 10)


def _grade(one: _Shown) -> Grade:
    """How the expectation was known."""
    levers = one.before.body.levers if one.before.body else ()
    return next((lever.grade for lever in levers if lever.effect == one.expected), Grade.ASSUMPTION)
