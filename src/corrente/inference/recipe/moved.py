"""Elliptical slice moves around a normal approximation: for more dimensions than importance sampling can bear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.inference.posterior import Draws
from corrente.inference.recipe.laplace import Laplace, LogDensity

_INFLATE = 1.2  # the ellipse is a little wider than the density, so that its tails are reached
_NARROW, _WIDE = 0.4, 1.6  # how widely the two crowds start, in standard deviations
_MOVES, _FEWEST, _MOST = 3, 4, 60  # moves a round; rounds
_SMALLEST = 250  # draws in a crowd
_SAME = 1.0002  # R-hat at which two crowds are one
_CHANCE = 3.5  # standard errors by which two crowds differ by chance, for the worst of a hundred numbers
_FORGOTTEN = 0.5  # correlation of a draw with itself half the time ago, above which it has not moved enough
_TINY = 1e-9  # a bracket this narrow is the point where it started


def moved(log_density: LogDensity, modes: Sequence[Laplace], rng: Generator, draws: int) -> tuple[Draws, float, float]:
    """Draws (draws, d), their effective number and R-hat.

    Elliptical slice sampling (Murray, Adams & MacKay 2010) with a normal approximation in the prior's place, which is
    fitted again to the draws on the way (Nishihara, Murray & Adams 2014). Half of the draws start close to the
    ``modes``, half further out. The self-check, without which R-hat is infinite: these two crowds have become one, all
    together are where they were half the time ago (in every parameter, its square and the log density), and since then
    each draw has forgotten where it was. The draws of the last two rounds are kept.
    """
    half = max(-(-draws // 4), _SMALLEST)
    points = _crowds(modes, half, rng)
    ellipse = _Ellipse.of(log_density, modes[0].mode, modes[0].covariance)
    past: list[tuple[Draws, Draws]] = []
    r_hat = np.inf
    while len(past) < _MOST and r_hat >= _SAME:
        past.append(_round(ellipse, past[-1][0] if past else points, rng))
        ellipse = ellipse.refitted(past[-1][0], modes[0].covariance)
        if len(past) >= _FEWEST:
            r_hat = _rest(past[len(past) // 2 - 1], past[-1], half)
    both = np.concatenate([past[-2][0], past[-1][0]])
    return both[rng.permutation(len(both))[:draws]], float(min(draws, 2 * half)), r_hat


def _crowds(modes: Sequence[Laplace], half: int, rng: Generator) -> Draws:
    """Starting points (2 half, d): the inner crowd first, each around the modes by their evidence."""
    evidence = np.array([mode.log_evidence for mode in modes])
    shares = np.exp(evidence - np.logaddexp.reduce(evidence))
    points = []
    for width in (_NARROW, _WIDE):
        for chosen in rng.choice(len(modes), half, p=shares / shares.sum()):
            mode = modes[chosen]
            shock = rng.standard_normal(mode.mode.size)
            points.append(mode.mode + width * np.linalg.cholesky(mode.covariance) @ shock)
    return np.array(points)


def _round(ellipse: _Ellipse, points: Draws, rng: Generator) -> tuple[Draws, Draws]:
    """A few moves of every draw, and the log densities after them."""
    white = ellipse.white(points)
    residual = ellipse.residual(white)
    for _ in range(_MOVES):
        white, residual = _sweep(ellipse.residual, white, residual, rng)
    return ellipse.points(white), residual - 0.5 * (white**2).sum(axis=1)


@dataclass(frozen=True)
class _Ellipse:
    """The density in coordinates in which its normal approximation is standard."""

    log_density: LogDensity
    centre: Draws
    root: Draws

    @classmethod
    def of(cls, log_density: LogDensity, centre: Draws, covariance: Draws) -> _Ellipse:
        """Around a normal approximation."""
        return cls(log_density, centre, np.asarray(np.linalg.cholesky(_INFLATE * covariance)))

    def refitted(self, points: Draws, covariance: Draws) -> _Ellipse:
        """Around the draws as they are now; their covariance leans on the first one where draws are few."""
        share = len(points) / (len(points) + 4.0 * points.shape[1])
        return _Ellipse.of(
            self.log_density,
            points.mean(axis=0),
            share * np.cov(points.T).reshape(self.root.shape) + (1 - share) * covariance,
        )

    def points(self, white: Draws) -> Draws:
        """Where white coordinates (S, d) are."""
        return np.asarray(self.centre + white @ self.root.T)

    def white(self, points: Draws) -> Draws:
        """White coordinates (S, d) of points."""
        return np.asarray(np.linalg.solve(self.root, (points - self.centre).T).T)

    def residual(self, white: Draws) -> Draws:
        """Log density less that of the standard normal (S,)."""
        values = self.log_density(self.points(white))
        return np.asarray(np.where(np.isfinite(values), values, -1e12) + 0.5 * (white**2).sum(axis=1))


def _rest(then: tuple[Draws, Draws], now: tuple[Draws, Draws], half: int) -> float:
    """R-hat of the two crowds now, and of all draws then and now; infinite where draws are still where they were."""
    centre = now[0].mean(axis=0)
    before, after = (np.column_stack([points, (points - centre) ** 2, values]) for points, values in (then, now))
    spreads = then[0].std(axis=0) * now[0].std(axis=0) + 1e-300
    remembered = ((then[0] - then[0].mean(axis=0)) * (now[0] - centre)).mean(axis=0) / spreads
    if remembered.max() > _FORGOTTEN:
        return np.inf
    return max(_r_hat(after[:half], after[half:]), _r_hat(before, after))


def _r_hat(one: Draws, other: Draws) -> float:
    """R-hat of two crowds, for the worst of all that is watched; what chance alone does is taken out."""
    spread = np.sqrt((one.var(axis=0) + other.var(axis=0)) / 2) + 1e-300
    apart = np.abs(one.mean(axis=0) - other.mean(axis=0)) / spread
    beyond = np.maximum(apart - _CHANCE * np.sqrt(2 / len(one)), 0.0)
    return float(np.sqrt(1 + beyond.max() ** 2 / 2))


def _sweep(residual: Callable[[Draws], Draws], at: Draws, value: Draws, rng: Generator) -> tuple[Draws, Draws]:
    """One elliptical slice move of every draw at once, each shrinking its bracket until it is accepted."""
    other = rng.standard_normal(at.shape)
    floor = value - rng.exponential(size=len(at))
    angle = rng.uniform(0, 2 * np.pi, len(at))
    low, high = angle - 2 * np.pi, angle.copy()
    found, found_value, left = at.copy(), value.copy(), np.arange(len(at))
    while len(left):
        turn = angle[left, None]
        tried = at[left] * np.cos(turn) + other[left] * np.sin(turn)
        tried_value = residual(tried)
        taken = tried_value > floor[left]
        found[left[taken]], found_value[left[taken]] = tried[taken], tried_value[taken]
        left = left[~taken]
        low[left] = np.where(angle[left] < 0, angle[left], low[left])
        high[left] = np.where(angle[left] >= 0, angle[left], high[left])
        angle[left] = rng.uniform(low[left], high[left])
        left = left[high[left] - low[left] > _TINY]
    return found, found_value
