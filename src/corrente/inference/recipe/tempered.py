"""Tempered sequential Monte Carlo: slow and steady, for densities that no simple proposal fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from corrente.inference.posterior import Draws
from corrente.inference.recipe.importance import systematic
from corrente.inference.recipe.laplace import Laplace, LogDensity
from corrente.inference.recipe.proposal import StudentMixture

GOOD_R_HAT = 1.05
"""Above it, independent populations disagree, and their draws are not to be trusted."""

_POPULATIONS = 4
_MOVES = 10
_INFLATE = 9.0  # the first particles are spread three times as wide as the normal approximation


def tempered(
    log_density: LogDensity, modes: Sequence[Laplace], rng: Generator, draws: int
) -> tuple[Draws, float, float]:
    """Draws (draws, d), the effective number of draws and R-hat.

    Four independent populations go from Student t's around ``modes`` to the density in steps that each halve
    the effective number of particles, with resampling and random-walk moves (Del Moral, Doucet & Jasra 2006).
    That they agree (R-hat, Gelman & Rubin 1992) is the self-check.
    """
    base = StudentMixture.around(modes, inflate=_INFLATE)
    size = -(-draws // _POPULATIONS)
    populations = np.stack([_population(log_density, base, rng, max(size, 500)) for _ in range(_POPULATIONS)])
    r_hat, effective = populations_agree(populations)
    together = populations.reshape(-1, populations.shape[-1])
    return together[rng.permutation(len(together))[:draws]], min(effective, float(draws)), r_hat


def populations_agree(populations: Draws) -> tuple[float, float]:
    """R-hat and effective number of draws of M populations (M, N, d), both for the worst of the d parameters."""
    size = populations.shape[1]
    within = populations.var(axis=1, ddof=1).mean(axis=0) + 1e-300
    between = populations.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(over="ignore"):  # populations that ran away have an infinite R-hat, and that is right
        r_hat = np.sqrt((size - 1) / size + between / within)
    effective = populations.shape[0] * within / np.maximum(between, within / size)
    return float(r_hat.max()), float(effective.min())


def _population(log_density: LogDensity, base: StudentMixture, rng: Generator, size: int) -> Draws:
    points = base.draw(rng, size)
    start, target = base.log_density(points), _possible(log_density(points))
    heat, scale = 0.0, 2.38 / np.sqrt(points.shape[1])
    while heat < 1:
        gain = target - start
        rise = _rise(gain, 1 - heat)
        heat = min(1.0, heat + rise)
        chosen = systematic(_normalised(rise * gain), rng, size)
        points, start, target = points[chosen], start[chosen], target[chosen]
        root = np.linalg.cholesky(
            np.cov(points.T, ddof=1).reshape(base.roots.shape[1:]) + 1e-12 * np.eye(len(points.T))
        )
        for _ in range(_MOVES):
            moved = points + scale * rng.standard_normal(points.shape) @ root.T
            new_start, new_target = base.log_density(moved), _possible(log_density(moved))
            odds = heat * (new_target - target) + (1 - heat) * (new_start - start)
            taken = np.log(rng.random(size)) < odds
            points = np.where(taken[:, None], moved, points)
            start, target = np.where(taken, new_start, start), np.where(taken, new_target, target)
            scale *= np.exp(taken.mean() - 0.3)  # towards the acceptance that suits a few dimensions
    return points


def _possible(values: Draws) -> Draws:
    return np.where(np.isfinite(values), values, -1e12)


def _normalised(logs: Draws) -> Draws:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _rise(gain: Draws, left: float) -> float:
    """The largest rise in heat (at most ``left``) that keeps half of the particles effective, by bisection."""

    def effective(rise: float) -> float:
        return float(1 / np.sum(_normalised(rise * gain) ** 2))

    if effective(left) >= gain.size / 2:
        return left
    low, high = 0.0, left
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= gain.size / 2 else (low, middle)
    return max(low, 1e-9)
