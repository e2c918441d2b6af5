"""A panel's purchases in the category, of any brand: NBD-Dirichlet (Goodhardt, Ehrenberg & Chatfield 1984).

How often a person buys is a gamma-mixed Poisson process, so the number over the window is negative binomial and the
moments are uniform; which brands is a multinomial of shares that are Dirichlet over people.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.inference.nbd_dirichlet import Buying, category_sizes, duplication, norms
from corrente.market import opinions
from corrente.market.curves import CHANCE, FINE, apportion
from corrente.market.purchases import SEGMENTS
from corrente.market.size import Size, chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Key, Values, key

BRANDS = (*opinions.BRANDS, "Funil+", "Planilha Pro")
"""The category's brands, those of the survey and two more; the first is our own."""


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write ``category_purchases`` of two panelists for every five customers, first those without touchpoints."""
    buying = draw_buying(rng)
    workshop.upload("baskets", {"slot": np.arange(FINE), "purchases": _numbers(buying)})
    workshop.upload("tastes", {"slot": np.arange(FINE), **_tastes(buying, rng)})
    workshop.upload("panel_brands", {"place": np.arange(len(BRANDS)), "name": np.array(BRANDS)})
    first = size.people + 1
    for part in chunks(first, first + max(size.customers * 2 // 5, 1)):
        workshop.run(read_sql("panel"), first=part.first, stop=part.stop)
        write_table(workshop, "category_purchases", part)
    return {"share_of_wallet": wallet_truth(buying)}


def draw_buying(rng: RandomState) -> Buying:
    """A market's own: M 4-12 in the window, K .4-2 and S .6-4, log-uniform; shares from a flat-topped Dirichlet."""
    low, high = np.log([4, 0.4, 0.6]), np.log([12, 2, 4])
    mean, k, strength = np.exp(low + rng.random_sample(3) * (high - low))
    alpha = strength * rng.dirichlet(np.full(len(BRANDS), 3.0))
    return Buying(np.array([k]), np.array([mean / k]), alpha[None])


def _numbers(buying: Buying) -> NDArray[np.int64]:
    """How many purchases each equally likely cell of people makes, nobody included."""
    n, chances = category_sizes(buying.k, buying.a, fewest=0)
    return np.asarray(n[apportion(chances[0], FINE).clip(0, len(n) - 1)], dtype=np.int64)


def _tastes(buying: Buying, rng: RandomState) -> dict[str, NDArray[np.int64]]:
    """Where each brand's part of the chance ends, for people drawn from the Dirichlet."""
    weights = np.maximum(rng.standard_gamma(buying.alpha[0], (FINE, len(BRANDS))), 1e-300)
    edges = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    whole = np.rint(edges * CHANCE).astype(np.int64)
    return {f"edge_{b + 1}": whole[:, b] for b in range(len(BRANDS))}


def wallet_truth(buying: Buying) -> Values:
    """The norms of every brand; our share in every segment, for segments do not differ here."""
    normal, both = norms(buying), duplication(buying, 0)
    values: dict[Key, float] = {}
    for b, brand in enumerate(BRANDS):
        values[key("penetration_norm", brand=brand)] = float(normal.penetration[0, b])
        values[key("purchase_frequency_norm", brand=brand)] = float(normal.frequency[0, b])
        values[key("share_of_wallet_norm", brand=brand)] = float(normal.share[0, b])
        values[key("duplication_norm", brand=brand)] = float(both[0, b])
    share, frequency = float(normal.share[0, 0]), float(normal.frequency[0, 0])
    for segment in ("all", *SEGMENTS):
        values[key("share_of_wallet", segment=segment)] = share
        values[key("head_room", segment=segment)] = frequency / share - frequency
    return values
