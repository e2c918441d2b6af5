"""Where the brands stand, what sets ours apart, what goes with preference, and which message wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Refusal
from corrente.core.brands import Own, own_brand
from corrente.core.count import Cells
from corrente.core.room import Counted, Given
from corrente.inference.brand_means import Fit, draw_contrasts, draw_within, fit
from corrente.inference.relative_weights import relative_weights, slopes
from corrente.upstream.positioning.backtest import backtest
from corrente.upstream.positioning.messages import Message, messages_of
from corrente.upstream.positioning.perceptual_map import PerceptualMap, map_of
from corrente.upstream.positioning.plan import Names, names_of
from corrente.upstream.positioning.refusals import LEAST_SHEETS, no_spread, too_few
from corrente.upstream.positioning.sheets import Design, Rated, rated_of, reduced

Array = NDArray[np.float64]

DRAWS = 2000
SURE = 0.95
ALIKE = 0.2
"""Differences within a fifth of a respondent's deviation are parity: Cohen's (1988) bound of a small effect."""


class Standing(StrEnum):
    """How our brand stands against the strongest competitor on an attribute."""

    AHEAD = "ahead"
    BEHIND = "behind"
    PARITY = "parity"
    OPEN = "not yet clear"


@dataclass(frozen=True)
class Drivers:
    """What goes with the overall judgement: draws (S, A - 1) of shares and slopes, for ``attributes`` (A - 1,)."""

    target: int
    attributes: tuple[int, ...]
    shares: Array
    slopes: Array
    explained: Array


@dataclass(frozen=True)
class Positioning:
    """B brands on A attributes; draws are (S, ...).

    ``means`` are plain means with their standard errors (both (B, A)) over ``n`` ratings; ``contrasts`` (S, B, A) are
    pooled and sum to zero over brands; ``scale`` (A,) is the respondents' deviation within a brand; ``gaps`` (S, A)
    is our brand less ``rival``; ``apart`` (S, B) how far each brand's profile differs from what its own and the
    attributes' levels give, in deviations; ``by_segment`` holds means (G, B, A) and their ``n``; ``open_`` (S, K) the
    room left on each driver.
    """

    names: Names
    own: Own
    rival: int
    n: Array
    means: Array
    errors: Array
    contrasts: Array
    scale: Array
    gaps: Array
    standing: tuple[Standing, ...]
    apart: Array
    drivers: Drivers | None
    open_: Array | None
    map: PerceptualMap
    by_segment: Mapping[str, tuple[Array, Array]]
    messages: tuple[Message, ...]
    components: Array
    design: Design
    sheets: int
    left_out: float
    backtest: Backtest | None


def infer(counts: Counted, given: Given, rng: Generator) -> Positioning | Refusal:
    """Posteriors of all positions; refused where fewer than three brands have thirty whole answers each."""
    names = names_of(given.profile)
    size = (len(names.brands), len(names.attributes))
    rated = rated_of(counts["products"], *size)
    sums = reduced(rated) if rated.n.size else None
    if sums is None or (rated.sheets >= LEAST_SHEETS).sum() < 3 or not sums.fits:
        return too_few(int(rated.n.sum()))
    if not _spreads(rated.total_covariance) or not _spreads(sums.products):
        return no_spread()
    found = fit(sums)
    if not _spreads(found.within):
        return no_spread()
    return _estimate(counts, given, names, rated, found, rng)


def _spreads(covariance: Array) -> bool:
    """Whether every attribute varies and none is a copy of others."""
    variance = np.diag(covariance)
    if not (variance > 1e-9).all():
        return False
    scale = np.sqrt(variance)
    return bool(np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0] > 1e-9)


def _estimate(counts: Counted, given: Given, names: Names, rated: Rated, found: Fit, rng: Generator) -> Positioning:
    own = own_brand(given.profile.settings, names.brands)
    scale = np.sqrt(np.diag(found.within))
    contrasts = draw_contrasts(found, rng, DRAWS)
    drivers = _drivers(found, names, rng)
    rival = _rival(contrasts.mean(axis=0) / scale, own.place, names.overall)
    gaps = contrasts[:, own.place] - contrasts[:, rival]
    n, means, errors = _plain(counts["ratings"], *rated.means.shape)
    return Positioning(
        names=names,
        own=own,
        rival=rival,
        n=n,
        means=means,
        errors=errors,
        contrasts=contrasts,
        scale=scale,
        gaps=gaps,
        standing=tuple(_standing(gaps[:, k], scale[k]) for k in range(len(scale))),
        apart=_apart(contrasts / scale, names.overall),
        drivers=drivers,
        open_=None if drivers is None else _room(rated, contrasts, drivers, rng),
        map=map_of(contrasts / scale),
        by_segment=_by_segment(counts["ratings"], names, rated.means.shape),
        messages=messages_of(counts, names, rng),
        components=_components(rated.total_covariance),
        design=rated.design,
        sheets=int(rated.n.sum()),
        left_out=1 - float(rated.n.sum() * len(scale) / max(n.sum(), 1)),
        backtest=backtest(counts["products"], *rated.means.shape),
    )


def _plain(cells: Cells, brands: int, attributes: int) -> tuple[Array, Array, Array]:
    """Ratings (B, A), their means and standard errors; NaN where there is no rating, or only one."""
    n, total, squares = (np.zeros((brands, attributes)) for _ in range(3))
    at = (cells["brand_code"].astype(np.int64), cells["attribute_code"].astype(np.int64))
    for sums, name in ((n, "n"), (total, "total"), (squares, "squares")):
        np.add.at(sums, at, cells[name].astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        variance = np.maximum(squares - n * mean**2, 0) / (n - 1)
        return n, mean / 100, np.sqrt(variance / n) / 100


def _by_segment(cells: Cells, names: Names, size: tuple[int, ...]) -> Mapping[str, tuple[Array, Array]]:
    """Per segment the number of ratings (B, A) and their means."""
    found = {}
    for code, segment in enumerate(names.raters):
        own = cells["segment_code"] == code
        n, mean, _ = _plain({name: column[own] for name, column in cells.items()}, size[0], size[1])
        found[segment] = (n, mean)
    return found


def _rival(standard: Array, own: int, overall: int | None) -> int:
    """The strongest competitor: the best in the overall judgement, or else over all attributes."""
    strength = standard.mean(axis=1) if overall is None else standard[:, overall]
    return int(np.argmax(np.where(np.arange(len(strength)) == own, -np.inf, strength)))


def _standing(gap: Array, scale: float) -> Standing:
    if (gap > 0).mean() >= SURE:
        return Standing.AHEAD
    if (gap < 0).mean() >= SURE:
        return Standing.BEHIND
    return Standing.PARITY if (np.abs(gap) < ALIKE * scale).mean() >= SURE else Standing.OPEN


def _apart(standard: Array, overall: int | None) -> Array:
    """Root mean square (S, B) of what is left of a brand's profile without its own level."""
    kept = [k for k in range(standard.shape[2]) if k != overall]
    profile = standard[..., kept] - standard[..., kept].mean(axis=2, keepdims=True)
    return np.asarray(np.sqrt((profile**2).mean(axis=2)))


