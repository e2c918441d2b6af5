"""Hierarchical multinomial logit: a posterior of segment means, covariance and every respondent's part-worths.

Respondent r of segment s has part-worths b_r ~ N(mu_s, Sigma); segment means are drawn towards a common one. Sigma is
inverse Wishart with K + 3 degrees of freedom (Rossi, Allenby & McCulloch 2005, ch. 5) and a scale of its own in each
column, which is gamma: one scale for all would draw small deviations up and large ones down (Huang & Wand 2013).

A Gibbs sampler in three moves, of many chains at once:

1. Part-worths move within a pool of points, drawn once around each respondent's mode, whose likelihoods are worked out
   once: every respondent weighs a block of points against the present one and takes one of them (iterated sampling
   importance resampling, Andrieu, Lee & Vihola 2018).
2. Given the part-worths all else is conjugate.
3. Given how many deviations each respondent is from the mean, means and deviations move together by a preconditioned
   Hamiltonian step, for the likelihood is then that of one logit. Alternating with 2, this interweaves the centred and
   the non-centred form (Yu & Meng 2011), where either alone is slow.

R-hat, the effective number of draws and of points in the pools are the self-check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.errors import ConvergenceError
from corrente.core.words import Phrase
from corrente.inference.chains import agreement
from corrente.inference.choice import Choices, Single, Vector
from corrente.inference.choice_pool import BLOCK, Pool, draw_pool, energy, modes
from corrente.inference.segment_means import Between

GOOD_R_HAT = 1.1
MEAN_SD = 10.0
"""Prior standard deviation of the common mean: part-worths beyond twenty would mean odds beyond all that is seen."""
EXTRA_FREEDOM = 3
SHAPE, RATE = 4.0, 2.0
"""Of the gamma prior of a column's scale: nine in ten deviations lie within .36 and 1.74 before any data."""
BETWEEN_SD = 0.25
"""Scale of the half-t priors of the standard deviations between segments."""
_STEP, _LEAPS = 0.4, 8  # of the Hamiltonian steps: together about half an oscillation
_ACCEPTED, _QUICK, _METRIC_EVERY = 0.75, 0.2, 10  # how the steps adapt
_CHAINS = 8
_PILOT, _BURN, _ROUNDS = 12, 15, 5
_MOST_LOG_ODDS = 60.0  # beyond it a point is taken for certain

_BETWEEN = Between(MEAN_SD, BETWEEN_SD)

Group = NDArray[np.intp]
_Kept = tuple[Vector, Vector, Vector, Single]


@dataclass(frozen=True)
class Hierarchy:
    """Equally weighted posterior draws.

    ``means`` (D, S, K) by segment, ``covariance`` (D, K, K), ``worths`` (E, R, K) of the respondents; ``r_hat`` is the
    largest split R-hat of means and of standard deviations between people and segments, ``effective`` the smallest
    number of effective draws, ``supported`` the smallest number of effective points in a respondent's pool.
    """

    means: Vector
    covariance: Vector
    worths: Single
    r_hat: float
    effective: float
    supported: float

    def turned(self, turn: Vector) -> Hierarchy:
        """The posterior of part-worths on the columns of which ``turn`` (K, K) made those that were fitted."""
        worths = (self.worths @ turn.T).astype(np.float32)
        return replace(self, means=self.means @ turn.T, covariance=turn @ self.covariance @ turn.T, worths=worths)

    def overall(self, weights: Vector) -> Vector:
        """The mean of all (D, K), segments weighted by ``weights`` (S,)."""
        return np.asarray(np.einsum("dsk,s->dk", self.means, weights / weights.sum()))


@dataclass
class _State:
    """Where C chains are: all arrays begin with the chain."""

    worths: Single  # (C, R, K)
    weight: Single  # (C, R)
    means: Vector  # (C, S, K)
    common: Vector  # (C, K)
    spread: Vector  # (C, K) variances between segments
    root: Vector  # (C, K, K): root root' is the precision
    scale: Vector  # (C, K) of the inverse Wishart
    step: float  # of the Hamiltonian steps
    metric: Vector  # (C, S + K, K, K): as wide as the posterior of each row of means and deviations
    rng: Generator


