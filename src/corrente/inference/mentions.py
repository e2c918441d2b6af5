"""How often themes are mentioned, whether they grow, and how ratings differ where they are: by patterns of mentions.

Texts are exchangeable draws from what customers say; which themes a text mentions (its pattern) has a Dirichlet
posterior over the patterns that were seen, with one text's worth of prior spread evenly over them. Effects on the
rating are coefficients of the best linear fit of the rating to the mentions, under the Bayesian bootstrap (Rubin 1981,
*Annals of Statistics* 9, 130-134), which assumes neither normal ratings nor equal spread (Lancaster 2003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Shares:
    """Draws (S, K): ``mentioning`` is the share of texts that mention a theme, ``voice`` its share of all mentions."""

    mentioning: Array
    voice: Array


def shares(mentioned: Bools, times: Array, rng: Generator, draws: int = 2000) -> Shares:
    """The shares of K themes, of texts with patterns ``mentioned`` (D, K), each said ``times`` (D,), perhaps never."""
    patterns, place = np.unique(mentioned, axis=0, return_inverse=True)
    seen = np.bincount(place.ravel(), times, len(patterns))
    weights = rng.standard_gamma(seen + 1 / len(patterns), (draws, len(patterns)))
    weights /= weights.sum(axis=1, keepdims=True)
    mentioning = weights @ patterns.astype(float)
    return Shares(mentioning, mentioning / np.maximum(mentioning.sum(axis=1, keepdims=True), 1e-300))


def rating_effects(mentioned: Bools, rating: Array, times: Array, rng: Generator, draws: int = 1000) -> Array:
    """Draws (S, K) of how much the rating differs with a mention of each theme, the other mentions being alike.

    ``rating`` (D,) in points of the scale. A ridge of a hundredth of a text keeps themes apart that always go together.
    """
    cells, place = np.unique(np.column_stack([mentioned, rating]), axis=0, return_inverse=True)
    weights = rng.standard_gamma(np.bincount(place.ravel(), times), (draws, len(cells)))
    design = np.column_stack([np.ones(len(cells)), cells[:, :-1]])
    size = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(cells), size * size)
    moments = (weights @ outer).reshape(draws, size, size) + 0.01 * np.eye(size)
    towards = weights @ (design * (cells[:, -1] - np.average(rating, weights=times))[:, None])
    return np.asarray(np.linalg.solve(moments, towards[:, :, None])[:, 1:, 0])
