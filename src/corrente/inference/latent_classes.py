"""Latent classes of counted cells: mixtures of independent categories (Lazarsfeld & Henry 1968; Goodman 1974).

A customer of class k shows level l of column j with probability p_jkl, independently of the other columns. Cells are
unique patterns with numbers of customers, so a step of EM (Dempster, Laird & Rubin 1977) costs cells, not customers.
Every profile has a Dirichlet prior that adds one customer per class, shared out like the column's own distribution,
and the shares one per class; so no probability is zero and the mode lies inside.

How many classes: as long as one more predicts unseen customers better, by more than twice the standard error of the
difference, and the classes are found again in either half of the customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_CLASSES = 6
_STARTS, _FIRST_STEPS, _STEPS, _LAST_STEPS, _TOLERANCE = 4, 30, 1000, 40, 1e-9
_SCREENED = 8_000  # customers that choose the number of classes: what they cannot tell apart is no segment
_STABLE = (
    0.5  # adjusted Rand index of the labels that two halves give: Steinley 2004 calls .65 moderate, below .65 poor
)
_BETTER = 2.0
_PRIOR = 1.0  # customers that a prior is worth: one for every class, and one more for every column of it
_MOVES, _TINY = 12, 1e-300
_MOVED = 30_000  # customers up to which a posterior may be other than normal
_WIDEST = 1.5  # standard deviation of a log-odds that nothing is known of


@dataclass(frozen=True)
class Patterns:
    """Cells as ``codes`` (C, J) of the columns' levels, of which there are ``sizes`` (J,); ``people`` (C,) in each.

    A code of -1 is a level that is not known: the column then says nothing of the cell's class (missing at random).
    """

    codes: NDArray[np.int64]
    sizes: tuple[int, ...]
    people: Array

    @cached_property
    def indicators(self) -> Array:
        """One column per level (C, L): 1 where the cell has it."""
        found = np.zeros((len(self.codes), sum(self.sizes)))
        cells, _ = np.nonzero(self.codes >= 0)
        found[cells, (self.codes + self.offsets)[self.codes >= 0]] = 1.0
        return found

    @cached_property
    def known(self) -> Array:
        """One column per level (C, L): 1 where the cell's level of that column is known."""
        return np.repeat((self.codes >= 0).astype(float), self.sizes, axis=1)

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Where each column's levels begin among all levels (J,)."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)

    def with_people(self, people: Array) -> Patterns:
        """The cells that still hold anybody, with other numbers of customers."""
        left = people > 0
        return Patterns(self.codes[left], self.sizes, people[left])

    @cached_property
    def level_shares(self) -> Array:
        """The share of each level (L,) among the customers whose level of that column is known."""
        with_level = self.people @ self.indicators
        asked = np.add.reduceat(with_level, self.offsets)
        return np.asarray(with_level / np.repeat(np.maximum(asked, 1.0), self.sizes))


