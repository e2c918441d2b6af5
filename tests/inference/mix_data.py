"""Simulated media mixes: weeks of spend with pauses, and outcomes from a known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrente.inference.media_mix import Baseline, MixData, Priors, Shape
from corrente.inference.media_mix.adstock import carryover, lagged
from corrente.inference.media_mix.saturation import saturate, slope

WEEKS, LAGS = 160, 13


@dataclass(frozen=True)
class Known:
    """Data with its priors, and what is true: (C,) over all weeks, regions together."""

    data: MixData
    priors: Priors
    shape: Shape
    contribution: np.ndarray
    roas: np.ndarray
    marginal: np.ndarray


def spending(rng: np.random.Generator, weeks: int, channels: int) -> np.ndarray:
    """Log-normal spend (T, C) with a season and pauses of four weeks."""
    time, found = np.arange(weeks), np.zeros((weeks, channels))
    for c in range(channels):
        flow = np.exp(0.5 * rng.standard_normal(weeks)) * (1 + 0.4 * np.sin(2 * np.pi * (time / 52 + rng.random())))
        on = rng.random(weeks // 4 + 1) < (0.95, 0.75, 0.6, 0.85)[c % 4]
        found[:, c] = (30, 15, 10, 20)[c % 4] * flow * np.repeat(on, 4)[:weeks]
    return found


def seasonal(weeks: int, scale: float) -> Baseline:
    """Level, trend and two waves; prior deviations of 1 and .5, in units of ``scale``."""
    time = np.arange(weeks)
    angle = 2 * np.pi * time / 52.1786
    design = np.column_stack(
        [np.ones(weeks), time / weeks, np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    )
    return Baseline(tuple("abcdef"), design, np.array([1, 0.5, 0.5, 0.5, 0.5, 0.5]) / scale)


def simulate(seed: int, channels: int, shape: Shape | None = None, weeks: int = WEEKS, regions: int = 1) -> Known:
    """A market drawn from the very priors that it is fitted with; effects alike (correlation .8) among regions."""
    rng, shape = np.random.default_rng(seed), shape or Shape(lags=LAGS)
    retention, steepness = rng.beta(1, 3, channels), rng.gamma(3, 1, channels)
    delay = half = None
    if "delay" in shape.parameters:
        delay = np.abs(rng.normal(0, 2, channels))
    if "half" in shape.parameters:
        half, steepness = rng.beta(2, 2, channels), rng.gamma(6, 1 / 4, channels)
    spend = np.stack([spending(rng, weeks, channels) for _ in range(regions)], axis=1)
    effect = _alike(rng, regions, channels)
    weights = carryover(retention, delay, shape.lags)
    carried = np.einsum("cl,ltrc->trc", weights, lagged(spend / spend.max(axis=0), shape.lags))
    media = effect * saturate(carried, steepness, half)
    design = seasonal(weeks, 1.0).design
    level = np.r_[rng.normal(0.5, 0.2), rng.normal(0, 0.3), rng.normal(0, 0.1, 4)]
    noise = np.exp(rng.normal(np.log(0.06), 0.3))
    outcome = (design @ level)[:, None] + media.sum(axis=2) + noise * rng.standard_normal((weeks, regions))
    scale = np.abs(outcome).max()
    data = MixData.of(outcome, spend, seasonal(weeks, scale))
    money = spend.sum(axis=(0, 1))
    rises = (effect * slope(carried, steepness, half)).sum(axis=(0, 1))
    contribution = media.sum(axis=(0, 1))
    priors = Priors(effect=0.5 / scale, noise=0.5 / scale)
    return Known(data, priors, shape, contribution, contribution / money, rises / money)


def _alike(rng: np.random.Generator, regions: int, channels: int) -> np.ndarray:
    """Positive effects (R, C); by rejection, as the prior has it."""
    root = np.linalg.cholesky(0.2 * np.eye(regions) + 0.8)
    found = np.empty((regions, channels))
    for c in range(channels):
        drawn = -np.ones(regions)
        while drawn.min() <= 0:
            drawn = 0.5 * root @ rng.standard_normal(regions)
        found[:, c] = drawn
    return found
