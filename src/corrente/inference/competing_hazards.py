"""Discrete-time competing-risk hazards on day bins, with censoring: exact conjugate draws, no sampler.

Within a bin of days every day has the same chance h_k to end by cause k, so that the counts of a bin are multinomial
and the hazards Dirichlet (Prentice & Gloeckler 1978; Kalbfleisch & Prentice 2002, ch. 8, for competing risks):

    (h_1, ..., h_K, 1 - sum h) ~ Dirichlet(prior + ended by cause, prior + days at risk without an end)

**Days.** A spell that ended d calendar days after it began is read as a time within [d - 1/2, d + 1/2): its hour is
unknown, and differences of calendar days are unbiased for the time between. So a distribution over whole days has
the distribution function F(d + 1/2) = P(days <= d), linear in between, and a median with a fraction (`median_days`).
A spell censored after c days was seen through day c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

_PRIOR_ENDS = 0.05
"""Ends that the prior of each bin is worth, at the average hazard of all days: enough to keep hazards off zero."""
_GROUP_ENDS = 1.0
_MOST_BINS = 100


@dataclass(frozen=True)
class Spells:
    """Spells by whole days: ``ended`` (T, K) by day and cause, ``censored`` (T,) by the last day they were seen."""

    ended: Vector
    censored: Vector

    @property
    def at_risk(self) -> Vector:
        """Spells under way on each day 0..T-1, those ending that day among them."""
        leaving = self.ended.sum(axis=1) + self.censored
        return np.asarray(np.cumsum(leaving[::-1])[::-1], dtype=np.float64)

    def __add__(self, other: Spells) -> Spells:
        return Spells(self.ended + other.ended, self.censored + other.censored)


@dataclass(frozen=True)
class Bins:
    """Days 0..T-1 in bins: ``edges`` (B + 1,) with edges[0] = 0; bin b holds days edges[b] .. edges[b + 1] - 1."""

    edges: NDArray[np.int64]

    @property
    def widths(self) -> NDArray[np.int64]:
        """Days in each bin."""
        return np.diff(self.edges)

    def sums(self, by_day: Vector) -> Vector:
        """Sums over the days of each bin, along the first axis."""
        return np.asarray(np.add.reduceat(by_day[: self.edges[-1]], self.edges[:-1], axis=0), dtype=np.float64)


@dataclass(frozen=True)
class Hazards:
    """Posterior draws ``daily`` (S, B, K): the chance per day in each bin to end by each cause."""

    bins: Bins
    daily: Draws


def choose_bins(spells: Spells) -> Bins:
    """Bins of whole days up to the last end, each with about n^(1/3) ends: narrow where many end, wide elsewhere.

    The cube root balances the bias of a wide bin against the noise of a narrow one (Freedman & Diaconis 1981).
    """
    ends = spells.ended.sum(axis=1)
    last = int(np.flatnonzero(ends)[-1])
    wanted = max(np.cbrt(ends.sum()), ends.sum() / _MOST_BINS)
    edges, held = [0], 0.0
    for day in range(last + 1):
        if ends[day] >= wanted and day > edges[-1]:  # a crowded day is never smeared over quiet ones before it
            edges.append(day)
            held = 0.0
        held += ends[day]
        if held >= wanted:
            edges.append(day + 1)
            held = 0.0
    if edges[-1] <= last:
        edges[len(edges) - (held < wanted / 2 and len(edges) > 1) :] = [last + 1]
    return Bins(np.array(edges, dtype=np.int64))


def pooled_hazards(spells: Spells, bins: Bins, rng: Generator, draws: int) -> Hazards:
    """Hazards of all spells together, with next to no smoothing: the bins have done that."""
    ended, risk = bins.sums(spells.ended), bins.sums(spells.at_risk)
    average = (ended.sum(axis=0) + 0.5 / ended.shape[1]) / (risk.sum() + 1.0)
    weight = _PRIOR_ENDS / average.sum()
    return Hazards(bins, _dirichlet(ended + weight * average, risk + weight, rng, draws))


def group_hazards(group: Spells, pooled: Hazards, rng: Generator) -> Hazards:
    """Hazards of one group, drawn towards the pooled shape at the group's own pace.

    Given the pooled hazards h, the group's pace is r ~ Gamma(1 + ended, 1 + ended expected under h), and its hazards
    in each bin are Dirichlet around r h with the weight of one end. More weight would be too much: the pooled shape
    falls faster than any group's own, because quick groups leave first (Vaupel, Manton & Stallard 1979).
    """
    ended, risk = pooled.bins.sums(group.ended), pooled.bins.sums(group.at_risk)
    expected = (pooled.daily.sum(axis=2) * risk).sum(axis=1)
    pace = rng.gamma(1.0 + ended.sum(), size=len(pooled.daily)) / (1.0 + expected)
    centre = _bounded(pace[:, None, None] * pooled.daily)
    weight = _GROUP_ENDS / centre.sum(axis=2)
    return Hazards(pooled.bins, _dirichlet(ended + weight[..., None] * centre, risk + weight, rng, len(pace)))


def _bounded(hazards: Draws) -> Draws:
    """Hazards whose sum over causes (last axis) stays below one."""
    total = hazards.sum(axis=-1, keepdims=True)
    return np.asarray(hazards * np.minimum(1.0, 0.95 / np.maximum(total, 1e-12)))


def _dirichlet(ended: Draws, risk: Draws, rng: Generator, draws: int) -> Draws:
    """Hazards (S, B, K) with Dirichlet parameters ``ended`` (..., B, K) and ``risk`` - ended for staying."""
    shape = (draws, *ended.shape[-2:])
    causes = rng.standard_gamma(np.broadcast_to(ended, shape))
    staying = rng.standard_gamma(np.broadcast_to(np.maximum(risk - ended.sum(axis=-1), 1e-9), shape[:2]))
    return np.asarray(causes / np.maximum(causes.sum(axis=2) + staying, 1e-300)[..., None])


# --- functions of draws ---------------------------------------------------------------------------------------------


def survival(hazards: Hazards) -> Draws:
    """Chance to be under way at each bin's beginning and at the end of the last: (S, B + 1)."""
    daily = 1.0 - hazards.daily.sum(axis=2)
    after = np.cumprod(daily**hazards.bins.widths, axis=1)
    return np.concatenate([np.ones((len(after), 1)), after], axis=1)


