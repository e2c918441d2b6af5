"""NBD-Dirichlet: how often people buy a category, and which brands, with a posterior.

A person's purchases in a period are negative binomial, n ~ NBD(M, K); the brands of these purchases are
Dirichlet-multinomial with weights alpha, S their sum (Goodhardt, Ehrenberg & Chatfield 1984, *JRSS A* 147, 621-655).
Both likelihoods need only histograms, and need them exactly: with N_b(r) people who bought brand b r times and N(n)
people who bought the category n times,

    log L(alpha) = sum_b sum_r N_b(r) [lnG(alpha_b + r) - lnG(alpha_b)] - sum_n N(n) [lnG(S + n) - lnG(S)] + const.

Only buyers of the category are seen, so the NBD is truncated at zero and every norm is one of category buyers.
Priors: 1 / (1 + S), Sabavala and Morrison's (1977) index of polarisation, is uniform; so are the brands' shares;
ln K and ln(M / K) are normal around 0 with standard deviations 1.5 and 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws, Posterior
from corrente.inference.recipe import sample

Array = NDArray[np.float64]

_SD_SHAPE, _SD_SCALE = 1.5, 3.0
_LONGEST = 800  # purchases in a period that norms reckon with
_TAIL = 1e-9


@dataclass(frozen=True)
class Histogram:
    """People by how often: ``times`` (R,), means where a cell holds several counts, and ``people`` (R,)."""

    times: Array
    people: Array

    @property
    def buyers(self) -> float:
        """Everybody who bought at all."""
        return float(self.people.sum())


@dataclass(frozen=True)
class Buying:
    """Draws of the NBD's shape ``k`` (S,) and scale ``a`` = M / K (S,), and of the brands' ``alpha`` (S, B)."""

    k: Array
    a: Array
    alpha: Array

    @property
    def mean(self) -> Array:
        """M (S,): purchases of the category per person of the population, buyers or not."""
        return self.k * self.a

    @property
    def strength(self) -> Array:
        """S (S,): small where people keep to one brand, large where all choose alike."""
        return np.asarray(self.alpha.sum(axis=1))

    def scaled(self, by: float) -> Buying:
        """The same people over a period ``by`` times as long."""
        return Buying(self.k, self.a * by, self.alpha)

    def take(self, draws: int) -> Buying:
        """The first ``draws``."""
        return Buying(self.k[:draws], self.a[:draws], self.alpha[:draws])

    def centre(self) -> Buying:
        """One draw: the posterior means of the logarithms."""
        return Buying(*(np.exp(np.log(part).mean(axis=0, keepdims=True)) for part in (self.k, self.a, self.alpha)))


def purchase_posterior(category: Histogram, rng: Generator, draws: int = 1000) -> Posterior:
    """Ln K and ln(M / K) from the category's histogram, truncated at zero.

    Raises `ConvergenceError` where no posterior can be trusted.
    """
    from scipy.special import gammaln

    def log_density(points: Draws) -> Draws:
        log_k, log_a = points.T
        k, a = np.exp(log_k)[:, None], np.exp(log_a)[:, None]
        terms = gammaln(k + category.times) - gammaln(k) + category.times * (np.log(a) - np.log1p(a))
        nobody = -(k * np.log1p(a))[:, 0]
        seen = nobody - np.log(-np.expm1(nobody))
        prior = -0.5 * ((log_k / _SD_SHAPE) ** 2 + (log_a / _SD_SCALE) ** 2)
        return np.asarray(terms @ category.people + category.buyers * seen + prior)

    mean = float(category.times @ category.people / category.buyers)
    return sample(log_density, [0.0, np.log(max(mean - 1, 0.1))], rng, draws)


def choice_posterior(category: Histogram, brands: list[Histogram], rng: Generator, draws: int = 1000) -> Posterior:
    """Ln alpha (B,) of the brands, whose histograms together hold every purchase of the category.

    At most 25 brands: pool the small ones, which leaves the others' weights as they are (a Dirichlet's sums are
    Dirichlet). Raises `ConvergenceError` where no posterior can be trusted.
    """
    bought = np.array([brand.times @ brand.people for brand in brands])
    start = np.log((bought + 0.5) / (bought + 0.5).sum())
    return sample(choice_density(category, brands), start, rng, draws)


def choice_density(category: Histogram, brands: list[Histogram]) -> Callable[[Draws], Draws]:
    """The log posterior density of ln alpha: points (S, B) to values (S,)."""

    def log_density(points: Draws) -> Draws:
        alpha = np.exp(points)
        strength = alpha.sum(axis=1)
        found = sum(_rising(alpha[:, b], brand) for b, brand in enumerate(brands)) - _rising(strength, category)
        prior = points.sum(axis=1) - (len(brands) - 1) * np.log(strength) - 2 * np.log1p(strength)
        return np.asarray(found + prior)

    return log_density


def _rising(alpha: Array, histogram: Histogram) -> Array:
    """Sums over people of ln G(alpha + times) - ln G(alpha), for each of ``alpha`` (S,)."""
    from scipy.special import gammaln

    terms = gammaln(alpha[:, None] + histogram.times) - gammaln(alpha)[:, None]
    return np.asarray(terms @ histogram.people)


@dataclass(frozen=True)
class Norms:
    """What the model holds for normal, of people who buy the category in the period.

    All (S, B): ``penetration`` buy the brand; its buyers buy it ``frequency`` times, which is ``share`` of their
    category purchases. ``frequency_sd`` and ``share_sd`` are the standard deviations of one buyer's part in the two
    averages: over the root of a panel's buyers, their sampling errors.
    """

    penetration: Array
    frequency: Array
    share: Array
    frequency_sd: Array
    share_sd: Array


def category_sizes(k: Array, a: Array, fewest: int = 1) -> tuple[Array, Array]:
    """Possible numbers of category purchases n (N,) from ``fewest`` (0 or 1) on, and their chances (S, N) given that.

    What is beyond the longest counts as the longest.
    """
    from scipy.stats import nbinom

    longest = int(np.clip(np.max(nbinom.isf(_TAIL, k, 1 / (1 + a))) + 1, 2, _LONGEST))
    n = np.arange(fewest, longest + 1, dtype=float)
    chances = np.asarray(nbinom.pmf(n, k[:, None], 1 / (1 + a[:, None])))
    chances[:, -1] += nbinom.sf(longest, k, 1 / (1 + a))
    return n, np.asarray(chances / chances.sum(axis=1, keepdims=True))


def norms(buying: Buying) -> Norms:
    """The Dirichlet norms of every brand."""
    n, chances = category_sizes(buying.k, buying.a)
    parts = [_norms_of(buying.alpha[:, b], buying.strength, n, chances) for b in range(buying.alpha.shape[1])]
    return Norms(*(np.stack(part, axis=1) for part in zip(*parts, strict=True)))


def _norms_of(alpha: Array, strength: Array, n: Array, chances: Array) -> tuple[Array, Array, Array, Array, Array]:
    buys = chances * (1 - never(alpha, strength, n))
    p = alpha / strength
    twice = p * (alpha + 1) / (strength + 1)
    penetration, mean, square = buys.sum(axis=1), chances @ n, chances @ n**2
    bought, category = p * mean / penetration, buys @ n / penetration
    bought_square = (p * mean + twice * (square - mean)) / penetration
    share = bought / category
    spread = bought_square - 2 * share * p * square / penetration + share**2 * (buys @ n**2) / penetration
    return penetration, bought, share, np.sqrt(bought_square - bought**2), np.sqrt(spread) / category


def never(alpha: Array, strength: Array, n: Array) -> Array:
    """The chance (S, N) that none of ``n`` (N,) purchases is of a brand (or brands) of weight ``alpha`` (S,)."""
    from scipy.special import gammaln

    rest = (strength - alpha)[:, None]
    logs = gammaln(rest + n) - gammaln(rest) - gammaln(strength[:, None] + n) + gammaln(strength)[:, None]
    return np.asarray(np.exp(logs))


def duplication(buying: Buying, brand: int) -> Array:
    """The shares (S, B) of a brand's buyers who also buy each brand in the period (1 for the brand itself)."""
    n, chances = category_sizes(buying.k, buying.a)
    neither_nor = buying.alpha + buying.alpha[:, [brand]]
    without = np.stack([(chances * never(w, buying.strength, n)).sum(axis=1) for w in buying.alpha.T], axis=1)
    without_both = np.stack(
        [
            (chances * never(w, buying.strength, n)).sum(axis=1) if b != brand else without[:, b]
            for b, w in enumerate(neither_nor.T)
        ],
        axis=1,
    )
    found = (1 - without - without[:, [brand]] + without_both) / (1 - without[:, [brand]])
    found[:, brand] = 1.0
    return np.asarray(found)


