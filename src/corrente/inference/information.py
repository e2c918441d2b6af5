"""What knowing more is worth, from draws: perfect information on some parameters, and that of a study of a given size.

``benefits`` (S, D) is the net benefit of each of D options in each of S equally likely draws of all that is unknown.

Perfect information on a parameter (EVPPI): E max_d E[benefit_d | parameter] - max_d E[benefit_d], the inner
expectations by regression on the draws (Strong, Oakley & Brennan 2014, Medical Decision Making 34:311): natural cubic
splines of each parameter and products of pairs, as many as generalised cross-validation chooses. A study (EVSI) narrows
the expectations' distribution to the share of variance that it explains: moment matching (Heath, Manolopoulou & Baio
2018, Medical Decision Making 38:163).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BASES = (1, 2, 3, 5, 8)
"""Columns per parameter that are tried: a line first, then curves that bend more."""
_FOLDS = 5
_REDRAWN = 40
_MOST_PAIRED = 6
"""Parameters above which products of pairs are not tried."""


@dataclass(frozen=True)
class Information:
    """The worth of knowing some parameters, in units of benefit.

    ``check`` is what decisions taken by the regression would bring on draws that it has not seen: it is below ``worth``
    where the regression has read chance as knowledge. ``error`` is the standard error of ``worth``, from the
    regression's coefficients and the number of draws. ``change`` is the chance that knowing would change the decision.
    """

    worth: float
    check: float
    error: float
    change: float
    expected: Array
    """E[benefit | parameters] of each draw (S, D)."""


def evppi(benefits: Array, parameters: Array) -> Information:
    """The expected value of knowing ``parameters`` (S,) or (S, P) before one of D options is chosen.

    Raises ``ValueError`` where there are fewer than 50 draws.
    """
    if len(benefits) < 50:
        raise ValueError("a regression on draws needs at least 50 of them")
    known = _standard(parameters)
    if not known.size:
        return Information(0.0, 0.0, 0.0, 0.0, np.broadcast_to(benefits.mean(axis=0), benefits.shape))
    gains = benefits - benefits[:, [int(benefits.mean(axis=0).argmax())]]
    shape, design = _best(known, gains)
    fitted = _regress(design, gains)
    return Information(
        float(_worth(fitted)),
        _held_out(known, gains, shape),
        _error(design, gains, fitted),
        float((fitted.argmax(axis=1) != int(benefits.mean(axis=0).argmax())).mean()),
        fitted,
    )


def quietened(benefits: Array, others: Array) -> Array:
    """Benefits (S, D) without what ``others`` (S, P) explain of them beside their mean.

    Where the others are independent of some parameters, expectations given those stay as they are, and less chance lies
    around them: the additive parts of independent inputs are orthogonal (Sobol' 1993).
    """
    known = _standard(others)
    if not known.size:
        return benefits
    fitted = _regress(_OTHERS.columns(known, known), benefits)
    return np.asarray(benefits - fitted + benefits.mean(axis=0))


def _worth(expected: Array) -> Array:
    """E max_d - max_d E of expectations (..., S, D)."""
    best = reduce(np.maximum, np.moveaxis(expected, -1, 0))  # options are few: faster than along them
    return np.asarray(np.maximum(best.mean(axis=-1) - expected.mean(axis=-2).max(axis=-1), 0.0))


def _error(design: Array, gains: Array, fitted: Array) -> float:
    """The standard error of the worth: coefficients drawn anew from their posterior, and draws that might be others.

    Strong, Oakley & Brennan 2014, appendix: where no draw changes the decision, the coefficients still may.
    """
    rng = np.random.default_rng(len(design))
    directions, _ = np.linalg.qr(design)
    left = np.cov((gains - fitted).T).reshape(gains.shape[1], -1) * len(design) / max(len(design) - design.shape[1], 1)
    roots = np.linalg.svd(left)
    spread = roots.U * np.sqrt(roots.S)
    shifts = directions @ (rng.standard_normal((_REDRAWN, directions.shape[1], gains.shape[1])) @ spread.T)
    chance = (fitted.max(axis=1) - fitted[:, int(fitted.mean(axis=0).argmax())]).std() / np.sqrt(len(fitted))
    return float(np.hypot(_worth(fitted + shifts).std(), chance))


def evsi(known: Information, share: float) -> float:
    """What a study is worth that explains ``share`` of the variance of what perfect information would.

    The expectations keep their mean, and their spread shrinks by the root of ``share``; see `explained`.
    """
    return float(_worth(_narrowed(known, share)))


def changes_with(known: Information, share: float) -> float:
    """The chance that a study which explains ``share`` of the variance changes what is decided."""
    narrowed = _narrowed(known, share)
    return float((narrowed.argmax(axis=1) != int(narrowed.mean(axis=0).argmax())).mean())


def _narrowed(known: Information, share: float) -> Array:
    """What a study's expectations would be (S, D): the same mean, and the share of the variance."""
    centre = known.expected.mean(axis=0)
    return np.asarray(centre + np.sqrt(np.clip(share, 0, 1)) * (known.expected - centre))


def explained(prior_variance: float, noise_variance: float, size: float) -> float:
    """The share of a parameter's variance that ``size`` observations with that noise are expected to explain.

    n / (n + n0), where n0 = noise / prior variance is what the prior is worth in observations: exact for normal and for
    beta-binomial models (Jalal & Alarid-Escudero 2018, Medical Decision Making 38:174).
    """
    if prior_variance <= 0 or size <= 0:
        return 0.0
    return size / (size + noise_variance / prior_variance)


def evpi(benefits: Array) -> float:
    """What knowing everything would be worth."""
    return float(benefits.max(axis=1).mean() - benefits.mean(axis=0).max())


def explained_variance(target: Array, parameters: Array) -> float:
    """The share of the variance of ``target`` (S,) that knowing ``parameters`` explains: the first-order Sobol' index.

    That of the regression, less what as many columns of chance would explain (adjusted R^2).
    """
    known = _standard(parameters)
    values = target[:, None]
    if not known.size or target.std() <= 0:
        return 0.0
    _, design = _best(known, values)
    left = (values - _regress(design, values)).var() / target.var()
    return max(float(1 - left * (len(target) - 1) / (len(target) - design.shape[1])), 0.0)


def linear_parts(target: Array, parameters: Array) -> Array:
    """How the variance of ``target`` (S,) that a linear regression explains is divided among ``parameters`` (S, P).

    The parameters are taken as independent of each other; parts (P,) sum to one, or are all nought.
    """
    spread = parameters.std(axis=0)
    centred = (parameters - parameters.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    slopes, *_ = np.linalg.lstsq(centred, target - target.mean(), rcond=None)
    return np.asarray(slopes**2 / max(float((slopes**2).sum()), 1e-300))


def _standard(parameters: Array) -> Array:
    """Parameters as columns of mean 0 and deviation 1; those that do not vary are left out."""
    columns = parameters.reshape(len(parameters), -1)
    spread = columns.std(axis=0)
    varies = spread > 1e-12 * np.maximum(np.abs(columns).max(axis=0), 1e-300)
    return np.asarray((columns[:, varies] - columns[:, varies].mean(axis=0)) / spread[varies])


@dataclass(frozen=True)
class _Shape:
    """A design: ``bases`` columns of a natural cubic spline for each parameter, and products of ``pairs`` of them."""

    bases: int
    pairs: bool = False

    def columns(self, at: Array, known: Array) -> Array:
        """The design (S, columns) at ``at`` (S, P), its knots at quantiles of ``known``; an intercept first."""
        knots = np.quantile(known, np.linspace(0.02, 0.98, self.bases + 1), axis=0)
        apart = [one if np.all(np.diff(one) > 0) else one[[0, -1]] for one in knots.T]
        splines = [_spline(x, one) for x, one in zip(at.T, apart, strict=True)]
        products = [(x * y)[:, None] for x, y in combinations(at.T, 2)] if self.pairs else []
        return np.hstack([np.ones((len(at), 1)), *splines, *products])


_OTHERS = _Shape(2)
"""For what only adds chance."""


def _best(known: Array, gains: Array) -> tuple[_Shape, Array]:
    """The shape whose generalised cross-validation score, summed over options, is least, and its design."""
    tried = [(shape, shape.columns(known, known)) for shape in map(_Shape, _BASES)]
    alone = min(tried, key=lambda one: _score(one[1], gains))
    if not 2 <= known.shape[1] <= _MOST_PAIRED:
        return alone
    paired = _Shape(alone[0].bases, pairs=True)
    return min(alone, (paired, paired.columns(known, known)), key=lambda one: _score(one[1], gains))


def _score(design: Array, gains: Array) -> float:
    """Generalised cross-validation (Craven & Wahba 1979): squared residuals by the squared freedom left to them."""
    fitted = _regress(design, gains)
    scale = np.maximum(gains.var(axis=0), 1e-300)
    return float((((gains - fitted) ** 2).mean(axis=0) / scale).sum() / (1 - design.shape[1] / len(design)) ** 2)


def _spline(x: Array, knots: Array) -> Array:
    """The natural cubic spline's basis without its constant (Hastie, Tibshirani & Friedman 2009, eq. 5.4)."""
    last = _cubed(x - knots[-1])
    bends = [(_cubed(x - knot) - last) / (knots[-1] - knot) for knot in knots[:-1]]
    return np.column_stack([x, *(bend - bends[-1] for bend in bends[:-1])])


def _cubed(x: Array) -> Array:
    above = np.maximum(x, 0.0)
    return np.asarray(above * above * above)


def _regress(design: Array, gains: Array) -> Array:
    """Fitted values (S, D)."""
    solved, *_ = np.linalg.lstsq(design, gains, rcond=None)
    return np.asarray(design @ solved)


def _held_out(known: Array, gains: Array, shape: _Shape) -> float:
    """The gain of deciding by a regression on other draws, over the best single option."""
    fold = np.arange(len(gains)) % _FOLDS
    brought = np.empty(len(gains))
    for one in range(_FOLDS):
        rest, held = fold != one, fold == one
        solved, *_ = np.linalg.lstsq(shape.columns(known[rest], known[rest]), gains[rest], rcond=None)
        chosen = (shape.columns(known[held], known[rest]) @ solved).argmax(axis=1)
        brought[held] = gains[held][np.arange(int(held.sum())), chosen]
    return float(brought.mean() - gains.mean(axis=0).max())
