"""What a stopped test says of the plan's item it was made from: its winner's effect, as a posterior. No I/O."""

from __future__ import annotations

import datetime as dt

import numpy as np

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.experiment import RELATIVE_CHANGE, Finding, Test
from corrente.core.words import Phrase, phrase
from corrente.experiments.results import KEPT, Results

UNIT = "share of the default's"
"""The unit of an effect, in words."""


def finding(test: Test, found: Results, at: dt.datetime) -> Finding | None:
    """The finding of a ``test`` that was stopped with ``test.chosen``.

    ``None`` where it was made from no item of a plan, moves no lever, or was stopped before anybody's window was over.
    Where the default was chosen nothing changes, and that is what was found.
    """
    judged = min(found.decision.arm(id).people for id in (test.chosen, test.default.id)) if test.chosen else 0
    if not (test.plan and test.item and test.lever and judged):
        return None
    quantiles = _quantiles(test, found)
    if not np.isfinite(quantiles).all():
        return None
    effect = Estimate.from_draws(RELATIVE_CHANGE, quantiles, UNIT, {"test": test.id, "variant": test.chosen})
    lever = _shown(test, test.lever, effect)
    return Finding(test.id, test.plan, test.item, test.chosen, lever, effect, quantiles, found.people, at)


def _quantiles(test: Test, found: Results) -> tuple[float, ...]:
    """Equally spaced quantiles of the chosen arm's relative effect."""
    return (0.0,) * KEPT if test.chosen == test.default.id else found.decision.arm(test.chosen).effect


def _shown(test: Test, lever: Lever, effect: Estimate) -> Lever:
    """The lever that was tested, with what the test has shown of it."""
    of = {**lever.of, "test": test.id, "measure": test.decision.measure.value}
    return Lever(lever.driver, _words(test), effect, Grade.EXPERIMENT, of)


def _words(test: Test) -> Phrase:
    chosen = next(variant for variant in test.variants if variant.id == test.chosen)
    return phrase("“{variant}” ({test})", "“{variant}” ({test})", variant=chosen.name or chosen.id, test=test.name)
