"""How long contracts last: shifted-beta-geometric (sBG) and beta-discrete-Weibull (BdW) on counts by age.

Each customer leaves in a period with a chance of her own, Beta(alpha, beta) over customers (Fader & Hardie 2007, "How
to project customer retention", *Journal of Interactive Marketing* 21(1), 76-90):

    S(t) = B(alpha, beta + t^c) / B(alpha, beta)

with c = 1 for sBG; in BdW a customer's own hazard rises (c > 1) or falls with time (Fader, Hardie, Liu, Davin &
Steenburgh 2018, "How to project customer retention revisited", *Journal of Interactive Marketing* 43, 1-16).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws, Posterior
from corrente.inference.recipe import find_mode, sample

Vector = NDArray[np.float64]

PRIOR_SD = np.array([1.5, 1.5, 0.5])
"""Of log alpha, log beta and log c, around one: from a few lasting customers in a hundred to nearly all alike."""
_SHRINK_SD = 0.4
_FLAT = 1e3
_SHARP = 1e5  # customers at which the climb is exact to four digits; the likeliest parameters do not depend on it
_LEAST, _MOST = -8.0, 12.0


class Law(StrEnum):
    """Which of the two laws."""

    SBG = "shifted-beta-geometric"
    BDW = "beta-discrete-Weibull"

    @property
    def size(self) -> int:
        """How many parameters it has."""
        return 2 if self is Law.SBG else 3


@dataclass(frozen=True)
class Ages:
    """``left`` (T,) of ``at_risk`` (T,) customers left in their first, second, ... period; counts or shares."""

    left: Vector
    at_risk: Vector

    def __add__(self, other: Ages) -> Ages:
        return Ages(self.left + other.left, self.at_risk + other.at_risk)

    def padded(self, periods: int) -> Ages:
        """The same with ``periods`` ages, nobody being at risk in the further ones."""
        more = (0, periods - len(self.left))
        return Ages(np.pad(self.left, more), np.pad(self.at_risk, more))


@dataclass(frozen=True)
class Prior:
    """A Gaussian on the log parameters: ``mean`` (d,) and ``sd`` (d,)."""

    mean: Vector
    sd: Vector

    @classmethod
    def weak(cls, law: Law) -> Prior:
        """What is known before any data: see `PRIOR_SD`."""
        return cls(np.zeros(law.size), PRIOR_SD[: law.size])


def log_survival(law: Law, theta: Draws, periods: int) -> Draws:
    """Log S(0) ... log S(periods), (S, periods + 1), for log parameters (S, d)."""
    from scipy.special import betaln

    theta = np.clip(np.asarray(theta, dtype=float), _LEAST, _MOST)
    alpha, beta = np.exp(theta[:, :1]), np.exp(theta[:, 1:2])
    power = np.exp(theta[:, 2:3]) if law is Law.BDW else np.ones_like(alpha)
    ages = np.arange(periods + 1.0)[None] ** np.minimum(power, 4.0)
    return np.asarray(betaln(alpha, beta + ages) - betaln(alpha, beta))


def hazards(law: Law, theta: Draws, periods: int) -> Draws:
    """The chance to leave in each of the first ``periods`` periods, (S, periods), for log parameters (S, d)."""
    return np.asarray(-np.expm1(np.diff(log_survival(law, theta, periods), axis=1)))


def log_likelihood(law: Law, theta: Draws, ages: Ages) -> Vector:
    """Log likelihood (S,) of the counts, up to a constant, for log parameters (S, d)."""
    stay = np.minimum(np.diff(log_survival(law, theta, len(ages.left)), axis=1), -1e-12)
    leave = np.log(-np.expm1(stay))
    return np.asarray(leave @ ages.left + stay @ (ages.at_risk - ages.left))


def fit(law: Law, ages: Ages) -> Vector:
    """The likeliest parameters (d,) themselves: alpha, beta and, of BdW, c."""
    flat = Prior(np.zeros(law.size), np.full(law.size, _FLAT))
    sharp = Ages(*(_SHARP / ages.at_risk[0] * counts for counts in (ages.left, ages.at_risk)))
    return np.exp(find_mode(lambda theta: _log_density(law, theta, sharp, flat), _start(law, ages)))


def posterior(law: Law, ages: Ages, rng: Generator, draws: int = 1000, prior: Prior | None = None) -> Posterior:
    """Draws of the log parameters. Raises `ConvergenceError` where the recipe does not settle."""
    known = prior or Prior.weak(law)
    return sample(lambda theta: _log_density(law, theta, ages, known), _start(law, ages), rng, draws)


def by_group(law: Law, groups: Mapping[str, Ages], rng: Generator, draws: int = 1000) -> Mapping[str, Posterior]:
    """A posterior for all together under ``all``, and one per group that is drawn towards it.

    Empirical Bayes: a group's log parameters are normal around the mean of all, with the spread of that posterior
    plus that of `_SHRINK_SD` between groups; groups with few customers stay close to it.
    """
    longest = max(len(ages.left) for ages in groups.values())
    together = sum((ages.padded(longest) for ages in groups.values()), Ages(np.zeros(longest), np.zeros(longest)))
    common = posterior(law, together, rng, draws)
    prior = Prior(common.draws.mean(axis=0), np.hypot(common.draws.std(axis=0), _SHRINK_SD))
    own = {name: posterior(law, ages, rng, draws, prior) for name, ages in groups.items()}
    return {"all": common, **own}


def _log_density(law: Law, theta: Draws, ages: Ages, prior: Prior) -> Vector:
    outside = ((theta < _LEAST) | (theta > _MOST)).any(axis=1)
    penalty = (((theta - prior.mean) / prior.sd) ** 2).sum(axis=1) / 2
    return np.asarray(np.where(outside, -np.inf, log_likelihood(law, theta, ages) - penalty))


def _start(law: Law, ages: Ages) -> Vector:
    """A first guess: one customer's worth of spread around the mean chance to leave."""
    chance = (ages.left.sum() + 0.5) / (ages.at_risk.sum() + 1)
    return np.log([max(2 * chance, 1e-3), 2 * (1 - chance), 1.0][: law.size])
