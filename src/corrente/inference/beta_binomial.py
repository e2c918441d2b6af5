"""Rates of many groups, pooled: each is drawn towards the common rate as far as the groups are alike.

k_g ~ Binomial(n_g, p_g), p_g ~ Beta(m c, (1 - m) c), m ~ Uniform(0, 1) and c with density 1 / (1 + c)^2, which is
proper and leaves the shrinkage c / (c + n) nearly uniform (Christiansen & Morris 1997, *JASA* 92, 618-632).
The posterior of (m, c) is summed on a grid; given them every p_g is a beta variable again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, expit, logit

Array = NDArray[np.float64]

_COARSE, _FINE = 40, 80


@dataclass(frozen=True)
class Pooled:
    """Draws of the common ``mean`` (S,), the ``concentration`` (S,), and each group's own ``rates`` (S, G)."""

    mean: Array
    concentration: Array
    rates: Array


def jeffreys(moved: Array, entered: Array, rng: Generator, draws: int) -> Array:
    """Draws (S, G) of rates under Jeffreys' prior, Beta(1/2, 1/2): Brown, Cai & DasGupta 2001."""
    return rng.beta(moved + 0.5, entered - moved + 0.5, (draws, np.size(moved)))


def log_posterior(log_odds: Array, log_concentration: Array, moved: Array, entered: Array) -> Array:
    """The log density (...) of the mean's log-odds and log c, given counts (G,); up to a constant."""
    mean, c = expit(log_odds), np.exp(log_concentration)
    a, b = (mean * c)[..., None], ((1 - mean) * c)[..., None]
    likelihood = (betaln(a + moved, b + entered - moved) - betaln(a, b)).sum(axis=-1)
    return np.asarray(likelihood + np.log(mean) + np.log1p(-mean) + log_concentration - 2 * np.log1p(c))


def _grid(moved: Array, entered: Array) -> tuple[Array, Array, Array]:
    """Cell centres of both axes and the log posterior on them, over a box that shrinks to where the mass is."""
    centre = logit((moved.sum() + 1) / (entered.sum() + 2))
    x, y = np.linspace(centre - 6, centre + 6, _COARSE), np.linspace(-4.0, 18.0, _COARSE)
    for size in (_COARSE, _FINE):
        log_density = log_posterior(x[:, None], y[None, :], moved, entered)
        dense = log_density > log_density.max() - 14
        x, y = _stretched(x, dense.any(axis=1), size), _stretched(y, dense.any(axis=0), size)
    return x, y, log_posterior(x[:, None], y[None, :], moved, entered)


def _stretched(axis: Array, dense: NDArray[np.bool_], size: int) -> Array:
    step, inside = axis[1] - axis[0], axis[dense]
    return np.linspace(inside[0] - step, inside[-1] + step, size)


def pool(moved: Array, entered: Array, rng: Generator, draws: int = 4000) -> Pooled:
    """The posterior of groups of which ``moved`` (G,) of ``entered`` (G,) succeeded."""
    x, y, log_density = _grid(moved, entered)
    weight = np.exp(log_density - log_density.max()).ravel()
    cell = rng.choice(weight.size, draws, p=weight / weight.sum())
    jitter = rng.uniform(-0.5, 0.5, (2, draws))
    mean = expit(x[cell // y.size] + jitter[0] * (x[1] - x[0]))
    c = np.exp(y[cell % y.size] + jitter[1] * (y[1] - y[0]))
    a, b = (mean * c)[:, None] + moved, ((1 - mean) * c)[:, None] + entered - moved
    return Pooled(mean, c, rng.beta(a, b))


@dataclass(frozen=True)
class Change:
    """``probability`` that the rate changed once; ``after`` (T - 1,) the chance of each place, given that it did.

    ``before_draws`` and ``after_draws`` (S,) are the rates on either side of the likeliest place.
    """

    probability: float
    after: Array
    place: int
    before_draws: Array
    after_draws: Array


def change_point(moved: Array, entered: Array, rng: Generator, draws: int = 2000) -> Change:
    """Whether the rates of successive periods (T,) changed once, and where, by exact summation.

    One rate for all, or two that meet at an unknown place; all of them uniform, all places alike, and even odds between
    none and one (Smith 1975, *Biometrika* 62, 407-416). Needs two periods or more.
    """
    left_k, left_n = moved.cumsum()[:-1], entered.cumsum()[:-1]
    right_k, right_n = moved.sum() - left_k, entered.sum() - left_n
    same = betaln(moved.sum() + 1, (entered - moved).sum() + 1)
    two = betaln(left_k + 1, left_n - left_k + 1) + betaln(right_k + 1, right_n - right_k + 1)
    odds = np.exp(np.clip(two - same, -700, 700))
    place = int(odds.argmax())
    return Change(
        float(odds.mean() / (1 + odds.mean())),
        odds / odds.sum(),
        place,
        rng.beta(left_k[place] + 1, left_n[place] - left_k[place] + 1, draws),
        rng.beta(right_k[place] + 1, right_n[place] - right_k[place] + 1, draws),
    )


def eventual(moved: Array, ended: Array, at_risk: Array, rng: Generator, draws: int = 2000) -> Array:
    """Draws (S,) of the chance to move sooner or later, with those that may still move taken as censored.

    In age bin b, ``at_risk`` (B,) were there, ``moved`` (B,) moved on and ``ended`` (B,) ended otherwise: discrete-time
    competing risks (Tutz & Schmid 2016, chapter 8) with a Dirichlet posterior per bin. The prior is half a move in all,
    spread over the bins as the time at risk. Nothing is assumed beyond the oldest age that was seen.
    """
    seen = at_risk > 0
    moves, ends, risk = moved[seen], ended[seen], at_risk[seen]
    weights = np.stack([moves + 0.5 * risk / risk.sum(), ends, np.maximum(risk - moves - ends, 0.0)])
    parts = rng.standard_gamma(weights, (draws, *weights.shape))
    parts /= parts.sum(axis=1, keepdims=True)
    staying = np.cumprod(parts[:, 2], axis=1)
    entering = np.column_stack([np.ones(draws), staying[:, :-1]])
    return np.asarray((entering * parts[:, 0]).sum(axis=1))


def jeffreys_interval(moved: int, entered: int, level: float) -> tuple[float, float]:
    """The central interval of a rate under Jeffreys' prior; from 0 where nobody moved, up to 1 where all did.

    Brown, Cai & DasGupta 2001, *Statistical Science* 16, 101-133, section 4.3.
    """
    low, high = betaincinv(moved + 0.5, entered - moved + 0.5, [(1 - level) / 2, (1 + level) / 2])
    return (0.0 if moved == 0 else float(low)), (1.0 if moved == entered else float(high))
