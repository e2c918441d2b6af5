"""The mode of a density and its curvature there: where every method of the recipe starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corrente.inference.posterior import Draws

LogDensity = Callable[[Draws], Draws]
"""An unnormalised log density, vectorised over points: (S, d) -> (S,)."""

Gradient = Callable[[Draws], Draws]
"""The gradient of a log density at one point: (d,) -> (d,)."""

_FLOOR = -1e12  # stands for "impossible" where an optimiser or a finite difference needs a number
_NEWTON_STEPS = 8
_FLATTEST = 0.04  # in whitened coordinates: a direction is taken to be at most five times as wide as first thought


@dataclass(frozen=True)
class Laplace:
    """A normal approximation: ``mode`` (d,), ``covariance`` (d, d) and the log density at the mode."""

    mode: Draws
    covariance: Draws
    log_density: float

    @property
    def log_evidence(self) -> float:
        """Laplace's approximation of the log integral of the density."""
        _, log_determinant = np.linalg.slogdet(2 * np.pi * self.covariance)
        return self.log_density + 0.5 * float(log_determinant)


def find_mode(log_density: LogDensity, start: Draws, gradient: Gradient | None = None) -> Draws:
    """Climb from ``start`` (d,) to the nearest mode (d,) by BFGS.

    Without ``gradient``, central differences are used; all their points are one call of ``log_density``.
    """
    from scipy.optimize import minimize

    def descent(point: Draws) -> tuple[float, Draws]:
        if gradient is not None:
            return -_bounded(log_density, point[None])[0], -gradient(point)
        value, slope = _value_and_slope(log_density, point)
        return -value, -slope

    found = minimize(descent, start, jac=True, method="BFGS", options={"gtol": 1e-3, "maxiter": 500})
    return np.asarray(found.x, dtype=float)


def refine(log_density: LogDensity, start: Draws, covariance: Draws) -> Draws:
    """The mode (d,) next to ``start`` (d,), to a ten-thousandth of a standard deviation.

    For a density whose ``covariance`` (d, d) is about known from a like one: Newton steps from there, and a climb
    where they lead nowhere.
    """
    mode, _, left = _newton(log_density, start, np.asarray(np.linalg.cholesky(covariance)), 1e-4)
    return mode if left < 0.01 else find_mode(log_density, mode)


def laplace(log_density: LogDensity, mode: Draws) -> Laplace:
    """The curvature at ``mode`` (d,), after Newton steps that bring it to a hundredth of a standard deviation.

    The curvature is first measured with small steps, then again in the coordinates that the first measurement
    whitens: there a step is a tenth of a standard deviation, whatever the scale of the parameters.
    """
    _, _, curvature = _quadratic(log_density, mode, np.eye(mode.size), 1e-3)
    mode, root, _ = _newton(log_density, mode, _root(curvature, flattest=1e-4), 0.01)
    return Laplace(mode, root @ root.T, float(_bounded(log_density, mode[None])[0]))


def _newton(log_density: LogDensity, mode: Draws, root: Draws, tolerance: float) -> tuple[Draws, Draws, float]:
    """Newton steps until one is below ``tolerance`` or leads down: the mode, the covariance's root, the last step.

    The first ``root`` is a guess; steps and tolerance are in standard deviations.
    """
    size = np.inf
    for _ in range(_NEWTON_STEPS):
        value, slope, curvature = _quadratic(log_density, mode, root, 0.1)
        inner = _root(curvature, flattest=_FLATTEST)
        step = inner @ (inner.T @ slope)
        candidate, size = mode + root @ step, float(np.linalg.norm(step))
        root = root @ inner
        if size < tolerance or _bounded(log_density, candidate[None])[0] <= value:
            break
        mode = candidate
    return mode, root, size


def find_modes(log_density: LogDensity, starts: Draws, gradient: Gradient | None = None) -> list[Laplace]:
    """The different modes reached from ``starts`` (M, d), the highest first."""
    reached = [laplace(log_density, find_mode(log_density, start, gradient)) for start in starts]
    modes: list[Laplace] = []
    for candidate in sorted(reached, key=lambda found: -found.log_density):
        if not any(_same(candidate, known) for known in modes):
            modes.append(candidate)
    return modes


def _same(one: Laplace, other: Laplace) -> bool:
    away = one.mode - other.mode
    return float(away @ np.linalg.solve(other.covariance, away)) < 1.0


def _bounded(log_density: LogDensity, points: Draws) -> Draws:
    values = log_density(points)
    return np.where(np.isfinite(values), values, _FLOOR)


def _value_and_slope(log_density: LogDensity, point: Draws) -> tuple[float, Draws]:
    steps = 1e-5 * np.maximum(1.0, np.abs(point))
    offsets = np.diag(steps)
    values = _bounded(log_density, np.concatenate([point[None], point + offsets, point - offsets]))
    ahead, behind = np.split(values[1:], 2)
    return float(values[0]), (ahead - behind) / (2 * steps)


def _quadratic(log_density: LogDensity, point: Draws, root: Draws, step: float) -> tuple[float, Draws, Draws]:
    """Value, slope (d,) and negative curvature (d, d) in the coordinates z of ``point + root @ z``."""
    d = point.size
    row, column = np.triu_indices(d, 1)
    single = step * np.eye(d)
    double = single[row] + single[column]
    offsets = np.concatenate([np.zeros((1, d)), single, -single, double, -double])
    values = _bounded(log_density, point + offsets @ root.T)
    centre, ahead, behind, both, neither = np.split(values, np.cumsum([1, d, d, row.size]))
    curvature = np.diag(ahead - 2 * centre + behind)
    mixed = (both + neither - ahead[row] - ahead[column] - behind[row] - behind[column] + 2 * centre) / 2
    curvature[row, column] = curvature[column, row] = mixed
    return float(centre[0]), (ahead - behind) / (2 * step), -curvature / step**2


def _root(precision: Draws, flattest: float) -> Draws:
    """A square root of the inverse of ``precision``, whose eigenvalues are made positive."""
    values, vectors = np.linalg.eigh(precision)
    return np.asarray(vectors / np.sqrt(np.maximum(np.abs(values), flattest)))
