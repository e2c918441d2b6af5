"""Usage: every customer signs in on some of the first days, tries some features, and stays or leaves.

Busy customers try more and stay longer, so that what is plainly compared misleads; what was planted is the difference
between customers alike in everything else.
"""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.curves import CELLS, CHANCE, apportion
from corrente.market.size import chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Values, key

Array = NDArray[np.float64]

FEATURES = ("import", "pipeline", "reports", "automation", "integrations")
EARLY_DAYS = (1, 3, 5, 9)
"""Days with a sign-in among the first fourteen, by level of activity."""
_LEVELS = (0.3, 0.3, 0.25, 0.15)
_USES = 4096
_STARTING = (0.0, 0.4, -0.2, -0.7, -1.0)  # log-odds to try each feature early, at middling activity
_BUSIER = 0.6


def make(workshop: Workshop, rng: RandomState) -> Values:
    """Write the usage of the customers that were written before."""
    workshop.recall("customers")
    sizes = workshop.fetch("select size, count(*) as n from customers group by size order by size")
    tries = _expit(np.array(_STARTING) + _BUSIER * (np.arange(4.0)[:, None] - 1.5))
    stays = _stays(rng, len(sizes["n"]))
    _upload(workshop, tries, stays, sizes["size"].tolist())
    last = int(workshop.fetch("select coalesce(max(customer_id), 0) as n from customers")["n"][0])
    for part in chunks(1, last + 1):
        workshop.run(read_sql("users"), first=part.first, stop=part.stop)
        write_table(workshop, "usage", part)
    return _truth(tries, stays, sizes["n"].astype(np.float64))


def _stays(rng: RandomState, segments: int) -> Array:
    """The chance to stay (segment, level, set of features), in whole 24-bit chances."""
    effect = 0.4 + 0.45 * rng.standard_normal(len(FEATURES))
    level = np.array([-0.8, -0.2, 0.3, 0.9]) + 0.15 * rng.standard_normal(4)
    segment = 0.3 * rng.standard_normal(segments)
    used = (np.arange(2 ** len(FEATURES))[:, None] // 2 ** np.arange(len(FEATURES))) % 2
    log_odds = -0.6 + segment[:, None, None] + level[:, None] + used @ effect
    return np.asarray(np.rint(_expit(log_odds) * CHANCE) / CHANCE, dtype=np.float64)


def _upload(workshop: Workshop, tries: Array, stays: Array, sizes: list[str]) -> None:
    slots = np.arange(CELLS)
    workshop.upload("activity", {"slot": slots, "level": apportion(np.array(_LEVELS), CELLS)})
    chances = np.rint(tries * _USES).astype(np.int64)
    named = {f"tries_{place}": chances[:, place] for place in range(len(FEATURES))}
    workshop.upload("tries", {"level": np.arange(4), "days": EARLY_DAYS, **named})
    segment, level, mask = (axis.ravel() for axis in np.indices(stays.shape))
    chance = np.rint(stays.ravel() * CHANCE).astype(np.int64)
    workshop.upload("stays", {"size": np.array(sizes)[segment], "level": level, "mask": mask, "chance": chance})
    workshop.upload("features", {"place": np.arange(len(FEATURES) + 1), "feature": (*FEATURES, "sign-in")})
    workshop.upload("steps", {"step": np.arange(64)})


def _truth(tries: Array, stays: Array, sizes: Array) -> Values:
    """Means over all kinds of customers: of the chance to stay, and of its difference with and without each feature."""
    tried = np.rint(tries * _USES) / _USES
    used = (np.arange(stays.shape[2])[:, None] // 2 ** np.arange(len(FEATURES))) % 2
    sets = np.where(used[None] == 1, tried[:, None, :], 1 - tried[:, None, :]).prod(axis=2)
    weights = (sizes / sizes.sum())[:, None, None] * np.array(_LEVELS)[:, None] * sets
    found = {key("stayed", segment="all"): float((weights * stays).sum())}
    for place, name in enumerate(FEATURES):
        mask = np.arange(stays.shape[2])
        without, having = mask & ~(1 << place), mask | (1 << place)
        gap = stays[:, :, having] - stays[:, :, without]
        found[key("activation_effect", feature=name)] = float((weights * gap).sum())
    return found


def _expit(log_odds: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)
