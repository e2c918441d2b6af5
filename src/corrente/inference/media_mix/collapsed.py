"""The media mix with its linear part integrated out: what is left are adstock, saturation and noise.

Outcome of a week and region = baseline + sum over channels of effect * saturation(adstock(spend)) + normal noise.
Given the shape of adstock and saturation this is a Gaussian linear model, so baseline and effects are integrated
exactly; that effects are positive comes in as the probability of an orthant. In several regions the shapes are common,
and a channel's effects are alike: their prior correlation is a parameter too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.inference.media_mix.adstock import carryover, lagged
from corrente.inference.media_mix.data import LiftTest, MixData
from corrente.inference.media_mix.positive import log_orthant
from corrente.inference.media_mix.priors import Curves, Priors, Shape, curves_of
from corrente.inference.media_mix.saturation import saturate

Array = NDArray[np.float64]

_CHUNK = 2**17  # numbers in a piece of work that stays in the cache
_QUIETEST = 1e-3  # noise of the largest week: no outcome is known better, and no posterior has to be a needle
_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(60)


@dataclass(frozen=True)
class Point:
    """Outer parameters of S points: curves (S, C), noise (S, R) and alikeness (S,), the effects' correlation."""

    curves: Curves
    noise: Array
    alike: Array


@dataclass(frozen=True)
class Effects:
    """The effects' Gaussian of S points, before they are made positive: ``mean`` (S, R C), ``covariance``.

    ``log_likelihood`` (S,) is of the outcomes with everything linear integrated out, signs being free.
    """

    mean: Array
    covariance: Array
    log_likelihood: Array