def posterior(
    made: Choices, segment: Group, rng: Generator, draws: int = 1000, sweeps: int = 90, keep_worths: int = 400
) -> Hierarchy:
    """The posterior of the hierarchy of ``made`` choices; ``segment`` (R,) numbers the segments from 0.

    Columns should be of a scale on which part-worths are of order one. At most ``keep_worths`` of the draws keep the
    respondents' own part-worths. Raises `ConvergenceError` where the chains do not agree after five rounds of sweeps.
    """
    means, covariance = modes(made, segment, MEAN_SD)
    step = _STEP
    for length in (_PILOT, sweeps):
        pool = draw_pool(made, means[segment], covariance, rng)
        state = _start(pool, means, covariance, step, rng)
        runs = [_sweep(made, pool, segment, state, _BURN, length)]
        found = _joined(runs)
        means, covariance, step = found.means.mean(axis=0), found.covariance.mean(axis=0), state.step
    while found.r_hat > GOOD_R_HAT:
        if len(runs) == _ROUNDS:
            raise _unsettled()
        runs.append(_sweep(made, pool, segment, state, 0, sweeps))
        found = _joined(runs)
    return replace(_thinned(found, draws, keep_worths), supported=pool.support(means[segment], covariance))


def _start(pool: Pool, means: Vector, covariance: Vector, step: float, rng: Generator) -> _State:
    """Chains that begin apart: covariances from two thirds to one and a half times what is known so far."""
    blocks, _, respondents, _ = pool.points.shape
    chains = _CHAINS
    scale = 1.5 ** np.linspace(-1, 1, chains)
    root = np.linalg.cholesky(np.linalg.inv(covariance)) / np.sqrt(scale)[:, None, None]
    start = np.tile(means, (chains, 1, 1))
    first = rng.integers(0, blocks, (chains, respondents))
    everyone = np.arange(respondents)
    worths, weight = pool.points[first, 0, everyone], pool.weight[first, 0, everyone]
    between = _BETWEEN.draw(start, rng)
    return _State(worths, weight, start, *between, root, _draw_scale(root, rng), step, np.zeros(0), rng)


def _joined(runs: list[_Kept]) -> Hierarchy:
    """Sweep by sweep and within a sweep chain by chain."""
    means, spread, root = (np.concatenate(part) for part in list(zip(*runs, strict=True))[:3])
    worths = np.concatenate([run[3] for run in runs])
    inverse = np.linalg.inv(root)
    covariance = inverse.swapaxes(-1, -2) @ inverse
    log_sd = 0.5 * np.log(np.diagonal(covariance, axis1=2, axis2=3))
    watched = [means.reshape(*means.shape[:2], -1), log_sd]
    if means.shape[2] > 1:
        watched.append(0.5 * np.log(spread))
    agreed = agreement(np.concatenate(watched, axis=2).swapaxes(0, 1))
    means, covariance = (part.reshape(-1, *part.shape[2:]) for part in (means, covariance))
    return Hierarchy(means, covariance, worths.reshape(-1, *worths.shape[2:]), *agreed, np.nan)


def _sweep(made: Choices, pool: Pool, segment: Group, state: _State, burn: int, sweeps: int) -> _Kept:
    """Segment means, variances between them, roots of the precision and part-worths: all (N, C, ...), N sweeps.

    After the burn-in, in which the steps adapt.
    """
    kept: list[_Kept] = []
    members = np.equal.outer(np.arange(int(segment.max()) + 1), segment).astype(np.float64)
    for sweep in range(burn + sweeps):
        _move(state, pool, segment)
        state.scale = _draw_scale(state.root, state.rng)
        _draw_covariance(state, segment)
        _draw_means(state, members)
        _interweave(state, made, pool, members, sweep if sweep < burn else None)
        state.common, state.spread = _BETWEEN.draw(state.means, state.rng)
        if sweep >= burn:
            kept.append((state.means.copy(), state.spread, state.root.copy(), state.worths.copy()))
    means, spread, root, worths = (np.stack(part) for part in zip(*kept, strict=True))
    return means, spread, root, worths


