"""What goes with a rating: the share of its explained variance that each of the correlated others carries.

Relative weights (Johnson 2000, *Multivariate Behavioral Research* 35, 1-19): the others are replaced by the
uncorrelated variables closest to them, and what these explain is given back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def relative_weights(covariance: Array, target: int) -> tuple[Array, Array]:
    """Shares (..., A - 1) of the explained variance, and the explained share R^2 (...), of covariances (..., A, A)."""
    scale = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    correlation = covariance / (scale[..., :, None] * scale[..., None, :])
    others = [k for k in range(covariance.shape[-1]) if k != target]
    among = correlation[..., others, :][..., others]
    value, vector = np.linalg.eigh(among)
    root = np.sqrt(np.maximum(value, 1e-12))
    loading = (vector * root[..., None, :]) @ np.swapaxes(vector, -1, -2)
    own = np.linalg.solve(loading, correlation[..., others, target][..., None])[..., 0]
    weights = (loading**2 @ (own**2)[..., None])[..., 0]
    explained = weights.sum(axis=-1)
    return np.asarray(weights / explained[..., None]), np.asarray(explained)


def slopes(covariance: Array, target: int) -> Array:
    """Regression slopes (..., A - 1) of the target on all the others."""
    others = [k for k in range(covariance.shape[-1]) if k != target]
    among = covariance[..., others, :][..., others]
    return np.asarray(np.linalg.solve(among, covariance[..., others, target][..., None])[..., 0])
