"""What a media mix says: contributions, returns, marginal returns, and outcomes to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.media_mix.adstock import carryover
from corrente.inference.media_mix.posterior import MixPosterior
from corrente.inference.media_mix.saturation import saturate, slope

Array = NDArray[np.float64]
Weeks = slice | NDArray[np.bool_]


def contributions(posterior: MixPosterior, weeks: Weeks = slice(None)) -> Array:
    """What every channel added to the outcome over those weeks: (S, R, C)."""
    return np.concatenate([part.effects * _features(part)[..., weeks].sum(axis=3) for part in _chunks(posterior)])


def weekly_contributions(posterior: MixPosterior) -> Array:
    """Posterior mean of what every channel added in each week: (R, C, T)."""
    total = sum((part.effects[..., None] * _features(part)).sum(axis=0) for part in _chunks(posterior))
    return np.asarray(total / len(posterior.effects))


def baselines(posterior: MixPosterior, weeks: Weeks = slice(None)) -> Array:
    """What would have come anyway over those weeks: (S, R)."""
    return np.asarray(posterior.baseline @ posterior.data.baseline.design[weeks].sum(axis=0))


def weekly_baselines(posterior: MixPosterior) -> Array:
    """Posterior mean of what would have come anyway in each week: (R, T)."""
    return np.asarray(posterior.baseline.mean(axis=0) @ posterior.data.baseline.design.T)


def spent(posterior: MixPosterior, weeks: Weeks = slice(None)) -> Array:
    """Money spent over those weeks by region and channel: (R, C)."""
    return np.asarray(posterior.data.spend[weeks].sum(axis=0))


def marginal_returns(posterior: MixPosterior, weeks: Weeks = slice(None)) -> Array:
    """Outcome per unit of money (S, C), all regions together, when a channel's spend rises by a little throughout.

    Not a number where nothing was spent.
    """
    paid = spent(posterior, weeks).sum(axis=0)
    parts = [(part.effects * _slopes(part)[..., weeks].sum(axis=3)).sum(axis=1) for part in _chunks(posterior)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(paid > 0, np.concatenate(parts) / paid, np.nan))


def response_curves(posterior: MixPosterior, weekly: Array) -> Array:
    """Outcome a week (S, C, G), all regions together, when ``weekly`` money (C, G) is spent in every week.

    Money is divided among regions as it was over the whole time; carry-over has settled.
    """
    data = posterior.data
    total = data.spend.sum(axis=0)
    shares = total / np.maximum(total.sum(axis=0), 1e-12)  # (R, C)
    found = []
    for part in _chunks(posterior):
        scaled = weekly * (shares / data.spend_scale)[:, :, None]  # (R, C, G)
        half = None if part.curves.half is None else part.curves.half[:, None, :, None]
        response = saturate(scaled[None], part.curves.steepness[:, None, :, None], half)
        found.append((part.effects[..., None] * response).sum(axis=1))
    return np.concatenate(found)


def predict(posterior: MixPosterior, rng: Generator, weeks: Weeks = slice(None)) -> Array:
    """Outcomes (S, T, R) that the model expects to be seen in those weeks, noise included."""
    design = posterior.data.baseline.design[weeks]
    found = []
    for part in _chunks(posterior):
        media = (part.effects[:, :, None] @ _features(part)[..., weeks])[:, :, 0]
        expected = (media + part.baseline @ design.T).swapaxes(1, 2)
        found.append(expected + part.noise[:, None] * rng.standard_normal(expected.shape))
    return np.concatenate(found)


def _chunks(posterior: MixPosterior) -> Iterator[MixPosterior]:
    for piece in posterior.model.pieces(len(posterior.effects)):
        yield posterior.at(piece)


def _features(part: MixPosterior) -> Array:
    return part.model.features(part.curves, every=True)


def _slopes(part: MixPosterior) -> Array:
    """Spend times the slope of saturation (S, R, C, T) in every week."""
    _, regions, channels = part.data.shape
    weights = carryover(part.curves.retention, part.curves.delay, part.model.shape.lags).transpose(1, 0, 2)
    carried = np.matmul(weights, part.model.every_week)
    half = None if part.curves.half is None else part.curves.half.T[..., None]
    found = slope(carried, part.curves.steepness.T[..., None], half)
    return found.reshape(channels, len(part.effects), regions, -1).transpose(1, 2, 0, 3)
