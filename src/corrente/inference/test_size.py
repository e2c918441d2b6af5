"""How many people a test needs, what it can see with those that come, and for how many days. Formulas only.

Means have a variance per person; for a share p it is p (1 - p). Effects are relative to the default's mean. All tests
are two-sided at ``alpha``, the complement of the interval's level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from corrente.inference.anytime import factor

ALPHA, POWER = 0.1, 0.8
_MOST = 1e12


@dataclass(frozen=True)
class Outcome:
    """What a person does under the default. Raises ``ValueError`` where mean or variance is not above 0."""

    mean: float
    variance: float
    yes_or_no: bool = False

    def __post_init__(self) -> None:
        if not (self.mean > 0 and self.variance > 0):
            raise ValueError("the mean and the variance have to be above 0")

    @classmethod
    def share(cls, rate: float) -> Outcome:
        """Yes or no, with the chance ``rate``."""
        return cls(rate, rate * (1 - rate), yes_or_no=True)

    def under(self, effect: float) -> float:
        """The variance under a relative ``effect``: p (1 - p) for a share, else it grows with the mean, as of counts.

        Raises ``ValueError`` for an effect that takes the mean to 0 or below, or a share to 1 or beyond.
        """
        mean = self.mean * (1 + effect)
        if mean <= 0 or (self.yes_or_no and mean >= 1):
            raise ValueError("no effect can take the mean there")
        return mean * (1 - mean) if self.yes_or_no else self.variance * (1 + effect)


@dataclass(frozen=True)
class Size:
    """People per arm: ``once``, where the result is looked at once, then; ``always``, where it is looked at all along.

    ``always`` is enough to see the effect with the wanted power by then at the latest.
    """

    once: int
    always: int


def per_arm(outcome: Outcome, effect: float, alpha: float = ALPHA, power: float = POWER) -> Size:
    """The people per arm that show a relative ``effect`` of one arm against the default with that ``power``.

    Raises ``ValueError`` for no effect, and for one that cannot be.
    """
    if effect == 0:
        raise ValueError("no number of people shows that there is no effect at all")
    both = outcome.variance + outcome.under(effect)
    distance = abs(effect) * outcome.mean
    once = both * (_quantile(1 - alpha / 2) + _quantile(power)) ** 2 / distance**2
    return Size(math.ceil(once), math.ceil(_always(both, distance, alpha, power)))


def _always(both: float, distance: float, alpha: float, power: float) -> float:
    """The people per arm at which the bound that holds at every look is passed with ``power``, by bisection."""
    low, high = 1.0, _MOST

    def shows(people: float) -> bool:
        return distance * math.sqrt(people / both) >= _errors(people, alpha) + _quantile(power)

    while high / low > 1 + 1e-6:
        middle = math.sqrt(low * high)
        low, high = (low, middle) if shows(middle) else (middle, high)
    return high


def smallest_effect(outcome: Outcome, people: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """The smallest relative effect that so many ``people`` per arm show at every look with that ``power``."""
    error = math.sqrt(2 * outcome.variance / people)
    return (_errors(people, alpha) + _quantile(power)) * error / outcome.mean


def days(per_arm: float, arms: int, people_a_day: float, window_days: float = 0.0) -> float:
    """How long until every one of ``arms`` has so many people whose window is over, at an equal split."""
    return math.inf if people_a_day <= 0 else per_arm * arms / people_a_day + window_days


def _errors(people: float, alpha: float) -> float:
    """How many standard errors a difference has to be, with ``people`` per arm, at any look."""
    return float(factor(np.float64(people / 2), alpha))


def _quantile(probability: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(probability))