@dataclass(frozen=True)
class Classes:
    """``shares`` (K,) and ``profiles`` (K, L): the chance of each level in each class, columns one after another."""

    shares: Array
    profiles: Array
    log_posterior: float = 0.0

    def log_joint(self, patterns: Patterns) -> Array:
        """The log probability (C, K) of class and pattern together."""
        return np.asarray(patterns.indicators @ np.log(np.maximum(self.profiles, _TINY)).T + np.log(self.shares))

    def log_likelihood(self, patterns: Patterns) -> Array:
        """The log probability (C,) of each pattern."""
        joint = self.log_joint(patterns)
        top = joint.max(axis=1)
        return np.asarray(top + np.log(np.exp(joint - top[:, None]).sum(axis=1)))

    def chances(self, patterns: Patterns) -> Array:
        """The chance (C, K) of each class given the pattern."""
        joint = self.log_joint(patterns)
        weights = np.exp(joint - joint.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Choice:
    """The number of ``classes`` found; ``gains`` per customer on unseen ones of each further class, with its error.

    ``held_out`` and ``one_class`` are log-likelihoods per unseen customer; ``stability`` is the adjusted Rand index
    of the labels that two halves of the customers give, ``agreement`` (K, K) how many customers got which two labels.
    """

    classes: int
    held_out: float
    one_class: float
    stability: float
    gains: tuple[tuple[float, float], ...]
    customers: float
    agreement: Array | None = None


def fit(patterns: Patterns, classes: int, rng: Generator, starts: int = _STARTS) -> Classes:
    """The highest of the modes reached from random ``starts``; classes by falling share."""
    if classes == 1:
        return Classes(np.ones(1), _smoothed(patterns.people @ patterns.indicators, patterns)[None])
    tried = [_climb(patterns, _start(patterns, classes, rng), _FIRST_STEPS) for _ in range(starts)]
    best = _climb(patterns, max(tried, key=lambda found: found.log_posterior), _STEPS)
    return _ordered(best)


def fit_large(patterns: Patterns, classes: int, rng: Generator) -> Classes:
    """As `fit`, but random starts see at most ``_SCREENED`` of the customers: bounded, however many there are."""
    screened = patterns.with_people(_thinned(patterns.people, rng))
    near = fit(screened, classes, rng)
    if classes == 1 or screened.people.sum() == patterns.people.sum():
        return near
    return _ordered(_climb(patterns, near, _LAST_STEPS))


def _ordered(found: Classes) -> Classes:
    order = np.argsort(-found.shares)
    return Classes(found.shares[order], found.profiles[order], found.log_posterior)


def _smoothed(sums: Array, patterns: Patterns) -> Array:
    """Profiles (..., L) from expected numbers, each column with its prior of one customer."""
    prior = _PRIOR * patterns.level_shares + 1e-6
    profiles = sums + prior
    for offset, size in zip(patterns.offsets, patterns.sizes, strict=True):
        part = profiles[..., offset : offset + size]
        profiles[..., offset : offset + size] = part / part.sum(axis=-1, keepdims=True)
    return np.asarray(profiles)


def _start(patterns: Patterns, classes: int, rng: Generator) -> Classes:
    """Every cell handed out at random, unevenly: profiles that differ, none of them far out."""
    chances = rng.dirichlet(np.full(classes, 0.5), len(patterns.people))
    return _maximised(patterns, chances * patterns.people[:, None], patterns.indicators)


def _maximised(patterns: Patterns, weights: Array, indicators: Array) -> Classes:
    totals = weights.sum(axis=0)
    raised = totals + _PRIOR
    return Classes(raised / raised.sum(), _smoothed(weights.T @ indicators, patterns))


def _climb(patterns: Patterns, found: Classes, steps: int) -> Classes:
    """EM until a step gains less than a billionth of the log posterior."""
    indicators, prior, last = patterns.indicators, _PRIOR * patterns.level_shares + 1e-6, -np.inf
    for _ in range(steps):
        joint = indicators @ np.log(found.profiles).T + np.log(found.shares)
        top = joint.max(axis=1, keepdims=True)
        weights = np.exp(joint - top)
        totals = weights.sum(axis=1, keepdims=True)
        density = patterns.people @ (top + np.log(totals))[:, 0]
        density += _PRIOR * np.log(found.shares).sum() + (np.log(found.profiles) @ prior).sum()
        found = _maximised(patterns, weights / totals * patterns.people[:, None], indicators)
        if density - last < _TOLERANCE * abs(density):
            break
        last = float(density)
    return Classes(found.shares, found.profiles, float(density))


def choose(patterns: Patterns, rng: Generator, most: int = MOST_CLASSES) -> Choice:
    """How many classes the customers hold; at most ``_SCREENED`` of them, drawn at random, are asked."""
    screened = patterns.with_people(_thinned(patterns.people, rng))
    half = rng.binomial(screened.people.astype(np.int64), 0.5).astype(float)
    train, test = screened.with_people(half), screened.with_people(screened.people - half)
    size = test.people.sum()
    fits, gains = [fit(train, 1, rng)], []
    scores = [fits[0].log_likelihood(test)]
    for classes in range(2, most + 1):
        fits.append(fit(train, classes, rng))
        scores.append(fits[-1].log_likelihood(test))
        gain = scores[-1] - scores[-2]
        mean = float(gain @ test.people / size)
        error = float(np.sqrt((gain - mean) ** 2 @ test.people / size / size))
        gains.append((mean, error))
        if mean < _BETTER * error:
            break
    better = sum(mean >= _BETTER * error for mean, error in gains)
    for found in range(better + 1, 0, -1):
        agreement = None if found == 1 else _agreement(screened, test, fits[found - 1], rng)
        stability = 1.0 if agreement is None else float(rand_index(agreement))
        if stability >= _STABLE:
            break
    held, one = (float(scores[n - 1] @ test.people / size) for n in (found, 1))
    return Choice(found, held, one, stability, tuple(gains), float(screened.people.sum()), agreement)


def _thinned(people: Array, rng: Generator) -> Array:
    keep = min(1.0, _SCREENED / people.sum())
    return people if keep == 1.0 else rng.binomial(people.astype(np.int64), keep).astype(float)


def _agreement(everybody: Patterns, other: Patterns, one: Classes, rng: Generator) -> Array:
    """Customers (K, K) by the label of ``one`` and by what the half that it has not seen gives, found on its own."""
    again = fit(other, len(one.shares), rng)
    labels = [found.chances(everybody).argmax(axis=1) for found in (one, again)]
    return _crossed(labels[0], labels[1], everybody.people)


def adjusted_rand(one: NDArray[np.int64], other: NDArray[np.int64], people: Array) -> float:
    """Agreement of two labellings of cells with ``people``, 0 by chance, 1 where equal (Hubert & Arabie 1985)."""
    return float(rand_index(_crossed(one, other, people)))


def _crossed(one: NDArray[np.int64], other: NDArray[np.int64], people: Array) -> Array:
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), people)
    return table