def _move(state: _State, pool: Pool, segment: Group) -> None:
    """Every respondent of every chain weighs a block of points against the present one, and takes one."""
    rng = state.rng
    chains, respondents, _ = state.worths.shape
    block = rng.integers(0, len(pool.points), chains)
    points, weight = pool.points[block], pool.weight[block]
    root = state.root.astype(np.float32)
    mean = state.means.astype(np.float32)[:, segment]
    log = weight - energy(points - mean[:, None], root[:, None])
    present = state.weight - energy(state.worths - mean, root)
    odds = np.exp(np.minimum(log - present[:, None], _MOST_LOG_ODDS)).cumsum(axis=1)
    left = rng.random((chains, respondents), dtype=np.float32) * (1 + odds[:, -1]) - 1
    taken = np.minimum((odds < left[:, None]).sum(axis=1), BLOCK - 1)
    moved = left >= 0
    chain, who = np.ogrid[:chains, :respondents]
    state.worths = np.where(moved[..., None], points[chain, taken, who], state.worths)
    state.weight = np.where(moved, weight[chain, taken, who], state.weight)


def _draw_scale(root: Vector, rng: Generator) -> Vector:
    """The scales (C, K) given the roots (C, K, K) of the precision: gamma once more."""
    rate = RATE + 0.5 * (root**2).sum(axis=2)
    return np.asarray(rng.standard_gamma(SHAPE + (root.shape[1] + EXTRA_FREEDOM) / 2, rate.shape) / rate)


def _draw_covariance(state: _State, segment: Group) -> None:
    """Sigma given all else: inverse Wishart, as the root of its inverse (Bartlett 1933)."""
    rng = state.rng
    chains, respondents, columns = state.worths.shape
    apart = state.worths.astype(np.float64) - state.means[:, segment]
    scatter = apart.transpose(0, 2, 1) @ apart
    scatter[:, range(columns), range(columns)] += state.scale
    freedom = columns + EXTRA_FREEDOM + respondents - np.arange(columns)
    bartlett = np.tril(rng.standard_normal((chains, columns, columns)), -1)
    bartlett[:, range(columns), range(columns)] = np.sqrt(rng.chisquare(freedom, (chains, columns)))
    state.root = np.linalg.cholesky(np.linalg.inv(scatter)) @ bartlett


def _draw_means(state: _State, members: Vector) -> None:
    """Segment means given all else."""
    chains, segments, columns = state.means.shape
    spread, centre = state.spread, state.common
    own = state.root @ state.root.transpose(0, 2, 1)
    precision = members.sum(axis=1)[:, None, None] * own[:, None]
    precision[..., range(columns), range(columns)] += (1 / spread)[:, None]
    pull = (members @ state.worths) @ own + (centre / spread)[:, None]
    inverse = np.linalg.inv(precision)
    noise = np.linalg.cholesky(inverse) @ state.rng.standard_normal((chains, segments, columns, 1))
    state.means = (inverse @ pull[..., None] + noise)[..., 0]


def _interweave(state: _State, made: Choices, pool: Pool, members: Vector, burning: int | None) -> None:
    """A Hamiltonian step of all means and deviations, respondents' places among the others (C, R, S + K) held fixed.

    Its metric and its length adapt in the burn-in, whose sweeps are numbered by ``burning``, and then stay.
    """
    chains, segments, _ = state.means.shape
    apart = state.worths - members.T @ state.means
    places = np.concatenate([np.broadcast_to(members.T, (chains, *members.T.shape)), apart @ state.root], axis=2)
    old = np.concatenate([state.means, np.linalg.inv(state.root)], axis=1)
    pull = _BETWEEN.precision(state.spread, segments)
    if burning is not None and burning % _METRIC_EVERY == 0:
        state.metric = np.linalg.inv(np.linalg.cholesky(_curvature(places, pool.curvature, pull)))
    new, gain, likelihood = _leap(old, places, pull, state, made)
    if burning is not None:
        state.step *= float(np.exp(_QUICK * (np.exp(np.minimum(gain, 0.0)).mean() - _ACCEPTED)))
    moved = np.log(state.rng.random(chains)) < gain
    worths = (places @ new)[moved]
    state.worths[moved] = worths
    state.weight[moved] = pool.weigh(worths, likelihood[moved])
    state.means[moved] = new[moved, :segments]
    state.root[moved] = np.linalg.inv(new[moved, segments:])


