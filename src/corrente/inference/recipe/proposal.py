"""The distribution that importance sampling draws from: a mixture of multivariate Student t."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.inference.posterior import Draws
from corrente.inference.recipe.laplace import Laplace

_GUARD, _WIDER = 0.2, 6.0  # a fifth of the draws, spread two and a half times as wide
_FREEDOM = 5.0  # tails heavier than those of any posterior with a normal or log-normal prior


@dataclass(frozen=True)
class StudentMixture:
    """K Student t's with five degrees of freedom: ``shares`` (K,), ``centres`` (K, d), ``roots`` (K, d, d).

    Each root is a lower-triangular square root of the component's scale matrix.
    """

    shares: Draws
    centres: Draws
    roots: Draws

    @classmethod
    def around(cls, modes: Sequence[Laplace], inflate: float = 1.0) -> StudentMixture:
        """One component per mode, weighted by its evidence, with ``inflate`` times its covariance."""
        evidence = np.array([mode.log_evidence for mode in modes])
        shares = np.maximum(np.exp(evidence - evidence.max()), 1e-2)
        roots = np.stack([np.linalg.cholesky(inflate * mode.covariance) for mode in modes])
        return cls(shares / shares.sum(), np.stack([mode.mode for mode in modes]), roots)

    def guarded(self, centre: Draws, covariance: Draws) -> StudentMixture:
        """With a wide component added, which looks where the others do not, and so lets k-hat see what they miss."""
        root = np.linalg.cholesky(_WIDER * covariance)
        return StudentMixture(
            np.append((1 - _GUARD) * self.shares, _GUARD),
            np.concatenate([self.centres, centre[None]]),
            np.concatenate([self.roots, root[None]]),
        )

    def draw(self, rng: Generator, size: int) -> Draws:
        """``size`` points, shape (size, d)."""
        component = rng.choice(len(self.shares), size, p=self.shares)
        normal = rng.standard_normal((size, self.centres.shape[1]))
        stretch = np.sqrt(rng.chisquare(_FREEDOM, size) / _FREEDOM)
        points = np.empty_like(normal)
        for k, (centre, root) in enumerate(zip(self.centres, self.roots, strict=True)):
            mine = component == k
            points[mine] = centre + (normal[mine] / stretch[mine, None]) @ root.T
        return points

    def log_components(self, points: Draws) -> Draws:
        """Log density of every weighted component at ``points`` (S, d), shape (K, S), up to one constant."""
        return np.stack([np.log(s) + _student(points, c, r) for s, c, r in zip(*self._parts(), strict=True)])

    def log_density(self, points: Draws) -> Draws:
        """Log density of the mixture at ``points`` (S, d), shape (S,), up to the constant that all t's share."""
        return np.asarray(np.logaddexp.reduce(self.log_components(points), axis=0))

    def _parts(self) -> tuple[Draws, Draws, Draws]:
        return self.shares, self.centres, self.roots


def _student(points: Draws, centre: Draws, root: Draws) -> Draws:
    whitened = np.linalg.solve(root, (points - centre).T)
    distance = (whitened**2).sum(axis=0)
    freedom = _FREEDOM + centre.size
    return np.asarray(-0.5 * freedom * np.log1p(distance / _FREEDOM) - np.log(np.diag(root)).sum())