def rand_index(table: Array) -> Array:
    """The adjusted Rand index (...) of tables (..., K, L) that cross two labellings; 1 where both have one label."""

    def pairs(n: Array, axes: tuple[int, ...]) -> Array:
        return np.asarray((n * (n - 1) / 2).sum(axis=axes))

    people = table.sum(axis=(-2, -1))
    both, rows, columns = pairs(table, (-2, -1)), pairs(table.sum(axis=-1), (-1,)), pairs(table.sum(axis=-2), (-1,))
    chance = rows * columns / np.maximum(people * (people - 1) / 2, 1e-300)
    most = (rows + columns) / 2
    apart = most != chance
    return np.where(apart, (both - chance) / np.where(apart, most - chance, 1.0), 1.0)


def stability_draws(agreement: Array, rng: Generator, size: int) -> Array:
    """The index (S,) as it could be of other customers: the customers labelled are drawn again (Efron 1979)."""
    people = agreement.sum()
    again = rng.multinomial(int(people), (agreement / people).ravel(), size)
    return rand_index(again.reshape(size, *agreement.shape).astype(float))


def draws(patterns: Patterns, found: Classes, rng: Generator, size: int) -> list[Classes]:
    """Posterior draws around one solution, so that labels stay what they are.

    Normal in the log-odds of shares and profiles, with the information that the customers' scores hold (their outer
    product: Berndt, Hall, Hall & Hausman 1974) and that of the prior; where customers are few enough for the posterior
    not to be normal, each draw then takes some steps of data augmentation.
    """
    classes, levels = found.profiles.shape
    kept = _free(patterns, classes)
    information = _information(patterns, found, kept, rng) + np.diag(_prior(patterns, found)[kept])
    values, vectors = np.linalg.eigh(information)
    root = vectors / np.sqrt(np.maximum(values, 1e-6))
    steps = np.zeros((size, len(kept)))
    steps[:, kept] = rng.standard_normal((size, int(kept.sum()))) @ root.T
    shares = _softmax(np.column_stack([np.zeros(size), steps[:, : classes - 1]]) + np.log(found.shares))
    logits = steps[:, classes - 1 :].reshape(size, classes, levels) + np.log(found.profiles)
    profiles = np.concatenate([_softmax(part) for part in _columns(logits, patterns)], axis=-1)
    if patterns.people.sum() <= _MOVED:
        for _ in range(_MOVES):
            shares, profiles = _moved(patterns, shares, profiles, rng)
    return [Classes(s, p) for s, p in zip(shares, profiles, strict=True)]


