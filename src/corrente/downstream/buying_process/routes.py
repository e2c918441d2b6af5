"""The ways that buyers take most: what was seen, leaning on what the chain expects as far as the data supports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.random import Generator

from corrente.core.journeys import OTHER
from corrente.downstream.buying_process.durations import Array
from corrente.inference.journeys import pooling_weight, purchase_chance

NAMED = 8
"""Channels that stand on their own in ways; as the count's SQL has it."""

LONGEST, _SHOWN = 4, 8


@dataclass(frozen=True)
class Route:
    """A way to a purchase: its channels in order, how many took it, and draws (S,) of its share of purchases."""

    channels: tuple[str, ...]
    journeys: int
    share: Array

    @property
    def name(self) -> str:
        """The way as text."""
        return " → ".join(self.channels)


def routes_of(
    taken: Mapping[int, int], names: Sequence[str], start: Array, onward: Array, rng: Generator
) -> tuple[Route, ...]:
    """The likeliest ways of at most four contacts, most taken first; ``taken`` has the purchases by a way's digits.

    ``start`` (S, K) and ``onward`` (S, C, K, K + 2) are draws of the chain, on which shares lean as far as the counts
    are likeliest that way: wholly where people's ways are those of the chain.
    """
    start, onward = _lumped(start, onward)
    digits, expected = _expected(start.mean(axis=0), onward.mean(axis=0))
    n = np.array([taken.get(int("".join(map(str, route))), 0) for route in digits], dtype=float)
    total, rest = float(sum(taken.values())), max(1 - float(expected.sum()), 1e-9)
    weight = pooling_weight(np.append(n, total - n.sum()), np.append(expected, rest))
    likeliest = [int(i) for i in np.argsort(-(n + weight * expected), kind="stable") if n[i] > 0]
    bought = purchase_chance(start, onward)
    found = []
    for i in likeliest[:_SHOWN]:
        alpha = n[i] + weight * _chance(digits[i], start, onward) / bought
        share = rng.beta(alpha, np.maximum(total + weight - alpha, 1e-9))
        found.append(Route(tuple(_name(digit, names) for digit in digits[i]), int(n[i]), share))
    return tuple(found)


def _name(digit: int, names: Sequence[str]) -> str:
    return names[digit - 1] if digit <= min(NAMED, len(names)) else OTHER


def _chance(route: tuple[int, ...], start: Array, onward: Array) -> Array:
    """The chance (S,) of a way and the purchase after it."""
    size, last = start.shape[-1], onward.shape[1] - 1
    places = [digit - 1 for digit in route]
    chance = start[:, places[0]]
    for contact, (here, there) in enumerate(pairwise([*places, size])):
        chance = chance * onward[:, min(contact, last), here, there]
    return chance


def _expected(start: Array, onward: Array) -> tuple[list[tuple[int, ...]], Array]:
    """All ways of at most four contacts as digits, and the chance of each among the purchases."""
    size = len(start)
    digits: list[tuple[int, ...]] = []
    chances: list[Array] = []
    reached = start
    for length in range(1, LONGEST + 1):
        here = onward[min(length, len(onward)) - 1]
        digits += list(product(range(1, size + 1), repeat=length))
        chances.append((reached * here[:, size]).ravel())
        reached = reached[..., None] * here[:, :size]
    return digits, np.concatenate(chances) / float(purchase_chance(start, onward))


def _lumped(start: Array, onward: Array) -> tuple[Array, Array]:
    """The chain with all channels beyond the named ones as one, weighed by how often journeys begin with each."""
    channels = start.shape[-1]
    if channels <= NAMED:
        return start, onward
    into = np.zeros((channels + 2, NAMED + 3))
    into[np.arange(channels), np.minimum(np.arange(channels), NAMED)] = 1.0
    into[[channels, channels + 1], [NAMED + 1, NAMED + 2]] = 1.0
    rare = np.maximum(start[:, NAMED:].mean(axis=0), 1e-12)
    weight = np.zeros((NAMED + 1, channels))
    weight[np.arange(NAMED), np.arange(NAMED)] = 1.0
    weight[NAMED, NAMED:] = rare / rare.sum()
    return start @ into[:channels, : NAMED + 1], weight @ onward @ into
