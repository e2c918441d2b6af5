"""What many short texts speak of: as many themes as come back when the texts are redrawn.

Texts (D) by terms (V) hold 1 where a text says a term; terms are weighted by their rarity, texts by their length
(tf-idf), and factorised into non-negative parts (Lee & Seung 1999, *Nature* 401, 788-791). The number of themes is
chosen by stability under resampling, as in Greene, O'Callaghan & Cunningham 2014, *How many topics?*, ECML PKDD,
498-513.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

Array = NDArray[np.float64]

NUMBERS = (6, 9, 15, 25, 40)
"""How many themes are looked for."""
_STEADY = 0.78  # the finest division is kept that comes back at least this well, against the best
_RESAMPLES = 2
_READ = 2_000  # texts that are enough to choose the number of themes and to measure how well they predict
MIXES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
"""Shares of a prediction that themes may have beside plain frequencies."""
_LOOSE = 4.0
_SAME = 0.4
_PURE = 0.35  # a term belongs to a theme if at least this share of what its texts speak of is that theme
_FAINT = 0.1  # of its strongest term's loading: terms below it do not stand for a theme
_CANDIDATES, _TERMS = 25, 5
_ADDS = 0.04  # a further term must bring at least this share of texts that the earlier ones do not have


@dataclass(frozen=True)
class Themes:
    """``loadings`` (K, V): how much each term stands for each theme; ``weights`` (D, K): how much of it each text has.

    Rows of ``weights`` sum to one at most; the rest is what belongs to no theme.
    """

    loadings: Array
    weights: Array


@dataclass(frozen=True)
class Choice:
    """The number of themes, and how well they come back when texts are redrawn: 1 is exactly, by number tried."""

    number: int
    stability: dict[int, float]


def rarity(texts: csr_array, times: Array) -> Array:
    """The inverse document frequency (V,) of each term; ``times`` (D,) is how often each text was said."""
    return np.asarray(np.log(times.sum() / np.maximum(times @ texts, 1.0)))


def weighted(texts: csr_array, idf: Array) -> csr_array:
    """Terms by their rarity, every text of length one (or zero)."""
    from scipy.sparse import csr_array, diags_array

    scaled = csr_array(texts @ diags_array(idf))
    length = np.sqrt(scaled.multiply(scaled).sum(axis=1))
    return csr_array(diags_array(1 / np.maximum(length, 1e-12)) @ scaled)


def factorise(scaled: csr_array, times: Array, number: int) -> Array:
    """The loadings (K, V) of ``number`` themes, each of length one; deterministic (Boutsidis & Gallopoulos 2008)."""
    from scipy.sparse import csr_array, diags_array
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    said = csr_array(diags_array(np.sqrt(times)) @ scaled)
    model = NMF(number, init="nndsvd", max_iter=60, tol=1e-3, random_state=0)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)  # themes settle long before the last digits do
        model.fit(said)
    loadings: Array = np.asarray(model.components_, dtype=float)
    return np.asarray(loadings / np.maximum(np.linalg.norm(loadings, axis=1, keepdims=True), 1e-12))


def spread(scaled: csr_array, loadings: Array, steps: int = 40) -> Array:
    """How much of each theme every text has (D, K), rows summing to one: multiplicative steps with the themes held."""
    told = np.asarray(scaled @ loadings.T)
    alike = loadings @ loadings.T
    found = told.copy()
    for _ in range(steps):
        found *= told / np.maximum(found @ alike, 1e-12)
    total = found.sum(axis=1, keepdims=True)
    return found / np.where(total > 0, total, 1.0)


def find(texts: csr_array, times: Array, number: int) -> Themes:
    """At most ``number`` themes in ``texts`` (D, V), each said ``times`` (D,).

    A factor that gathers whatever is left has weight on many more terms than the others (`_LOOSE` times the median of
    their effective numbers); it is no theme, but what texts owe to it is not given to the themes either. Where nothing
    is said there is no theme.
    """
    if number == 0 or texts.nnz == 0:
        return Themes(np.zeros((0, texts.shape[1])), np.zeros((texts.shape[0], 0)))
    scaled = weighted(texts, rarity(texts, times))
    loadings = factorise(scaled, times, number)
    weights = spread(scaled, loadings)
    width = loadings.sum(axis=1) ** 2
    kept = (width > 0) & (width <= _LOOSE * np.median(width))
    return merged(Themes(loadings[kept], weights[:, kept]))


def merged(themes: Themes) -> Themes:
    """Themes that share most of their terms made one: factors whose cosine is above `_SAME`, and those between."""
    from scipy.sparse.csgraph import connected_components

    count, group = connected_components(themes.loadings @ themes.loadings.T > _SAME, directed=False)
    belongs = (group[:, None] == np.arange(count)).astype(float)
    size = themes.weights.sum(axis=0)
    loadings = (belongs * size[:, None]).T @ themes.loadings
    return Themes(loadings / np.linalg.norm(loadings, axis=1, keepdims=True), themes.weights @ belongs)


def match(one: Array, other: Array) -> Array:
    """The cosine of each theme (K,) of ``one`` with its partner in ``other``, partners chosen for the best sum."""
    from scipy.optimize import linear_sum_assignment

    alike = one @ other.T
    rows, columns = linear_sum_assignment(-alike)
    found = np.zeros(len(one))
    found[rows] = alike[rows, columns]
    return found


def choose(texts: csr_array, times: Array, rng: Generator, numbers: Sequence[int] | None = None) -> Choice:
    """The finest division into themes that comes back nearly as well as the one that comes back best.

    Texts are redrawn with replacement; themes of the redrawn texts are matched to those of all texts by their terms.
    """
    texts, times = some(texts, times, rng)
    scaled = weighted(texts, rarity(texts, times))
    redrawn = [rng.multinomial(int(times.sum()), times / times.sum()).astype(float) for _ in range(_RESAMPLES)]
    tried = [number for number in numbers or NUMBERS if number <= min(texts.shape)]
    stability = {}
    for number in tried:
        whole = factorise(scaled, times, number)
        again = [match(whole, factorise(scaled, drawn, number)).mean() for drawn in redrawn]
        stability[number] = float(np.mean(again))
    best = max(stability.values())
    return Choice(max(n for n, alike in stability.items() if alike >= _STEADY * best), stability)


def some(texts: csr_array, times: Array, rng: Generator, most: int = _READ) -> tuple[csr_array, Array]:
    """At most so many of the ``texts`` (D, V), drawn at random, and how often each was said."""
    if len(times) <= most:
        return texts, times
    kept = np.sort(rng.choice(len(times), most, replace=False))
    return texts[kept], times[kept]


def speakers(texts: csr_array, times: Array, themes: Themes) -> list[list[int]]:
    """The few terms (places in V) by which each theme is known: theirs alone, and together most of what it says.

    A term's purity is the mean share of its theme among the texts that say it; terms are taken by strength and
    purity, each of which must bring texts that the earlier ones did not.
    """
    said = texts.multiply(times[:, None]).tocsr()
    purity = np.asarray(said.T @ themes.weights) / np.maximum(times @ texts, 1.0)[:, None]
    owner = purity.argmax(axis=1)
    strength = themes.loadings * purity.T
    loud = themes.loadings >= _FAINT * themes.loadings.max(axis=1, keepdims=True)
    columns = texts.tocsc()
    return [
        _known_by(columns, times, strength[k], (owner == k) & (purity[:, k] >= _PURE) & loud[k])
        for k in range(len(strength))
    ]


def _known_by(columns: csc_array, times: Array, strength: Array, own: NDArray[np.bool_]) -> list[int]:
    ranked = [
        int(term) for term in np.argsort(-strength, kind="stable")[:_CANDIDATES] if own[term] and strength[term] > 0
    ]
    heard = np.zeros(len(times), bool)
    kept: list[int] = []
    for term in ranked:
        saying = columns.indices[columns.indptr[term] : columns.indptr[term + 1]]
        new = times[saying[~heard[saying]]].sum()
        if new > _ADDS * times[heard].sum() and len(kept) < _TERMS:
            kept.append(term)
            heard[saying] = True
    return kept


def mentions(texts: csr_array, rules: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Which texts say a term of each rule: (D, K)."""
    said = [np.asarray(texts[:, list(rule)].sum(axis=1)).ravel() > 0 for rule in rules]
    return np.stack(said, axis=1) if said else np.zeros((texts.shape[0], 0), bool)


