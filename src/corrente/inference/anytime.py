"""Intervals that hold at every look: confidence sequences for means and their differences and ratios.

A fixed-time interval that is looked at every day misses far more often than it says. These bounds are crossed by the
estimation error at *any* time with probability alpha at most (normal mixture: Robbins 1970; asymptotic confidence
sequences, also for adaptive probabilities and means that drift: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024,
*Annals of Statistics* 52, 2613-2640; off-policy: Waudby-Smith, Wu, Ramdas, Karampatziakis & Mineiro 2024).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TIGHTEST = 2_000.0
"""The effective people per comparison at which the bounds are tightest; elsewhere they are little wider."""


def factor(people: Array, alpha: float, tightest: float = TIGHTEST) -> Array:
    """How many standard errors the bound is, after effective ``people``: about 2.8 where tightest, at alpha 0.1.

    The boundary of a normal mixture with variance 1 / rho: sqrt((n + rho) log((n + rho) / (rho alpha^2)) / n), with
    rho = n* / (-W(-alpha^2 / e) - 1), which makes it tightest at n* (Howard, Ramdas, McAuliffe & Sekhon 2021, *Annals
    of Statistics* 49, 1055-1080). Infinite for nobody.
    """
    from scipy.special import lambertw

    rho = tightest / (-lambertw(-(alpha**2) / np.e, -1).real - 1)
    n = np.maximum(people, 1e-12)
    return np.asarray(np.sqrt((1 + rho / n) * np.log((n + rho) / (rho * alpha**2))))


def relative(
    means: tuple[Array, Array], variances: tuple[Array, Array], factor: Array
) -> tuple[Array, Array]:
    """The bounds of mean / other - 1: all ratios that the two means allow (Fieller 1954), each with its own error.

    Unbounded on a side where the other mean may be zero.
    """
    (mean, other), (variance, against) = means, variances
    a = other**2 - factor**2 * against
    centre = mean * other
    c = mean**2 - factor**2 * variance
    root = np.sqrt(np.maximum(centre**2 - a * c, 0.0))
    bounded = a > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(bounded, (centre - root) / a - 1, -1.0)
        high = np.where(bounded, (centre + root) / a - 1, np.inf)
    return np.maximum(low, -1.0), high