def _leap(old: Vector, places: Vector, pull: Vector, state: _State, made: Choices) -> tuple[Vector, Vector, Vector]:
    """Where a few leapfrog steps lead (C, S + K, K), the log odds to accept that (C,), and the log-likelihoods there.

    Steps are as long as the posterior is wide; ``pull`` (C, K, S, S) is the prior precision of the means.
    """
    rng, spread = state.rng, state.metric
    start, _, uphill = _height(old, places, pull, made)
    speed = rng.standard_normal((*old.shape, 1))
    before = start - 0.5 * (speed**2).sum(axis=(1, 2, 3))
    length = state.step * rng.uniform(0.8, 1.2)
    where, height, likelihood = old, start, np.zeros(places.shape[:2])
    for _ in range(_LEAPS):
        speed = speed + length / 2 * spread @ uphill[..., None]
        where = where + (length * spread.swapaxes(2, 3) @ speed)[..., 0]
        height, likelihood, uphill = _height(where, places, pull, made)
        speed = speed + length / 2 * spread @ uphill[..., None]
    gain = height - 0.5 * (speed**2).sum(axis=(1, 2, 3)) - before
    return where, gain, likelihood


def _curvature(places: Vector, curvature: Vector, pull: Vector) -> Vector:
    """The curvature (C, S + K, K, K) of the log posterior in each row of means and deviations, at the pools' centres.

    Respondents' places are hardly correlated, so rows are taken for independent. Of the deviations' prior, only that
    there is one.
    """
    chains, respondents, rows = places.shape
    columns, segments = pull.shape[1:3]
    blocks = (places**2).swapaxes(1, 2) @ curvature.reshape(respondents, -1)
    own = np.ones((chains, rows, columns))
    own[:, :segments] = np.diagonal(pull, axis1=2, axis2=3).swapaxes(1, 2)
    return blocks.reshape(chains, rows, columns, columns) + own[..., None] * np.eye(columns)


def _height(where: Vector, places: Vector, pull: Vector, made: Choices) -> tuple[Vector, Vector, Vector]:
    """Log density (C,) of means and deviations (C, S + K, K), the log-likelihoods (C, R), and the gradient.

    A square matrix A of deviations has the density of Sigma = A'A times the root of its determinant, as all its
    rotations are alike (Muirhead 1982, theorem 2.1.14); the columns' scales are integrated out.
    """
    columns, segments = pull.shape[1:3]
    likelihood, slope = made.rise((places @ where).astype(np.float32))
    means = where[:, :segments]
    pulled = (pull @ means.swapaxes(1, 2)[..., None])[..., 0].swapaxes(1, 2)
    deviations = where[:, segments:]
    inverse = np.linalg.inv(deviations)
    freedom, shape = 2 * columns + EXTRA_FREEDOM, SHAPE + (columns + EXTRA_FREEDOM) / 2
    rate = RATE + 0.5 * (inverse**2).sum(axis=2)
    height = likelihood.sum(axis=1, dtype=np.float64) - 0.5 * (pulled * means).sum(axis=(1, 2))
    height -= freedom * np.linalg.slogdet(deviations)[1] + shape * np.log(rate).sum(axis=1)
    gradient = places.swapaxes(1, 2) @ slope
    gradient[:, :segments] -= pulled
    turned = inverse.swapaxes(1, 2)
    gradient[:, segments:] += turned * (shape / rate)[:, None] @ inverse @ turned - freedom * turned
    return np.asarray(height), np.asarray(likelihood, dtype=np.float64), np.asarray(gradient, dtype=np.float64)


def _thinned(found: Hierarchy, draws: int, keep_worths: int) -> Hierarchy:
    """Evenly along the chains: sweeps are neighbours, so every so many of the joined draws."""
    total = len(found.means)
    some = np.linspace(0, total - 1, min(draws, total)).round().astype(int)
    few = np.linspace(0, total - 1, min(keep_worths, total)).round().astype(int)
    return replace(found, means=found.means[some], covariance=found.covariance[some], worths=found.worths[few])


def _unsettled() -> ConvergenceError:
    return ConvergenceError(
        Phrase(
            "The choice model did not settle on these data.", "O modelo de escolha não se estabilizou com estes dados."
        ),
        Phrase("Its chains do not agree.", "As cadeias não concordam entre si."),
        Phrase(
            "Bring more respondents, or describe the alternatives by fewer attributes.",
            "Traga mais respondentes ou descreva as alternativas com menos atributos.",
        ),
    )