class Collapsed:
    """The model of some data: a log density of standard normal coordinates and log noise, for `recipe.sample`."""

    def __init__(self, data: MixData, shape: Shape, priors: Priors) -> None:
        channels = data.shape[2]
        self.data, self.shape, self.priors = data, shape, priors
        self.effect = np.broadcast_to(np.asarray(priors.effect, dtype=float), (channels,))
        self._outcome = (data.outcome / data.outcome_scale)[data.observed].T  # (R, N)
        every = lagged(data.spend / data.spend_scale, shape.lags)  # (L, T, R, C)
        self.every_week = np.ascontiguousarray(every.transpose(3, 0, 2, 1)).reshape(channels, shape.lags, -1)
        seen = every[:, data.observed].transpose(3, 0, 2, 1)
        self._seen = np.ascontiguousarray(seen).reshape(channels, shape.lags, -1)
        self.design = data.baseline.design * data.baseline.deviations  # (T, p)
        left, self.strength, self.rotation = np.linalg.svd(self.design[data.observed], full_matrices=False)
        self._left = left  # (N, p): the baseline's orthogonal directions
        self._along = self._outcome @ left
        self._squares = (self._outcome**2).sum(axis=1)
        self._relative = self._noise_by_region()
        self._centre = float(np.log(np.std(self._outcome) / 2 + 1e-9))

    @property
    def dimensions(self) -> int:
        """Of a point: curves, log noise and, in several regions, alikeness."""
        return len(self.shape.parameters) * self.data.shape[2] + (2 if self.data.shape[1] > 1 else 1)

    def point(self, points: Array) -> Point:
        """What the coordinates (S, d) stand for."""
        from scipy.special import ndtr

        shaped = len(self.shape.parameters) * self.data.shape[2]
        curves = curves_of(points[:, :shaped], self.shape, self.priors)
        noise = np.hypot(np.exp(points[:, shaped, None]) * self._relative, _QUIETEST)
        several = points.shape[1] > shaped + 1
        alike = np.clip(ndtr(points[:, shaped + 1]), 1e-6, 1 - 1e-6) if several else np.zeros(len(points))
        return Point(curves, noise, alike)

    def starts(self, rng: np.random.Generator, count: int, tried: int = 128) -> Array:
        """The best of ``tried`` draws from about the prior, each from another corner: (count, d)."""
        points = rng.standard_normal((tried, self.dimensions))
        noise = len(self.shape.parameters) * self.data.shape[2]
        points[:, noise] = self._centre + 0.5 * points[:, noise]
        points[0] = np.where(np.arange(self.dimensions) == noise, self._centre, 0.0)
        return np.asarray(points[np.argsort(-self.log_density(points))[:count]])

    def log_density(self, points: Array) -> Array:
        """Log posterior (S,) of points (S, d), up to a constant."""
        return np.concatenate([self._log_density(points[piece]) for piece in self.pieces(len(points))])

    def pieces(self, size: int) -> list[slice]:
        """``size`` points in pieces whose features stay in the cache."""
        step = max(8, _CHUNK // (self.every_week.shape[0] * self.every_week.shape[2]))
        return [slice(at, at + step) for at in range(0, size, step)]

    def _log_density(self, points: Array) -> Array:
        noise = points[:, len(self.shape.parameters) * self.data.shape[2]]
        at = self.point(points)
        effects = self.effects(at)
        normal = -0.5 * (points**2).sum(axis=1) + 0.5 * noise**2
        half_normal = noise - 0.5 * (np.exp(noise) / self.priors.noise) ** 2
        positive = log_orthant(effects.mean, effects.covariance) - self._prior_orthant(at.alike)
        return np.asarray(normal + half_normal + effects.log_likelihood + positive)

    def features(self, curves: Curves, every: bool = False) -> Array:
        """Saturated, carried-over spend (S, R, C, N) of the observed weeks, or of ``every`` week."""
        _, regions, channels = self.data.shape
        weights = carryover(curves.retention, curves.delay, self.shape.lags).transpose(1, 0, 2)
        spend = np.matmul(weights, self.every_week if every else self._seen)  # (C, S, R N)
        half = None if curves.half is None else curves.half.T[..., None]
        response = saturate(spend, curves.steepness.T[..., None], half)
        return response.reshape(channels, len(curves.retention), regions, -1).transpose(1, 2, 0, 3)

    def effects(self, at: Point) -> Effects:
        """The effects given the outer parameters."""
        features = self.features(at.curves)
        size, regions, channels, weeks = features.shape
        variance = at.noise**2
        shrink = self.strength**2 / (self.strength**2 + variance[..., None])  # (S, R, p)
        along = features @ self._left  # (S, R, C, p)
        kept = along * shrink[:, :, None]
        grams = features @ features.swapaxes(2, 3) - kept @ along.swapaxes(2, 3)
        slopes = (features @ self._outcome[..., None])[..., 0] - (kept @ self._along[..., None])[..., 0]
        squares = self._squares - (shrink * self._along**2).sum(axis=2)
        spreads = np.log(self.strength**2 + variance[..., None]).sum(axis=2)
        spreads += (weeks - self.strength.size) * np.log(variance)
        precision, log_prior = self._prior_precision(at.alike)
        linear = np.zeros((size, regions * channels))
        for region in range(regions):
            own = slice(region * channels, (region + 1) * channels)
            precision[:, own, own] += grams[:, region] / variance[:, region, None, None]
            linear[:, own] = slopes[:, region] / variance[:, region, None]
        tests = self._add_lifts(precision, linear, at.curves)
        root, covariance = np.linalg.cholesky(precision), np.asarray(np.linalg.inv(precision), dtype=float)
        mean = (covariance @ linear[..., None])[..., 0]
        log_root = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        fit = -0.5 * (spreads + squares / variance).sum(axis=1) + 0.5 * (mean * linear).sum(axis=1)
        return Effects(np.asarray(mean, dtype=float), covariance, fit + tests + log_prior - log_root)

    def draw_baseline(self, curves: Curves, effects: Array, noise: Array, rng: np.random.Generator) -> Array:
        """Coefficients (S, R, p) of the baseline's terms, one draw for every draw of all else."""
        found = np.empty((*noise.shape, self.strength.size))
        for own in self.pieces(len(noise)):
            explained = (effects[own, :, None] @ self.features(curves.at(own)))[:, :, 0]
            left = (self._outcome - explained) @ self._left  # (S, R, p)
            spread = self.strength**2 + noise[own, :, None] ** 2
            shocks = rng.standard_normal(left.shape) * noise[own, :, None] / np.sqrt(spread)
            found[own] = self.strength * left / spread + shocks
        unseen = self._unseen(found.shape[:2], rng)
        return np.asarray((found @ self.rotation + unseen) * self.data.baseline.deviations)

    def _unseen(self, size: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Prior draws in the directions that the observed weeks do not see (fewer weeks than terms)."""
        terms = self.rotation.shape[1]
        if len(self.rotation) == terms:
            return np.zeros((*size, terms))
        free = rng.standard_normal((*size, terms))
        return np.asarray(free - free @ self.rotation.T @ self.rotation)

    def _prior_precision(self, alike: Array) -> tuple[Array, Array]:
        """The effects' prior precision (S, R C, R C), and half its log determinant (S,)."""
        _, regions, channels = self.data.shape
        between = alike / (1 - alike + regions * alike)
        inner = (np.eye(regions) - between[:, None, None]) / (1 - alike)[:, None, None]
        precision = inner[:, :, None, :, None] * np.diag(self.effect**-2.0)[:, None, :]
        spread = (regions - 1) * np.log(1 - alike) + np.log(1 - alike + regions * alike)
        log_prior = -0.5 * channels * spread - regions * np.log(self.effect).sum()
        return precision.reshape(len(alike), regions * channels, -1).copy(), log_prior

    def _prior_orthant(self, alike: Array) -> Array:
        """Log prior probability (S,) that all effects are positive: a channel's share a common normal."""
        from scipy.special import ndtr

        _, regions, channels = self.data.shape
        if regions == 1:
            return np.full(len(alike), -channels * np.log(2.0))
        common = np.sqrt(alike / (1 - alike))[:, None] * _NODES
        chance = (ndtr(common) ** regions) @ (_NODE_WEIGHTS / _NODE_WEIGHTS.sum())
        return np.asarray(channels * np.log(chance))

    def _add_lifts(self, precision: Array, linear: Array, curves: Curves) -> Array:
        """Each lift test is one more outcome, linear in its channel's effects; returns its part of the likelihood."""
        total = np.zeros(len(linear))
        for test in self.data.lifts:
            row = self._lift_row(test, curves)
            precision += row[:, :, None] * row[:, None, :] / test.error**2
            linear += row * test.lift / test.error**2
            total -= 0.5 * (test.lift / test.error) ** 2
        return total

    def _lift_row(self, test: LiftTest, curves: Curves) -> Array:
        """What a unit of every effect (S, R C) adds to the test's lift, once the added money has carried over.

        A test in all regions divides its money among them as spend is divided on the whole.
        """
        _, regions, channels = self.data.shape
        row = np.zeros((len(curves.retention), regions, channels))
        spent = self.data.spend[:, :, test.channel].sum(axis=0)
        shares = spent / spent.sum() if spent.any() else np.full(regions, 1 / regions)
        steepness = curves.steepness[:, test.channel]
        half = None if curves.half is None else curves.half[:, test.channel]
        for region in range(regions) if test.region is None else (test.region,):
            share = shares[region] if test.region is None else 1.0
            unit = share / self.data.spend_scale[region, test.channel]
            before, after = (np.asarray(money * unit) for money in (test.spend, test.spend + test.added))
            gained = saturate(after, steepness, half) - saturate(before, steepness, half)
            row[:, region, test.channel] = gained * self.data.outcome_scale[region]
        return row.reshape(len(row), -1)

    def _noise_by_region(self) -> Array:
        """Each region's noise (R,) in shares of the regions' mean: what its baseline and raw spend leave over."""
        _, regions, channels = self.data.shape
        spend = self._seen[:, 0].reshape(channels, regions, -1)
        left = np.empty(regions)
        for region in range(regions):
            terms = np.column_stack([self._left, spend[:, region].T])
            residual = self._outcome[region] - terms @ np.linalg.lstsq(terms, self._outcome[region], rcond=None)[0]
            left[region] = np.sqrt((residual**2).mean() + 1e-8)
        return np.asarray(left / np.exp(np.log(left).mean()))
