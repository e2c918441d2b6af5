"""The Hamiltonian moves of hierarchical choice, of many chains at once (Neal 2011).

`move_own` moves every respondent's part-worths alone, given the hierarchy. `move_all` moves means and deviations
together, given how many deviations each respondent is from the mean: the likelihood is then that of one logit, and
alternating with Gibbs draws of the same means and deviations it interweaves the centred and the non-centred form (Yu &
Meng 2011), where either alone is slow.

Paths are about half an oscillation of `move_all` (draws then lie on opposite sides of the mode, so that their average
is better than that of independent ones) and somewhat less of `move_own`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference import choice_prior as prior
from corrente.inference.choice import Choices, Single, Vector, log_likelihoods
from corrente.inference.choice_modes import Modes
from corrente.inference.segment_means import Spread, contrasts

_ACCEPTED, _QUICK, _SLOWS = 0.75, 0.6, 0.6  # how steps adapt
_MOST_LEAPS = 12
_FIRST_STEP = 0.7

Group = NDArray[np.intp]
W = TypeVar("W", Vector, Single)


@dataclass
class Pace:
    """Paths of about this length, in steps that adapt until three in four are accepted."""

    path: float
    step: float = _FIRST_STEP
    adapted: int = 0

    def draw(self, rng: Generator) -> tuple[float, int]:
        """The length and the number of steps: random, so that no path returns to where it began."""
        step = self.step * float(rng.uniform(0.7, 1.2))
        return step, int(np.clip(round(self.path / step), 1, _MOST_LEAPS))

    def adapt(self, gain: Vector) -> None:
        """Longer steps where more is accepted than should be, ever more slowly (Robbins & Monro 1951)."""
        accepted = float(np.exp(np.minimum(gain, 0.0)).mean())
        self.adapted += 1
        self.step *= float(np.exp((accepted - _ACCEPTED) * _QUICK / self.adapted**_SLOWS))


@dataclass(frozen=True)
class Study:
    """The choices, R respondents' segments as numbers (R,), as members (S, R) and turned (R, S), and their modes."""

    made: Choices
    segment: Group
    members: Vector
    turned: Vector
    turn: Vector
    roots: Single
    curvature: Vector

    @classmethod
    def of(cls, made: Choices, segment: Group, modes: Modes) -> Study:
        """All that stays the same from sweep to sweep."""
        members = np.equal.outer(np.arange(len(modes.means)), segment).astype(np.float64)
        turn = contrasts(len(members))
        roots = modes.root.astype(np.float32)
        return cls(made, segment, members, members.T @ turn.T, turn, roots, modes.curvature.sum(axis=0))


@dataclass
class State:
    """Where C chains are: all arrays begin with the chain.

    Part-worths (C, R, K) with their log-likelihoods (C, R) and its gradient; means (C, S, K) and what is above them;
    ``root`` (C, K, K), of the precision between people, and ``scale`` (C, K) of its prior.
    """

    worths: Single
    likelihood: Single
    slope: Single
    means: Vector
    between: Spread
    root: Vector
    scale: Vector
    rng: Generator
    own: Pace
    all: Pace


def move_own(state: State, study: Study, adapt: bool) -> None:
    """Every respondent of every chain moves, as wide as Laplace's covariance at the respondent's mode."""
    root, mean = state.root.astype(np.float32), state.means.astype(np.float32)[:, study.segment]
    precision = root @ root.swapaxes(1, 2)

    def climb(worths: Single) -> tuple[Single, tuple[Single, Single]]:
        slope, odds = study.made.pull(worths)
        return _by_respondent(slope - (worths - mean) @ precision, study.roots), (slope, odds)

    def energy(worths: Single, speed: Single) -> Single:
        return np.asarray(0.5 * (_squares(np.asarray((worths - mean) @ root)) + _squares(speed)))

    shape = np.array(state.worths.shape)[[1, 0, 2]]
    speed = state.rng.standard_normal(shape, dtype=np.float32).swapaxes(0, 1)
    before = state.likelihood - energy(state.worths, speed)
    uphill = _by_respondent(state.slope - (state.worths - mean) @ precision, study.roots)
    back = study.roots.swapaxes(1, 2)
    step, leaps = state.own.draw(state.rng)
    worths, speed, (slope, odds) = _leapfrog(
        state.worths, speed, uphill, step, leaps, lambda v: _by_respondent(v, back), climb
    )
    likelihood = log_likelihoods(odds)
    gain = likelihood - energy(worths, speed) - before
    if adapt:
        state.own.adapt(gain)
    moved = gain > -state.rng.standard_exponential(gain.shape, dtype=np.float32)
    state.worths = np.where(moved[..., None], worths, state.worths)
    state.slope = np.where(moved[..., None], slope, state.slope)
    state.likelihood = np.where(moved, likelihood, state.likelihood)