def incidence(hazards: Hazards, cause: int | None = None) -> Draws:
    """Chance to have ended by ``cause`` (by any: None) before each bin edge: cumulative incidence, (S, B + 1)."""
    alive = survival(hazards)
    leaving = alive[:, :-1] - alive[:, 1:]
    if cause is not None:
        leaving = leaving * hazards.daily[:, :, cause] / np.maximum(hazards.daily.sum(axis=2), 1e-300)
    return np.concatenate([np.zeros((len(alive), 1)), np.cumsum(leaving, axis=1)], axis=1)


def incidence_by_day(hazards: Hazards, days: NDArray[np.int64], cause: int | None = None) -> Draws:
    """Cumulative incidence at the end of each given day, (S, len(days)); days within 0..T-1."""
    edges = hazards.bins.edges
    bin_ = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, len(edges) - 2)
    inside = np.minimum(days + 1, edges[-1]) - edges[bin_]
    total = hazards.daily[:, bin_].sum(axis=2)
    share = 1.0 if cause is None else hazards.daily[:, bin_, cause] / np.maximum(total, 1e-300)
    within = survival(hazards)[:, bin_] * (1.0 - (1.0 - total) ** inside) * share
    return np.asarray(incidence(hazards, cause)[:, bin_] + within)


def conditional_median(hazards: Hazards, cause: int | None = None) -> Vector:
    """Median days to the end among spells that end (by ``cause``) within the days covered: (S,), with fractions.

    The day on which the incidence passes half of its final value, linear within that day as the module says.
    """
    cumulative = incidence(hazards, cause)
    target = cumulative[:, -1] / 2
    bin_ = np.minimum((cumulative[:, 1:] < target[:, None]).sum(axis=1), cumulative.shape[1] - 2)
    rows = np.arange(len(target))
    total = hazards.daily[rows, bin_].sum(axis=1)
    share = np.ones(len(total)) if cause is None else hazards.daily[rows, bin_, cause] / np.maximum(total, 1e-300)
    # within the bin: cumulative + alive * share * (1 - stay^m) passes the target after m days
    missing = (target - cumulative[rows, bin_]) / np.maximum(survival(hazards)[rows, bin_] * share, 1e-300)
    stay = np.clip(1.0 - total, 1e-12, 1.0 - 1e-12)
    widths = hazards.bins.widths[bin_]
    whole = np.clip(np.floor(np.log1p(-np.clip(missing, 0.0, 1.0 - 1e-12)) / np.log(stay)), 0, widths - 1)
    before, after = 1.0 - stay**whole, 1.0 - stay ** (whole + 1)
    fraction = np.clip((missing - before) / np.maximum(after - before, 1e-300), 0.0, 1.0)
    return np.asarray(hazards.bins.edges[bin_] + whole - 0.5 + fraction)


def mean_days(hazards: Hazards) -> Vector:
    """Mean days under way per spell within the days covered: (S,)."""
    daily = 1.0 - hazards.daily.sum(axis=2)
    widths = hazards.bins.widths
    stretches = np.where(daily < 1 - 1e-12, (1 - daily**widths) / np.maximum(1 - daily, 1e-12), widths) * daily
    return np.asarray((survival(hazards)[:, :-1] * stretches).sum(axis=1))


def observed_median(ended: Vector) -> float:
    """The plain median of whole days (T,), as everyone computes it: the middle one, or half-way between two."""
    cumulative = np.cumsum(ended)
    total = cumulative[-1]
    lower, upper = np.searchsorted(cumulative, [(total - 1) // 2, total // 2], side="right")
    return float(lower + upper) / 2


def median_days(ended: Draws) -> Vector:
    """Medians with a fraction of distributions over whole days: weights (S, T) to (S,)."""
    cumulative = np.cumsum(ended, axis=1)
    target = cumulative[:, -1] / 2
    day = np.minimum((cumulative < target[:, None]).sum(axis=1), ended.shape[1] - 1)
    rows = np.arange(len(ended))
    before = cumulative[rows, day] - ended[rows, day]
    return np.asarray(day - 0.5 + (target - before) / np.maximum(ended[rows, day], 1e-300))


def observed_median_draws(ended: Vector, rng: Generator, draws: int) -> Vector:
    """Posterior draws (S,) of the median of those that ended: the Bayesian bootstrap (Rubin 1981) of their days.

    Each day's weight is Gamma(its spells), and half a spell is spread over the days in between, so that few spells
    do not leave the median only a handful of places.
    """
    first, last = np.flatnonzero(ended)[[0, -1]]
    within = ended[first : last + 1] + 0.5 / (last + 1 - first)
    return np.asarray(first + median_days(rng.standard_gamma(within, size=(draws, len(within)))))
