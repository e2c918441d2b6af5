"""Van Westendorp's price points from counted answers, in all and by segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Estimate
from corrente.core.count import Cells
from corrente.inference.price_points import Answers, Point, crossing
from corrente.upstream.solutions.refusals import MIN_RESPONDENTS
from corrente.upstream.solutions.tasks import UNIT

POINTS = {
    Point.MARGINAL_CHEAPNESS: "marginal cheapness",
    Point.INDIFFERENCE: "indifference",
    Point.OPTIMAL: "optimal",
    Point.MARGINAL_EXPENSIVENESS: "marginal expensiveness",
}

_DIFFERENT = 5
"""Different pairs of answers below which a survey repeats itself."""
_ALIKE = 1e-6


@dataclass(frozen=True)
class Survey:
    """Respondents with answers in rising order, those without, and the price points of all and of segments."""

    respondents: int
    inconsistent: int
    points: tuple[Estimate, ...]


def survey(raw: Cells, currency: str, rng: Generator) -> Survey:
    """The price points; none where fewer than forty respondents are consistent or all said the same."""
    first = raw["pair"] == 1
    good, groups = raw["consistent"] == 1, raw["group_name"]
    respondents, all_of_them = (int(raw["respondents"][rows].sum()) for rows in (first & good, first))
    points = list(_points(raw, good, "all", currency, rng))
    for name in sorted({str(group) for group in groups if group}):
        points += _points(raw, good & (groups == name), name, currency, rng)
    return Survey(respondents, all_of_them - respondents, tuple(points))


def _points(raw: Cells, rows: NDArray[np.bool_], segment: str, currency: str, rng: Generator) -> Iterator[Estimate]:
    if raw["respondents"][rows & (raw["pair"] == 1)].sum() < MIN_RESPONDENTS:
        return
    for point, name in POINTS.items():
        some = rows & (raw["pair"] == int(point))
        people = raw["respondents"][some].astype(np.float64)
        if some.sum() < _DIFFERENT:
            continue
        first, second = (raw[f"{side}_sum"][some] / people / UNIT for side in ("first", "second"))
        draws = crossing(Answers(first, second, people), rng)
        if np.ptp(draws) > _ALIKE * np.abs(draws).max():
            yield Estimate.from_draws("price_point", draws, currency, {"point": name, "segment": segment})