def expected_next(buying: Buying, category: Array, own: Array, brand: int, ratio: float) -> Array:
    """Purchases (C,) of a brand to expect over ``ratio`` periods of people who bought ``category`` and ``own`` times.

    Conditional trend analysis (Goodhardt & Ehrenberg 1967; Morrison & Schmittlein 1988) at the posterior's centre.
    """
    k, a, alpha, strength = _one(buying, brand)
    return np.asarray(ratio * (k + category) * a / (1 + a) * (alpha + own) / (strength + category))


def chance_next(buying: Buying, category: Array, own: Array, brand: int, ratio: float) -> Array:
    """The chance (C,) that such people buy the brand at all in the ``ratio`` periods to come."""
    k, a, alpha, strength = _one(buying, brand)
    rate = ratio * a / (1 + a)
    n, chances = category_sizes(k + category, np.full(len(category), rate), fewest=0)
    return np.asarray(1 - (chances * never(alpha + own, strength + category, n)).sum(axis=1))


def _one(buying: Buying, brand: int) -> tuple[float, float, float, float]:
    centre = buying.centre()
    return float(centre.k[0]), float(centre.a[0]), float(centre.alpha[0, brand]), float(centre.strength[0])


@dataclass(frozen=True)
class Shared:
    """People by category purchases ``times`` (C,) and purchases of one brand ``own`` (C,): ``people`` (C,)."""

    times: Array
    own: Array
    people: Array


@dataclass(frozen=True)
class Wallet:
    """Draws (S,): a brand's ``share`` of its buyers' category purchases, their purchases ``elsewhere``; its weights."""

    share: Array
    elsewhere: Array
    alpha: Array
    rest: Array


def wallet_posterior(shared: Shared, rng: Generator, draws: int = 1000) -> tuple[Wallet, Posterior]:
    """One brand's share of its buyers' wallets, whatever the norm.

    The brand against the rest is beta-binomial with a strength of its own; how often people buy the category is as it
    was seen (Bayesian bootstrap, Rubin 1981). Raises `ConvergenceError` where no posterior can be trusted.
    """
    own, rest, whole = (Histogram(t, shared.people) for t in (shared.own, shared.times - shared.own, shared.times))
    found = choice_posterior(whole, [own, rest], rng, draws)
    alpha, beta = np.exp(found.draws).T
    n, place = np.unique(np.rint(shared.times), return_inverse=True)
    chances = rng.dirichlet(np.bincount(place, shared.people), draws)
    buys = chances * (1 - never(alpha, alpha + beta, n))
    category = buys @ n
    bought = alpha / (alpha + beta) * (chances @ n)
    return Wallet(bought / category, (category - bought) / buys.sum(axis=1), alpha, beta), found
