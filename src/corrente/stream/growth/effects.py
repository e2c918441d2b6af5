"""What decisions bring: the same draws with and without them, in money, with the chance that they pay and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Estimate, Grade
from corrente.inference.information import explained_variance
from corrente.stream.growth.base import Base
from corrente.stream.growth.changes import Uncounted
from corrente.stream.growth.drivers import Driver, Sources
from corrente.stream.growth.model import Course, run
from corrente.stream.growth.moves import EVERY_GRADE, Move, Pulled, pull, together

Array = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Effect:
    """What one decision brings over the horizon, alone, against not taking it.

    ``revenue`` and ``contribution`` (costs taken off) are differences; ``pays`` is the chance that the contribution is
    above nought; ``paid`` the month (1 is the first ahead) from which on it has paid, where it pays at all. ``net``
    (S,) are the contribution's draws, ``months`` (M, 5) quantiles of what it has brought by each month.
    """

    name: str
    moves: tuple[Move, ...]
    grade: Grade
    revenue: Estimate
    contribution: Estimate
    pays: float
    paid: Estimate | None
    net: Array
    months: Array
    drivers: tuple[Driver, ...]
    uncounted: tuple[Uncounted, ...] = ()

    @property
    def cost_known(self) -> bool:
        """Whether anybody said what the decision costs."""
        return any(move.cost_known for move in self.moves)


@dataclass(frozen=True)
class Sensitivity:
    """How much of a forecast's variance one driver's uncertainty makes."""

    driver: Driver
    share: float


_ORDER = (Grade.ASSUMPTION, Grade.ASSOCIATION, Grade.QUASI, Grade.EXPERIMENT)


def effect_of(
    name: str,
    moves: Sequence[Move],
    base: Base,
    sources: Sources,
    today: Course,
    currency: str,
    grades: frozenset[Grade] = EVERY_GRADE,
) -> Effect:
    """The effect of a decision, which is one or more moves; ``today`` is the course without it."""
    pulled = tuple(pull(move, base, sources, grades) for move in moves)
    course = run(base, together(pulled))
    sold = (course.sales - today.sales).sum(axis=1)
    brought = np.cumsum(course.contribution - today.contribution, axis=1)
    of = {"decision": name}
    return Effect(
        name, tuple(moves), _weakest(pulled),
        Estimate.from_draws("added_revenue", sold, f"{currency} in {len(base.months)} months", of),
        Estimate.from_draws("added_contribution", brought[:, -1], f"{currency} in {len(base.months)} months", of),
        float((brought[:, -1] > 0).mean()), _paid(brought, of), brought[:, -1],
        np.quantile(brought, QUANTILES, axis=0).T,
        _unique(driver for one in pulled for driver in one.drivers),
        tuple(one.uncounted for one in pulled if one.uncounted is not None),
    )  # fmt: skip


def compare(scenarios: Mapping[str, Sequence[Move]], base: Base, sources: Sources,
            grades: frozenset[Grade] = EVERY_GRADE) -> Mapping[str, Course]:  # fmt: skip
    """The courses of several scenarios, side by side on the same draws."""
    return {
        name: run(base, together(pull(m, base, sources, grades) for m in moves)) for name, moves in scenarios.items()
    }


def sensitivity(target: Array, drivers: Sequence[Driver]) -> tuple[Sensitivity, ...]:
    """The share of the variance of ``target`` (S,) that each driver makes by itself (first-order), largest first."""
    shares = [Sensitivity(driver, explained_variance(target, driver.draws)) for driver in drivers]
    return tuple(sorted(shares, key=lambda one: -one.share))


def _paid(brought: Array, of: Mapping[str, str]) -> Estimate | None:
    """The month after which what was brought stays above nought, among draws in which it does by the end."""
    pays = brought[:, -1] > 0
    if not pays.any():
        return None
    under = brought[pays] <= 0
    last = np.where(under.any(axis=1), under.shape[1] - np.argmax(under[:, ::-1], axis=1), 0)
    return Estimate.from_draws("paid_after", last + 1.0, "months", of, float(np.median(last + 1.0)))


def _weakest(pulled: Sequence[Pulled]) -> Grade:
    """The weakest grade among the moves that count."""
    found = [one.move.grade for one in pulled if one.uncounted is None]
    return min(found, key=_ORDER.index, default=Grade.ASSUMPTION)


def _unique(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    return tuple({driver.key: driver for driver in drivers}.values())
