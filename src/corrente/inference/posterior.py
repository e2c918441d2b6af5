"""A posterior as equally weighted draws, with its self-check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]


class Method(StrEnum):
    """How a posterior was found, in the order in which the recipe tries."""

    EXACT = "exact (conjugate)"
    IMPORTANCE = "Laplace, t-importance sampling, Pareto smoothed"
    ADAPTIVE = "adaptive multiple importance sampling, Pareto smoothed"
    TEMPERED = "tempered sequential Monte Carlo"
    SLICED = "elliptical slice sampling around the mode"
    MOVED = "importance sampling, then elliptical slice moves"
    FILTERED = "dynamic logistic regression, a Gaussian carried from period to period"


@dataclass(frozen=True)
class Posterior:
    """``draws`` has shape (S, d): S equally weighted draws of the d unconstrained parameters.

    ``mode`` (d,) is the posterior mode; ``pareto_k`` is k-hat of Vehtari et al. 2024 (None for exact and
    tempered draws); ``effective`` is the effective number of draws.
    """

    draws: Draws
    mode: Draws
    method: Method
    pareto_k: float | None
    effective: float
