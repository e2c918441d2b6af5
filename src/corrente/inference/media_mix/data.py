"""What a media mix is inferred from: outcomes, spend and baseline by week and region, and lift tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corrente.inference.media_mix.baseline import Baseline

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LiftTest:
    """An experiment: with ``added`` money a week on top of ``spend``, the outcome a week rose by ``lift``.

    ``error`` is the standard error of ``lift``; ``region`` is None where the test ran in all regions.
    """

    channel: int
    spend: float
    added: float
    lift: float
    error: float
    region: int | None = None


@dataclass(frozen=True)
class MixData:
    """R regions, T weeks, C channels: ``outcome`` (T, R), ``spend`` (T, R, C) in currency, and the baseline's terms.

    ``observed`` (T,) tells which weeks' outcomes may be learnt from; spend and baseline are known in all of them.
    Raises ``ValueError`` for shapes that do not fit, negative spend, or outcomes that are nowhere other than zero.
    """

    outcome: Array
    spend: Array
    baseline: Baseline
    observed: NDArray[np.bool_]
    lifts: tuple[LiftTest, ...] = field(default=())

    def __post_init__(self) -> None:
        weeks, regions, _ = self.spend.shape
        if self.outcome.shape != (weeks, regions) or self.baseline.design.shape[0] != weeks:
            raise ValueError("outcome, spend and baseline are not of the same weeks and regions")
        if self.observed.shape != (weeks,) or not self.observed.any():
            raise ValueError("no week's outcome may be learnt from")
        if self.spend.min(initial=0) < 0 or not np.isfinite(self.spend).all():
            raise ValueError("spend has to be finite and not negative")
        if not self.outcome[self.observed].any(axis=0).all():
            raise ValueError("a region's outcome is zero in every week")

    @classmethod
    def of(cls, outcome: Array, spend: Array, baseline: Baseline, lifts: tuple[LiftTest, ...] = ()) -> MixData:
        """One region (``outcome`` (T,), ``spend`` (T, C)) or several, with every week's outcome known."""
        outcome, spend = np.asarray(outcome, dtype=float), np.asarray(spend, dtype=float)
        if outcome.ndim == 1:
            outcome, spend = outcome[:, None], spend[:, None, :]
        return cls(outcome, spend, baseline, np.ones(len(outcome), dtype=bool), lifts)

    def until(self, weeks: int) -> MixData:
        """The same, with the outcomes after the first ``weeks`` weeks held out."""
        return replace(self, observed=self.observed & (np.arange(len(self.observed)) < weeks))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Weeks, regions and channels."""
        weeks, regions, channels = self.spend.shape
        return weeks, regions, channels

    @cached_property
    def outcome_scale(self) -> Array:
        """The largest observed outcome of each region (R,)."""
        return np.asarray(np.abs(self.outcome[self.observed]).max(axis=0))

    @cached_property
    def spend_scale(self) -> Array:
        """The largest week's spend by region and channel (R, C); one where nothing was spent."""
        largest = self.spend[self.observed].max(axis=0)
        return np.where(largest > 0, largest, 1.0)
