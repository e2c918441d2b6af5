"""Adoption: three launches on Bass curves, and customers whose first steps go with how long they stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market import usage
from corrente.market.size import LAST_DATE, Size
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

PRODUCTS = {"Aurora CRM": (72, 20_000.0), "Aurora Mobile": (48, 12_000.0), "Aurora Assist": (30, 9_000.0)}
"""Months since the launch, and the typical potential."""
_ERROR = 0.12
_FUTURE = 12
_TENTH = 1.1
_STEPS = 2_000  # of the differential equation per month that is looked ahead


@dataclass(frozen=True)
class Launch:
    """``adopters`` of every month, the last twelve after the window; p and q are per month."""

    adopters: NDArray[np.int64]
    p: float
    q: float
    m: float

    @property
    def months(self) -> int:
        """Months within the window."""
        return len(self.adopters) - _FUTURE


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:  # noqa: ARG001 - a part's shape
    """Write adoptions and usage."""
    launches = {name: _draw(rng, months, potential) for name, (months, potential) in PRODUCTS.items()}
    _write(workshop, launches)
    found: dict[Key, float] = {}
    for name, launch in launches.items():
        found |= {key(estimate, product=name): value for estimate, value in _truth(launch).items()}
    return {"adoption": {**found, **usage.make(workshop, rng)}}


def _draw(rng: RandomState, months: int, typical: float) -> Launch:
    """Coefficients near those of Sultan, Farley & Lehmann 1990, imitation faster; an error of 12% beyond chance."""
    p = 0.03 * np.exp(0.5 * rng.standard_normal()) / 12
    q = 0.9 * np.exp(0.35 * rng.standard_normal()) / 12
    m = typical * np.exp(0.4 * rng.standard_normal())
    mean = m * np.diff(_share(np.arange(months + _FUTURE + 1.0), p, q))
    adopters = rng.poisson(mean * rng.standard_gamma(_ERROR**-2, mean.size) * _ERROR**2)
    return Launch(adopters.astype(np.int64), float(p), float(q), float(m))


def _share(months: Array, p: float, q: float) -> Array:
    fading = np.exp(-(p + q) * months)
    return np.asarray((1 - fading) / (1 + q / p * fading), dtype=np.float64)


def _write(workshop: Workshop, launches: Mapping[str, Launch]) -> None:
    periods: list[str] = []
    products: list[str] = []
    adopters: list[int] = []
    for name, launch in launches.items():
        periods += [_month(back) for back in range(launch.months - 1, -1, -1)]
        products += [name] * launch.months
        adopters += launch.adopters[: launch.months].tolist()
    workshop.upload("launches", {"period": periods, "product": products, "adopters": adopters})
    workshop.clear("adoptions")
    workshop.write(
        "select period::date as period, adopters, product from launches order by product, period", "adoptions.parquet"
    )


def _month(back: int) -> str:
    """The first day of the month so many months before the window's last."""
    months = LAST_DATE.year * 12 + LAST_DATE.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1).isoformat()


def _truth(launch: Launch) -> dict[str, float]:
    now, p, q = launch.months, launch.p, launch.q
    reached = float(_share(np.array([float(now)]), p, q)[0])
    as_is = _ahead(reached, p, q)
    return {
        "potential": launch.m,
        "innovation": 12 * p,
        "imitation": 12 * q,
        "share_reached": reached,
        "months_to_peak": max(np.log(q / p) / (p + q), 0.0) - now,
        "adopters_to_come": float(launch.adopters[now:].sum()),
        "gain_from_innovation": launch.m * (_ahead(reached, _TENTH * p, q) - as_is),
        "gain_from_imitation": launch.m * (_ahead(reached, p, _TENTH * q) - as_is),
    }


def _ahead(share: float, p: float, q: float) -> float:
    """The share reached a year on: F' = (p + q F)(1 - F), in small steps of the midpoint rule."""
    step = _FUTURE / _STEPS
    for _ in range(_STEPS):
        middle = share + step / 2 * (p + q * share) * (1 - share)
        share += step * (p + q * middle) * (1 - middle)
    return share