def move_all(state: State, study: Study, adapt: bool) -> None:
    """Means and deviations (C, S + K, K) move, respondents' places among the others (C, R, S + K) held fixed."""
    chains, segments, _ = state.means.shape
    apart = state.worths - state.means[:, study.segment]
    places = np.concatenate([np.broadcast_to(study.turned, (chains, *study.turned.shape)), apart @ state.root], axis=2)
    pull = prior.BETWEEN.precision(state.between.variance, segments)
    old = np.concatenate([study.turn @ state.means, np.linalg.inv(state.root)], axis=1)
    new, gain, likelihood, slope = _path(state, study, old, places, pull)
    if adapt:
        state.all.adapt(gain)
    moved = gain > -state.rng.standard_exponential(chains)
    pick = moved[:, None, None]
    state.worths = np.where(pick, (places @ new).astype(np.float32), state.worths)
    state.slope = np.where(pick, slope, state.slope)
    state.likelihood = np.where(moved[:, None], likelihood, state.likelihood)
    state.means = np.where(pick, study.turn.T @ new[:, :segments], state.means)
    state.root = np.where(pick, np.linalg.inv(new[:, segments:]), state.root)


def _path(
    state: State, study: Study, old: Vector, places: Vector, pull: Vector
) -> tuple[Vector, Vector, Single, Single]:
    """Where a path leads, the log odds to accept that (C,), and log-likelihoods and their gradient there."""
    mix, width = _metric(places, study.curvature, pull)
    narrow = places.astype(np.float32)

    def uphill(where: Vector, slope: Single) -> Vector:
        whole = prior.slope(where, pull) + narrow.swapaxes(1, 2) @ slope
        return np.asarray((width @ (mix.swapaxes(1, 2) @ whole)[..., None])[..., 0])

    def climb(where: Vector) -> tuple[Vector, tuple[Single, Single]]:
        slope, odds = study.made.pull(narrow @ where.astype(np.float32))
        return uphill(where, slope), (slope, odds)

    def drift(speed: Vector) -> Vector:
        return np.asarray(mix @ (width.swapaxes(2, 3) @ speed[..., None])[..., 0])

    def height(where: Vector, likelihood: Single, speed: Vector) -> Vector:
        told = likelihood.sum(axis=1, dtype=np.float64) - 0.5 * (speed**2).sum(axis=(1, 2))
        return np.asarray(told + prior.height(where, pull))

    speed = state.rng.standard_normal(old.shape)
    before = height(old, state.likelihood, speed)
    step, leaps = state.all.draw(state.rng)
    new, speed, (slope, odds) = _leapfrog(old, speed, uphill(old, state.slope), step, leaps, drift, climb)
    likelihood = log_likelihoods(odds)
    return new, height(new, likelihood, speed) - before, likelihood, slope


def _metric(places: Vector, curvature: Vector, pull: Vector) -> tuple[Vector, Vector]:
    """A mixture (C, S + K, S + K) of the rows of means and deviations that tells them apart, and each one's root width.

    Mixed rows have orthogonal places, and a log posterior that bends by the ``curvature`` (K, K) of the likelihood at
    the modes. Only contrasts between segments have a prior that matters; no other row is mixed into them.
    """
    respondents, segments, columns = places.shape[1], pull.shape[1], pull.shape[2]
    mix = np.linalg.cholesky(np.linalg.inv(places.swapaxes(1, 2) @ places / respondents))
    own = np.zeros((*mix.shape[:2], columns))
    own[:, :segments] = (mix[:, :segments, :segments] ** 2).swapaxes(1, 2) @ pull
    bent = curvature + (1 + own)[..., None] * np.eye(columns)
    return mix, np.linalg.inv(np.linalg.cholesky(bent))


def _leapfrog(
    where: W,
    speed: W,
    uphill: W,
    step: float,
    leaps: int,
    drift: Callable[[W], W],
    climb: Callable[[W], tuple[W, tuple[Single, Single]]],
) -> tuple[W, W, tuple[Single, Single]]:
    """Where a path of so many steps ends, the speed there, and the likelihood's gradient and odds there.

    ``drift`` turns a speed into a change of place, ``climb`` tells where uphill is, in the speed's coordinates.
    """
    speed = speed + step / 2 * uphill
    for leap in range(1, leaps + 1):
        where = where + step * drift(speed)
        uphill, seen = climb(where)
        speed = speed + (step if leap < leaps else step / 2) * uphill
    return where, speed, seen


def _by_respondent(what: Single, matrices: Single) -> Single:
    """Rows (C, R, K) times each respondent's matrix (R, K, K)."""
    return np.asarray((what.swapaxes(0, 1) @ matrices).swapaxes(0, 1))


def _squares(what: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.einsum("...k,...k->...", what, what))
