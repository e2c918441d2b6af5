"""Chance that repeats itself: generators seeded by what was counted."""

from __future__ import annotations

import hashlib

import numpy as np

from corrente.core.room import Counted


def generator(name: str, counted: Counted) -> np.random.Generator:
    """A generator seeded by the counts: the same data gives the same answer everywhere, in any row order."""
    digest = hashlib.blake2b(name.encode(), digest_size=16)
    for count in sorted(counted):
        for column in sorted(counted[count]):
            digest.update(f"{count}.{column}".encode())
            digest.update(repr(counted[count][column].tolist()).encode())
    return np.random.default_rng(int.from_bytes(digest.digest(), "big"))
