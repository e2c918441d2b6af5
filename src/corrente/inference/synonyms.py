"""Themes that are said in each other's place made one: "not received", "has not arrived".

Words of one meaning keep the same company and are seldom said together. The company of a theme is how much more or
less often each term is said beside it than by chance, the pointwise mutual information (Turney & Pantel 2010, *From
frequency to meaning*, J. Artificial Intelligence Research 37, 141-188), shrunk where little is expected; themes are
compared by the cosine of their companies, which finds what takes another's place (Rapp 2002, *The computation of word
associations*, COLING). The most alike two are made one, then the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corrente.inference.themes import Array, Themes, mentions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ALIKE = 0.5
_SURE = 4.0  # deviations of what the cosine is where each term's part in it has either sign as likely
_TOGETHER = 1.25  # times chance: what is said together more often is not the same thing said otherwise
_SHRUNK = 10.0  # texts added to what was seen and to what was expected
_STRONG = 0.5  # of its strongest term's loading: the terms by which a theme is heard


@dataclass(frozen=True)
class _Heard:
    """K groups of themes: ``company`` (K, V), ``apart`` (K, V) the terms of other words, ``together`` (K, K)."""

    company: Array
    apart: NDArray[np.bool_]
    together: Array
    size: Array


def one_meaning(texts: csr_array, times: Array, themes: Themes, words: NDArray[np.bool_]) -> Themes:
    """The ``themes`` with those of one meaning made one; ``words`` (V, U) says which words each term is made of.

    Terms that share a word with a theme say nothing of its company.
    """
    groups = [[k] for k in range(len(themes.loadings))]
    rules = [np.flatnonzero(row >= _STRONG * row.max()).tolist() for row in themes.loadings]
    while len(groups) > 1 and (pair := _closest(_hear(texts, times, rules, words))) is not None:
        kept, gone = pair
        rules[kept], groups[kept] = rules[kept] + rules[gone], groups[kept] + groups[gone]
        del rules[gone], groups[gone]
    return joined(themes, groups)


def joined(themes: Themes, groups: Sequence[Sequence[int]]) -> Themes:
    """One theme per group, in which each of its themes weighs by how much of the texts it has."""
    belongs = np.zeros((len(themes.loadings), len(groups)))
    for column, group in enumerate(groups):
        belongs[list(group), column] = 1.0
    size = themes.weights.sum(axis=0)
    loadings = (belongs * size[:, None]).T @ themes.loadings
    length = np.maximum(np.linalg.norm(loadings, axis=1, keepdims=True), 1e-12)
    return Themes(loadings / length, themes.weights @ belongs)


def _hear(texts: csr_array, times: Array, rules: Sequence[Sequence[int]], words: NDArray[np.bool_]) -> _Heard:
    mentioned = mentions(texts, rules).astype(float)
    said, total = mentioned * times[:, None], times.sum()
    size = said.sum(axis=0)
    expected = np.outer(size, np.asarray(times @ texts)) / total
    company = np.log((np.asarray(texts.T @ said).T + _SHRUNK) / (expected + _SHRUNK))
    own = np.stack([words @ words[rule].any(axis=0) for rule in rules])
    return _Heard(company, ~own, said.T @ mentioned / np.maximum(np.outer(size, size) / total, 1e-12), size)


def _closest(heard: _Heard) -> tuple[int, int] | None:
    """The two groups most alike, the larger first; None where no two are alike enough."""
    alike = _cosines(heard)
    alike[(heard.together >= _TOGETHER) | np.eye(len(alike), dtype=bool)] = -1.0
    one, other = np.unravel_index(int(alike.argmax()), alike.shape)
    if alike[one, other] < _ALIKE:
        return None
    ranked = sorted((int(one), int(other)), key=lambda k: (-heard.size[k], k))
    return ranked[0], ranked[1]


def _cosines(heard: _Heard) -> Array:
    """The cosine (K, K) of the companies, over the terms that are apart from both; -1 where it may be chance."""
    kept = heard.company * heard.apart
    square = kept**2 @ heard.apart.T.astype(float)
    shared, by_chance = kept @ kept.T, np.sqrt(kept**2 @ (kept**2).T)
    cosine = shared / np.maximum(np.sqrt(square * square.T), 1e-12)
    return np.where(shared >= _SURE * by_chance, cosine, -1.0)
