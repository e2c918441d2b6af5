"""Priors of the media mix, and how its parameters are made from standard normal ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corrente.inference.media_mix.adstock import Adstock
from corrente.inference.media_mix.saturation import Saturation

Array = NDArray[np.float64]

_GRID = np.linspace(-8.0, 8.0, 4001)


@dataclass(frozen=True)
class Priors:
    """On outcomes and spend that are scaled so that one is the largest week.

    ``retention`` (Beta) is the share of an effect that is carried into the next week; ``delay`` (half-normal) the
    weeks to the peak; ``steepness`` (Gamma: shape, rate) and ``half`` (Beta) shape the saturation; ``effect``
    (half-normal; one or one per channel) is what a channel brings at full saturation; ``noise`` is half-normal.
    """

    retention: tuple[float, float] = (1.0, 3.0)
    delay: float = 2.0
    steepness: tuple[float, float] = (3.0, 1.0)
    hill_steepness: tuple[float, float] = (6.0, 4.0)
    half: tuple[float, float] = (2.0, 2.0)
    effect: float | tuple[float, ...] = 0.5
    noise: float = 0.5


@dataclass(frozen=True)
class Shape:
    """The functional form: adstock over ``lags`` weeks (this one included), and saturation."""

    adstock: Adstock = Adstock.GEOMETRIC
    saturation: Saturation = Saturation.LOGISTIC
    lags: int = 8

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters of one channel, in the order in which they stand in a point."""
        delay = ("delay",) if self.adstock is Adstock.DELAYED else ()
        half = ("half",) if self.saturation is Saturation.HILL else ()
        return ("retention", *delay, "steepness", *half)


@dataclass(frozen=True)
class Curves:
    """Parameters (S, C) of adstock and saturation; None where the shape has none of that name."""

    retention: Array
    steepness: Array
    delay: Array | None = None
    half: Array | None = None

    def at(self, index: NDArray[np.intp] | slice) -> Curves:
        """Those draws only."""
        return Curves(
            self.retention[index],
            self.steepness[index],
            None if self.delay is None else self.delay[index],
            None if self.half is None else self.half[index],
        )


def curves_of(normal: Array, shape: Shape, priors: Priors) -> Curves:
    """The parameters that standard normal ``normal`` (S, k C) stand for: each is its prior's quantile at Phi(z)."""
    parts = np.split(normal, len(shape.parameters), axis=1)
    tables = _tables(shape, priors)
    made = {name: np.interp(part, _GRID, tables[name]) for name, part in zip(shape.parameters, parts, strict=True)}
    return Curves(made["retention"], made["steepness"], made.get("delay"), made.get("half"))


@cache
def _tables(shape: Shape, priors: Priors) -> dict[str, Array]:
    """Every parameter's quantile function on the grid."""
    from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

    below = np.clip(ndtr(_GRID), 1e-300, 1 - 1e-15)
    size, rate = priors.hill_steepness if shape.saturation is Saturation.HILL else priors.steepness
    found = {
        "retention": betaincinv(*priors.retention, below),
        "steepness": gammaincinv(size, below) / rate,
        "delay": np.minimum(priors.delay * ndtri(0.5 + 0.5 * below), shape.lags - 1.0),
        "half": betaincinv(*priors.half, below),
    }
    return {name: found[name] for name in shape.parameters}
