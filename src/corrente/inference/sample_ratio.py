"""Whether people came to the arms as the logged probabilities say, checked at every look.

A test martingale: were an arm's odds in truth multiplied by exp(tilt), each person would change the likelihood ratio by
exp(tilt * [got it]) / (1 + p (exp(tilt) - 1)), with p the probability that was logged for that person. The mean of
these ratios over arms and tilts is a nonnegative martingale while the log is true, whatever the probabilities were, so
it ever reaches 1 / alpha with probability alpha at most (Ville 1939). Compare Lindon & Malek 2022, NeurIPS, for fixed
probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_RATIOS = np.array([1.02, 1.05, 1.1, 1.2, 1.5, 2.0, 5.0, 20.0])
_TILTS = np.concatenate([np.log(_RATIOS), -np.log(_RATIOS)])

ALPHA = 0.01
"""The chance that a sound test is ever alarmed about, over its whole life."""

LEAST_DEVIATION = 0.01
"""A share that is off by less than this part of itself is no matter, however surely it is off."""


@dataclass(frozen=True)
class Ratio:
    """``evidence`` (...): log of the martingale; ``deviation`` (..., A): people over expected people, less 1."""

    evidence: Array
    deviation: Array

    @property
    def alarms(self) -> NDArray[np.bool_]:
        """Whether the shares are off (...), surely and by enough to matter."""
        off = np.abs(self.deviation).max(axis=-1) >= LEAST_DEVIATION
        return np.asarray((self.evidence >= -np.log(ALPHA)) & off)


def sample_ratio(people: Array, probability: Array) -> Ratio:
    """The check of counts of people (..., G, A) against logged probabilities (..., G, A), over all strata."""
    from scipy.special import logsumexp

    of_stratum = people.sum(axis=-1, keepdims=True)
    expected = (of_stratum * probability).sum(axis=-2)
    gain = people.sum(axis=-2)[..., None] * _TILTS
    cost = (of_stratum[..., None] * np.log1p(probability[..., None] * np.expm1(_TILTS))).sum(axis=-3)
    evidence = logsumexp(gain - cost, axis=(-1, -2)) - np.log(gain.shape[-1] * gain.shape[-2])
    deviation = people.sum(axis=-2) / np.maximum(expected, 1e-12) - 1
    return Ratio(np.asarray(evidence), np.where(expected > 0, deviation, 0.0))
