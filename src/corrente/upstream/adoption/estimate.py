"""The adoption room's estimate: the launches on their curves, and the first steps that go with staying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.room import Counted, Given
from corrente.upstream.adoption.activation import Activation, activate
from corrente.upstream.adoption.launches import Diffusion, diffuse
from corrente.upstream.adoption.plan import features
from corrente.upstream.adoption.refusals import (
    FEWEST_ADOPTERS,
    FEWEST_LATE,
    FEWEST_MONTHS,
    FEWEST_PARTS,
    FEWEST_PERIODS,
    LATE_MONTHS,
    too_little,
)
from corrente.upstream.adoption.series import Series, read

LAUNCHES = 8
"""At most so many launches are fitted, the largest first."""
_STILL = 400  # days before the latest end of a series: a launch that ended earlier is history


@dataclass(frozen=True)
class Adoption:
    """The launches that could be fitted, the one with most to come first; those left out; the first steps."""

    launches: tuple[Diffusion, ...]
    left_out: tuple[str, ...]
    first_uses: bool
    activation: Activation | None


def infer(counts: Counted, given: Given, rng: Generator) -> Adoption | Refusal:
    """Launches and first steps from the counts; refused where neither can be told.

    Raises `ConvergenceError` where no posterior can be trusted.
    """
    known = read(counts, given.profile)
    told = [series for series in known if _tells(series)][:LAUNCHES]
    latest = max((series.day(series.periods) for series in told), default=0)
    launches = sorted(
        (diffuse(series, rng) for series in told), key=lambda launch: _weight(launch, latest), reverse=True
    )
    steps = None
    if "activation" in counts:
        steps = activate(counts["activation"], features(given.profile.tables["usage"]), rng)
    if not launches and steps is None:
        return too_little(known[0].periods if known else 0, known[0].so_far if known else 0.0)
    fitted = {series.product for series in told}
    left_out = tuple(series.product for series in known if series.product not in fitted)
    return Adoption(tuple(launches), left_out, "starts" in counts, steps)


def _tells(series: Series) -> bool:
    months = series.periods * 12 / series.step.per_year
    if np.ptp(series.launch.adopters) == 0:
        return False  # the same number every time is a plan, not a launch
    return (
        series.periods >= FEWEST_PERIODS
        and months > FEWEST_MONTHS - 0.5
        and series.so_far >= _fewest(series.launch.adopters, months)
    )


def _fewest(adopters: NDArray[np.float64], months: float) -> int:
    """Adopters needed of a launch so many months old."""
    if (adopters != np.rint(adopters)).any():
        return FEWEST_PARTS
    return FEWEST_ADOPTERS if months < LATE_MONTHS else FEWEST_LATE


def _weight(launch: Diffusion, latest: int) -> tuple[bool, float]:
    """Launches that are still counted come first, and among them the one with most to come."""
    series = launch.series
    return series.day(series.periods) > latest - _STILL, launch.estimates["adopters_to_come"].value
