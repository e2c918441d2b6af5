"""The perceptual map: brands and attributes in the plane that shows most of what sets the brands apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_CHI2 = 4.605  # the 90% quantile of chi-squared with two degrees of freedom
_CORNERS = 36


@dataclass(frozen=True)
class PerceptualMap:
    """``brands`` (B, 2) and their ``outlines`` (B, C, 2), each holding 90%; ``attributes`` (A, 2) as directions.

    ``shown`` is the share (2,) of the differences between brands that each axis shows.
    """

    brands: Array
    outlines: Array
    attributes: Array
    shown: Array


def map_of(standard: Array) -> PerceptualMap:
    """The map of draws (S, B, A) of standardised contrasts.

    Axes are the principal components of the brands' means (a biplot, Gabriel 1971); each draw has axes of its own,
    turned onto those of the mean by orthogonal Procrustes rotation (Gower & Dijksterhuis 2004), so the outlines
    hold the uncertainty of the axes too.
    """
    centre = standard.mean(axis=0)
    value, loading = _axes(centre)
    placed = centre @ loading
    turned = np.linalg.svd(standard)[2][:, :2].transpose(0, 2, 1)
    scores = standard @ turned
    left, _, right = np.linalg.svd(scores.transpose(0, 2, 1) @ placed)
    aligned = scores @ (left @ right)
    return PerceptualMap(placed, _outlines(placed, aligned), loading * value[:2], value[:2] ** 2 / (value**2).sum())


def _axes(centre: Array) -> tuple[Array, Array]:
    """Singular values, and the first two axes (A, 2) with the largest loading of each positive."""
    _, value, axes = np.linalg.svd(centre, full_matrices=False)
    loading = axes[:2].T
    sign = np.sign(loading[np.abs(loading).argmax(axis=0), [0, 1]])
    return value, loading * np.where(sign == 0, 1, sign)


def _outlines(placed: Array, aligned: Array) -> Array:
    """Ellipses (B, C, 2) of 90% around each brand."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    circle = np.sqrt(_CHI2) * np.column_stack([np.cos(turn), np.sin(turn)])
    deviation = aligned - aligned.mean(axis=0)
    spread = np.einsum("sbi,sbj->bij", deviation, deviation) / len(aligned)
    root = np.linalg.cholesky(spread + 1e-12 * np.eye(2))
    return np.asarray(placed[:, None, :] + circle @ root.transpose(0, 2, 1))