def completion(themes: Themes, idf: Array, shares: Array, texts: csr_array, rng: Generator) -> Array:
    """Log-likelihood per unseen term of ``texts``, for each share of the prediction that the themes have (`MIXES`).

    Half of each text's terms, at random, tell how much of each theme it has; the other half is predicted from that
    (document completion: Wallach, Murray, Salakhutdinov & Mimno 2009, ICML, 1105-1112). ``shares`` (V,) are the terms'
    shares of all that was said before, smoothed so that none is zero; they have the rest of the prediction, and all of
    it where the share of the themes is zero. Where no term is unseen all are 0.
    """
    from scipy.sparse import csr_array

    entries = texts.tocoo()
    seen = rng.random(entries.nnz) < 0.5
    shown = csr_array((entries.data[seen], (entries.row[seen], entries.col[seen])), shape=texts.shape)
    weights = spread(weighted(shown, idf), themes.loadings)
    said = themes.loadings / np.maximum(idf, 1e-3)
    said = said / np.maximum(said.sum(axis=1, keepdims=True), 1e-12)
    rows, columns = entries.row[~seen], entries.col[~seen]
    if not len(rows):
        return np.zeros(len(MIXES))
    by_themes, base = np.einsum("nk,nk->n", weights[rows], said.T[columns]), shares[columns]
    told = np.where(weights[rows].sum(axis=1) > 0, 1.0, 0.0)
    mixes = np.array(MIXES)[:, None] * told
    return np.asarray(np.log(mixes * by_themes + (1 - mixes) * base).mean(axis=1))