def _drivers(found: Fit, names: Names, rng: Generator) -> Drivers | None:
    target = names.overall
    if target is None:
        return None
    within = draw_within(found, rng, DRAWS)
    shares, explained = relative_weights(within, target)
    others = tuple(k for k in range(len(names.attributes)) if k != target)
    return Drivers(target, others, shares, slopes(within, target), explained)


def _room(rated: Rated, contrasts: Array, drivers: Drivers, rng: Generator) -> Array:
    """Draws (S, K): how far the best brand on an attribute stays behind the best mark of all, times what it weighs."""
    weight = rated.sheets / rated.sheets.sum()
    level = weight @ (rated.means - contrasts.mean(axis=0))
    root = np.linalg.cholesky(rated.total_covariance / rated.people.sum())
    levels = level + rng.standard_normal((len(contrasts), len(level))) @ root.T
    best = (levels[:, None, :] + contrasts).max(axis=1)[:, list(drivers.attributes)]
    return np.asarray((best.max(axis=1, keepdims=True) - best) * drivers.shares)


def _components(covariance: Array) -> Array:
    """Standard deviations (A,) of the principal components of single ratings, each attribute in its own deviations."""
    scale = np.sqrt(np.diag(covariance))
    value = np.linalg.eigvalsh(covariance / np.outer(scale, scale))[::-1]
    return np.asarray(np.sqrt(np.maximum(value, 0)))
