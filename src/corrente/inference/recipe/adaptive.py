"""Adaptive multiple importance sampling: the proposal learns from all draws so far, and none is thrown away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from corrente.inference.posterior import Draws
from corrente.inference.recipe.importance import Weighted, weighted
from corrente.inference.recipe.laplace import Laplace, LogDensity
from corrente.inference.recipe.proposal import StudentMixture

_ROUNDS = 6
_COMPONENTS = 4
_EM_STEPS = 8


def adaptive(log_density: LogDensity, modes: Sequence[Laplace], rng: Generator, draws: int) -> Weighted:
    """AMIS (Cornuet, Marin, Mira & Robert 2012) from Student t's around ``modes``.

    Every round draws ``draws`` points; all points so far are weighted against the equal mixture of all proposals
    so far (the deterministic mixture of Owen & Zhou 2000); the next proposal is fitted to them. It ends
    when the weights pass their self-check comfortably, or after six rounds.
    """
    proposals = [StudentMixture.around(modes, inflate=1.5).guarded(modes[0].mode, modes[0].covariance)]
    points, values = np.empty((0, modes[0].mode.size)), np.empty(0)
    while True:
        fresh = proposals[-1].draw(rng, draws)
        points, values = np.concatenate([points, fresh]), np.concatenate([values, log_density(fresh)])
        mixture = np.logaddexp.reduce([proposal.log_density(points) for proposal in proposals])
        found = weighted(points, values - mixture)
        if len(proposals) == _ROUNDS or _settled(found, len(proposals)):
            return found
        proposals.append(_fitted(found, max(_COMPONENTS, len(modes)), rng).guarded(*_moments(found)))


def _settled(found: Weighted, rounds: int) -> bool:
    return rounds > 2 and found.trusted and found.pareto_k < 0.5 and found.effective > 0.3 * found.weights.size


def _moments(found: Weighted) -> tuple[Draws, Draws]:
    """Mean (d,) and covariance (d, d) of the weighted points."""
    centre = found.weights @ found.points
    away = (found.points - centre) * np.sqrt(found.weights)[:, None]
    spread = away.T @ away
    return centre, spread + (1e-9 * np.trace(spread) + 1e-12) * np.eye(centre.size)


def _fitted(found: Weighted, components: int, rng: Generator) -> StudentMixture:
    """A t mixture for the weighted points, by EM; one wide component where too few points carry weight."""
    points, weights = found.points, found.weights
    centre, spread = _moments(found)
    if found.effective < 20 * components:
        return StudentMixture(np.ones(1), centre[None], np.asarray(np.linalg.cholesky(1.5 * spread)[None], dtype=float))
    seeds = points[rng.choice(len(points), components, p=weights, replace=False)]
    roots = np.repeat(np.linalg.cholesky(spread)[None], components, axis=0)
    mixture = StudentMixture(np.full(components, 1 / components), seeds, roots)
    for _ in range(_EM_STEPS):
        mixture = _em_step(mixture, points, weights, spread)
    return mixture


def _em_step(mixture: StudentMixture, points: Draws, weights: Draws, spread: Draws) -> StudentMixture:
    logs = mixture.log_components(points)
    claims = np.exp(logs - np.logaddexp.reduce(logs, axis=0)) * weights
    shares = claims.sum(axis=1) + 1e-12
    centres = claims @ points / shares[:, None]
    scales = [
        _shrunk_root(points - centre, claim / share, spread)
        for centre, claim, share in zip(centres, claims, shares, strict=True)
    ]
    shares = np.maximum(shares, 0.02)
    return StudentMixture(shares / shares.sum(), centres, np.stack(scales))


def _shrunk_root(away: Draws, weights: Draws, spread: Draws) -> Draws:
    """Root of a component's scale, drawn towards the common ``spread`` by the weight of four points per dimension."""
    effective = 1 / max(float(weights @ weights), 1e-12)
    share = 4 * spread.shape[0] / (4 * spread.shape[0] + effective)
    own = away.T @ (away * weights[:, None])
    return np.asarray(np.linalg.cholesky((1 - share) * own + share * spread), dtype=float)
