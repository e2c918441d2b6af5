"""Whether chains agree, and how many independent draws they are worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def agreement(chains: NDArray[np.float64]) -> tuple[float, float]:
    """Largest split R-hat and smallest effective number of draws of quantities (C, N, Q) (Vehtari et al. 2021)."""
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = split.var(axis=1, ddof=1).mean(axis=0)
    total = within * (half - 1) / half + split.mean(axis=1).var(axis=0, ddof=1)
    deviation = split - split.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(deviation, 2 * half, axis=1)) ** 2
    covariance = np.fft.irfft(spectrum, axis=1)[:, :half].mean(axis=0) / half
    correlation = 1 - (within - covariance) / total
    pairs = correlation[: half // 2 * 2].reshape(half // 2, 2, -1).sum(axis=1)
    positive = np.minimum.accumulate(np.where(np.cumprod(pairs > 0, axis=0) > 0, pairs, 0.0), axis=0)
    time = np.maximum(2 * positive.sum(axis=0) - 1, 1 / np.log10(split.shape[0] * half))
    return float(np.sqrt(total / within).max()), float((split.shape[0] * half / time).min())
