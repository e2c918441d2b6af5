"""Preference shares of offers among people of N(mu, Sigma), and the price that brings the most (Train 2009, ch. 6, 11).

Integrals over people are taken at the same quasi-random points for every posterior draw (Richtmyer's sequence), so
that differences between draws are those of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrente.inference.choice import Single, Vector

PEOPLE = 256
"""Points per integral: a share is known to half a percentage point, a tenth of its posterior's width."""
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)
_LIMIT, _HALF_LIMIT = 60.0, 40.0
_FINE = 200


@dataclass(frozen=True)
class People:
    """Part-worths (D, S, Q, K) of Q people of each of S segments in each of D posterior draws; ``sizes`` (S,)."""

    worths: Vector
    sizes: Vector

    def utilities(self, offers: Vector) -> Vector:
        """What offers (J, K) are worth to everyone, (D, S, Q, J)."""
        return np.asarray((self.worths @ offers.T).clip(-_LIMIT, _LIMIT))


def people(means: Vector, covariance: Vector, sizes: Vector, points: int = PEOPLE) -> People:
    """Everyone of means (D, S, K) and covariances (D, K, K)."""
    normal = quasi_normal(points, means.shape[-1])
    apart = normal @ np.linalg.cholesky(covariance).swapaxes(-1, -2)
    return People(means[:, :, None] + apart[:, None], sizes / sizes.sum())


def quasi_normal(points: int, columns: int) -> Vector:
    """Evenly spread standard normal points (points, columns): fractions of multiples of square roots of primes."""
    from scipy.special import ndtri

    steps = np.sqrt(np.array(_PRIMES[:columns], dtype=np.float64))
    normal = ndtri((np.arange(1, points + 1)[:, None] * steps + 0.5) % 1.0)
    return np.asarray((normal - normal.mean(axis=0)) / normal.std(axis=0))


def shares(everyone: People, offers: Vector, outside: Vector | None) -> Vector:
    """Shares (D, S, J) of offers (J, K), beside choosing nothing, described by ``outside`` (K,), if one can."""
    odds = np.exp(everyone.utilities(offers))
    nothing = 0.0 if outside is None else np.exp(everyone.utilities(outside[None]))
    return np.asarray((odds / (odds.sum(axis=3, keepdims=True) + nothing)).mean(axis=2))


@dataclass(frozen=True)
class PriceCurves:
    """Shares (D, S, J, P) of each of J candidate offers, alone among its rivals, at P prices (P,)."""

    prices: Vector
    shares: Vector

    def best(self, cost: Vector, sizes: Vector) -> tuple[Vector, Vector, Vector]:
        """The price that brings the most, what it brings and the share there: (D, J) each, unit costs (J,).

        Between the prices log odds are interpolated by a polynomial through all of them, which shares follow closely.
        """
        fine = np.linspace(self.prices[0], self.prices[-1], _FINE)
        share = self.at(fine, sizes)
        gain = share * (fine - cost[:, None])
        place = gain.argmax(axis=2)
        take = [np.take_along_axis(part, place[..., None], axis=2)[..., 0] for part in (gain, share)]
        return fine[place], take[0], take[1]

    def at(self, prices: Vector, sizes: Vector) -> Vector:
        """Shares among all (D, J, F) at other prices (F,) within the range."""
        mixed = np.einsum("dsjp,s->djp", self.shares, sizes / sizes.sum()).clip(1e-12, 1 - 1e-12)
        odds = np.log(mixed / (1 - mixed)) @ _interpolation(self.prices, prices).T
        return np.asarray(1 / (1 + np.exp(-odds)))


def price_nodes(low: float, high: float, count: int = 9) -> Vector:
    """Chebyshev-Lobatto points, through which a polynomial swings least."""
    return np.asarray(low + (high - low) * (1 - np.cos(np.pi * np.arange(count) / (count - 1))) / 2)


def price_curves(
    everyone: People, candidates: Vector, price: int, prices: Vector, rivals: Vector, outside: Vector | None
) -> PriceCurves:
    """Shares of candidates (J, K), whose column ``price`` is 0, at ``prices`` in that column's unit.

    Odds are those at the middle price times what another price makes of them, so that few exponentials are needed.
    """
    middle = (prices[0] + prices[-1]) / 2
    hurts = everyone.worths[..., price]
    ahead = everyone.worths @ candidates.T + (hurts * middle - _log_others(everyone, rivals, outside))[..., None]
    at_middle, falls = _exp(ahead), _exp(hurts[:, :, None] * (prices - middle)[:, None])
    found = [1 - (1 / (1 + falls * at_middle[:, :, None, :, j])).mean(axis=3) for j in range(len(candidates))]
    return PriceCurves(prices, np.stack(found, axis=2).astype(np.float64))


def _log_others(everyone: People, rivals: Vector, outside: Vector | None) -> Vector:
    """What all that is not ours is worth together, to everyone (D, S, Q)."""
    odds = np.exp(everyone.utilities(rivals)).sum(axis=3) if len(rivals) else np.zeros(everyone.worths.shape[:3])
    if outside is not None:
        odds = odds + np.exp(everyone.utilities(outside[None]))[..., 0]
    return np.asarray(np.log(np.maximum(odds, 1e-30)))


def _exp(log_odds: Vector) -> Single:
    """In single precision, which is enough for shares, and limited so that it holds the product of two of them."""
    return np.asarray(np.exp(log_odds.clip(-_HALF_LIMIT, _HALF_LIMIT).astype(np.float32)))


def _interpolation(nodes: Vector, at: Vector) -> Vector:
    """The matrix (F, P) of barycentric interpolation at Chebyshev-Lobatto points (Berrut & Trefethen 2004)."""
    weight = (-1.0) ** np.arange(len(nodes))
    weight[[0, -1]] /= 2
    apart = at[:, None] - nodes
    hit = np.abs(apart) < 1e-12 * max(abs(nodes[-1]), 1.0)
    ratio = weight / np.where(hit, 1.0, apart)
    exact = hit.any(axis=1, keepdims=True)
    return np.asarray(np.where(exact, hit, ratio / np.where(exact, 1.0, ratio.sum(axis=1, keepdims=True))))
