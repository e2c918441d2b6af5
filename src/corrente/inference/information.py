"""What knowing more is worth, from draws: perfect information on some parameters, and that of a study of a given size.

``benefits`` (S, D) is the net benefit of each of D options in each of S equally likely draws of all that is unknown.

Perfect information on a parameter (EVPPI): E max_d E[benefit_d | parameter] - max_d E[benefit_d], the inner
expectations by regression on the draws (Strong, Oakley & Brennan 2014, Medical Decision Making 34:311): natural cubic
splines of each parameter, their number chosen by generalised cross-validation. A study (EVSI) narrows the
expectations' distribution to the share of variance that it explains: moment matching (Heath, Manolopoulou & Baio 2018,
Medical Decision Making 38:163).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BASES = (1, 2, 3, 5, 8)
"""Columns per parameter that are tried: a line first, then curves that bend more."""
_FOLDS = 5


@dataclass(frozen=True)
class Information:
    """The worth of knowing some parameters, in units of benefit.

    ``check`` is what decisions taken by the regression would bring on draws that it has not seen: it is below ``worth``
    where the regression has read chance as knowledge. ``error`` is the standard error of ``worth`` from the regression.
    ``change`` is the chance that knowing would change the decision.
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
    design = _best(known, gains)
    fitted, errors = _regress(design, gains)
    chosen = fitted.max(axis=1)
    return Information(
        max(float(chosen.mean() - fitted.mean(axis=0).max()), 0.0),
        _held_out(known, gains, _bases(design, known.shape[1])),
        errors,
        float((fitted.argmax(axis=1) != int(benefits.mean(axis=0).argmax())).mean()),
        fitted,
    )


def evsi(known: Information, share: float) -> float:
    """What a study is worth that explains ``share`` of the variance of what perfect information would.

    The expectations keep their mean, and their spread shrinks by the root of ``share``; see `explained`.
    """
    narrowed = _narrowed(known, share)
    return max(float(narrowed.max(axis=1).mean() - narrowed.mean(axis=0).max()), 0.0)


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
    design = _best(known, values)
    left = (values - _regress(design, values)[0]).var() / target.var()
    return max(float(1 - left * (len(target) - 1) / (len(target) - design.shape[1])), 0.0)


def _standard(parameters: Array) -> Array:
    """Parameters as columns of mean 0 and deviation 1; those that do not vary are left out."""
    columns = parameters.reshape(len(parameters), -1)
    spread = columns.std(axis=0)
    varies = spread > 1e-12 * np.maximum(np.abs(columns).max(axis=0), 1e-300)
    return np.asarray((columns[:, varies] - columns[:, varies].mean(axis=0)) / spread[varies])


def _best(known: Array, gains: Array) -> Array:
    """The design whose generalised cross-validation score, summed over options, is least."""
    designs = [_design(known, bases, known) for bases in _BASES]
    return min(designs, key=lambda design: _score(design, gains))


def _score(design: Array, gains: Array) -> float:
    """Generalised cross-validation (Craven & Wahba 1979): squared residuals by the squared freedom left to them."""
    fitted, _ = _regress(design, gains)
    scale = np.maximum(gains.var(axis=0), 1e-300)
    return float((((gains - fitted) ** 2).mean(axis=0) / scale).sum() / (1 - design.shape[1] / len(design)) ** 2)


def _design(at: Array, bases: int, known: Array) -> Array:
    """Intercept, and ``bases`` columns of a natural cubic spline for each parameter, knots at ``known``'s quantiles."""
    columns = [np.ones((len(at), 1))]
    for place in range(at.shape[1]):
        knots = np.quantile(known[:, place], np.linspace(0.02, 0.98, bases + 1))
        columns.append(_spline(at[:, place], knots if np.all(np.diff(knots) > 0) else knots[[0, -1]]))
    return np.hstack(columns)


def _spline(x: Array, knots: Array) -> Array:
    """The natural cubic spline's basis without its constant (Hastie, Tibshirani & Friedman 2009, eq. 5.4)."""
    last = knots[-1]

    def bend(knot: float) -> Array:
        return np.asarray((np.maximum(x - knot, 0) ** 3 - np.maximum(x - last, 0) ** 3) / (last - knot))

    bends = [bend(knot) - bend(knots[-2]) for knot in knots[:-2]]
    return np.column_stack([x, *bends])


def _regress(design: Array, gains: Array) -> tuple[Array, float]:
    """Fitted values (S, D), and the standard error of the mean of the best of them."""
    solved, *_ = np.linalg.lstsq(design, gains, rcond=None)
    fitted = design @ solved
    chosen = fitted.argmax(axis=1)
    left = (gains - fitted)[np.arange(len(gains)), chosen]
    return fitted, float(left.std() / np.sqrt(len(gains)))


def _held_out(known: Array, gains: Array, bases: int) -> float:
    """The gain of deciding by a regression on other draws, over the best single option."""
    fold = np.arange(len(gains)) % _FOLDS
    brought = np.empty(len(gains))
    for one in range(_FOLDS):
        rest, held = fold != one, fold == one
        solved, *_ = np.linalg.lstsq(_design(known[rest], bases, known[rest]), gains[rest], rcond=None)
        chosen = (_design(known[held], bases, known[rest]) @ solved).argmax(axis=1)
        brought[held] = gains[held][np.arange(int(held.sum())), chosen]
    return float(brought.mean() - gains.mean(axis=0).max())


def _bases(design: Array, parameters: int) -> int:
    """How many columns each parameter has in a design."""
    return int(max((design.shape[1] - 1) // max(parameters, 1), 1))
