"""Who the customers of a segment are: how they spread over each trait's levels, beside everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrente.core.words import Phrase
from corrente.upstream.segments.columns import Array, Cut, Trait, level_words


@dataclass(frozen=True)
class Told:
    """A level of a trait: the share of a segment's customers who have it, with its 90% interval, and of everybody.

    ``column`` and ``level`` are as the data has them, ``said`` is the level in words; ``tells`` is how much the level
    adds to what the segment differs in.
    """

    column: str
    level: str
    said: Phrase
    share: float
    low: float
    high: float
    everybody: float
    tells: float


def traits_of(cut: Cut, chances: Array) -> tuple[tuple[Told, ...], ...]:
    """For each class the levels of all traits that somebody in it has, the most telling first.

    Intervals are the binomial's under Jeffreys' prior, with as many customers as the class expects to hold.
    """
    people = cut.patterns.people
    classes = (people[:, None] * chances).T
    return tuple(
        tuple(sorted((told for trait in cut.traits for told in _told(trait, own, people)), key=lambda t: -t.tells))
        for own in classes
    )


def _told(trait: Trait, own: Array, people: Array) -> list[Told]:
    """Parts of the divergence from everybody (Kullback & Leibler 1951), level by level."""
    from scipy.special import betaincinv

    levels = len(trait.levels)
    counted, among = (np.bincount(trait.code, weight, levels) for weight in (own, people))
    share, everybody = counted / counted.sum(), among / among.sum()
    tells = share * np.log(np.maximum(share, 1e-12) / np.maximum(everybody, 1e-12))
    low, high = (betaincinv(counted + 0.5, counted.sum() - counted + 0.5, at) for at in (0.05, 0.95))
    return [
        Told(trait.name, str(trait.levels[k]), level_words(trait, k), float(share[k]), float(low[k]),
             float(high[k]), float(everybody[k]), float(tells[k]))
        for k in np.flatnonzero(counted >= 0.5).tolist()
    ]  # fmt: skip