def _moved(patterns: Patterns, shares: Array, profiles: Array, rng: Generator) -> tuple[Array, Array]:
    """One step of data augmentation (Tanner & Wong 1987) from each of S draws: members of the classes, then classes."""
    (size, classes, levels), indicators = profiles.shape, patterns.indicators
    joint = indicators @ np.log(np.maximum(profiles, _TINY)).reshape(-1, levels).T
    joint = joint.reshape(-1, size, classes) + np.log(shares)
    chances = np.exp(joint - joint.max(axis=-1, keepdims=True))
    members = _members(patterns, chances, rng)
    sums = (members.reshape(len(indicators), -1).T @ indicators).reshape(size, classes, levels)
    prior = _PRIOR * patterns.level_shares + 1e-6
    parts = [_dirichlet(part, rng) for part in _columns(sums + prior, patterns)]
    return _dirichlet(members.sum(axis=0) + _PRIOR, rng), np.concatenate(parts, axis=-1)


def _members(patterns: Patterns, chances: Array, rng: Generator) -> Array:
    """How many of each cell's people (C, S, K) belong to each class, by weights of the same shape."""
    left = np.broadcast_to(patterns.people.astype(np.int64)[:, None], chances.shape[:2]).copy()
    after = chances[..., ::-1].cumsum(axis=-1)[..., ::-1]
    found = np.empty(chances.shape)
    for k in range(chances.shape[-1] - 1):
        chosen = rng.binomial(left, np.clip(chances[..., k] / np.maximum(after[..., k], _TINY), 0.0, 1.0))
        found[..., k] = chosen
        left = left - chosen
    found[..., -1] = left
    return found


def _dirichlet(weights: Array, rng: Generator) -> Array:
    parts = np.maximum(rng.standard_gamma(weights), _TINY)
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))


def _information(patterns: Patterns, found: Classes, kept: NDArray[np.bool_], rng: Generator) -> Array:
    """Sums over customers of their scores' outer products; from a random part of them where there are many."""
    part = patterns.with_people(_thinned(patterns.people, rng))
    chances = found.chances(part)
    scores = np.concatenate([(chances - found.shares)[:, 1:], _profile_scores(part, found, chances)], axis=1)[:, kept]
    return np.asarray((scores * part.people[:, None]).T @ scores * (patterns.people.sum() / part.people.sum()))


def _profile_scores(patterns: Patterns, found: Classes, chances: Array) -> Array:
    """The scores (C, K L) of the profiles' logits: the chance of the class times what is seen over what is expected."""
    apart = patterns.indicators[:, None, :] - patterns.known[:, None, :] * found.profiles
    return np.asarray((chances[:, :, None] * apart).reshape(len(patterns.people), -1))


def _free(patterns: Patterns, classes: int) -> NDArray[np.bool_]:
    """Which log-odds are free: of each column the most frequent level stays where it is."""
    shares, free = patterns.level_shares, np.ones(sum(patterns.sizes), dtype=bool)
    for offset, size in zip(patterns.offsets, patterns.sizes, strict=True):
        free[offset + int(shares[offset : offset + size].argmax())] = False
    return np.concatenate([np.ones(classes - 1, dtype=bool), np.tile(free, classes)])


def _prior(patterns: Patterns, found: Classes) -> Array:
    """The information of the priors in the log-odds, on the diagonal; at least what keeps draws near the solution.

    A level that a class all but lacks has log-odds without a lower bound; how low they are changes nothing.
    """
    weight = found.shares * (1 - found.shares) * len(found.shares)
    prior = _PRIOR * patterns.level_shares * (1 - found.profiles)
    return np.asarray(np.maximum(np.concatenate([weight[1:], prior.ravel()]), _WIDEST**-2))


def _columns(profiles: Array, patterns: Patterns) -> list[Array]:
    return np.split(profiles, patterns.offsets[1:].tolist(), axis=-1)


def _softmax(logits: Array) -> Array:
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
