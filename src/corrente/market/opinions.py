"""What people think: a survey in which each respondent rates four of five brands, and picks best and worst messages.

A rating is a brand's level on an attribute, plus how high the respondent rates in general and on the attribute,
plus what the respondent thinks of the brand as a whole (halo), plus noise. The overall judgement follows the other
attributes with planted weights. Picks follow the maxdiff model with utilities of each segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.core.count import Lookup
from corrente.engine.generate import Workshop
from corrente.inference.relative_weights import relative_weights
from corrente.market.curves import CELLS, apportion, normal_curve
from corrente.market.purchases import SEGMENTS, SHARES
from corrente.market.size import Size, chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Key, Values, key

BRANDS = ("Aurora", "Pipeline Pro", "VendaFácil", "Contato", "Norteia")
ATTRIBUTES = ("easy to use", "reliable", "good value", "innovative", "good support", "integrates well")
OVERALL = "would recommend"
MESSAGES = (
    "Live in a week",
    "Never lose a deal",
    "One price, no surprises",
    "Support by people",
    "Your data stays yours",
    "Works with what you have",
    "Made for Brazilian sales",
    "Know who buys next",
)
PEOPLE_PER_RESPONDENT = 25
_BLOCKS = (
    (0, 1, 2, 3), (0, 1, 4, 5), (0, 1, 6, 7), (0, 2, 4, 6), (0, 2, 5, 7), (0, 3, 4, 7), (0, 3, 5, 6),
    (4, 5, 6, 7), (2, 3, 6, 7), (2, 3, 4, 5), (1, 3, 5, 7), (1, 3, 4, 6), (1, 2, 5, 6), (1, 2, 4, 7),
)  # fmt: skip
"""The Steiner system S(3, 4, 8): every three messages are shown together once."""

_SLOTS = 4096
_OWN_LEVEL, _OWN_STYLE, _HALO = 6.0, 4.0, 5.0
"""Deviations, in points of 100, of a respondent's level, of her level on one attribute, and of her halo of a brand."""


@dataclass(frozen=True)
class Opinions:
    """What is planted, in points of 100.

    ``means`` (B, A + 1) of brands on attributes and overall, ``noise`` (A + 1,), ``weights`` (A,) of the attributes in
    the overall judgement; ``utilities`` (G, M) of messages by segment.
    """

    means: NDArray[np.float64]
    noise: NDArray[np.float64]
    weights: NDArray[np.float64]
    utilities: NDArray[np.float64]

    @property
    def within(self) -> NDArray[np.float64]:
        """The covariance (A + 1, A + 1) of what a respondent's ratings of a brand hold beyond brand and respondent."""
        plain = np.diag(self.noise[:-1] ** 2) + _HALO**2
        follows = np.vstack([np.eye(len(self.weights)), self.weights])
        spread = follows @ plain @ follows.T
        spread[-1, -1] += self.noise[-1] ** 2
        return np.asarray(spread + np.eye(len(spread)) / 12)  # rounding to whole points


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write the ratings, and the picks of messages as a further file of the choices."""
    opinions = draw_opinions(rng)
    respondents = max(size.people // PEOPLE_PER_RESPONDENT, 1)
    _upload(workshop, opinions)
    for part in chunks(1, respondents + 1):
        workshop.run(read_sql("sheets"), first=part.first, stop=part.stop)
        write_table(workshop, "ratings", part)
    workshop.write(read_sql("messages"), "choices.messages.parquet", stop=respondents + 1)
    return {"positioning": positioning_truth(opinions)}


def draw_opinions(rng: RandomState) -> Opinions:
    """A market's own opinions.

    Brands are normal with deviation 2, attributes 3, what is a brand's own 3 points, all within 44 and 68; weights are
    uniform in .05-.4; utilities normal with deviation .5, and .3 more by segment.
    """
    size = (len(BRANDS), len(ATTRIBUTES) + 1)
    parts = rng.normal(0, 2, (size[0], 1)), rng.normal(0, 3, (1, size[1])), rng.normal(0, 3, size)
    utilities = rng.normal(0, 0.5, len(MESSAGES)) + rng.normal(0, 0.3, (len(SEGMENTS), len(MESSAGES)))
    return Opinions(
        np.round(np.clip(56 + sum(parts), 44, 68), 2),
        np.round(rng.uniform(5, 8, size[1]), 2),
        np.round(rng.uniform(0.05, 0.4, len(ATTRIBUTES)), 2),
        utilities,
    )


def _upload(workshop: Workshop, opinions: Opinions) -> None:
    """The tables that the statements read: points in hundredths, normal deviates in thousandths."""
    brands, attributes = opinions.means.shape
    place = np.indices((brands, attributes))
    workshop.upload(
        "marks",
        {
            "brand": place[0].ravel(),
            "attribute": place[1].ravel(),
            "brand_name": [BRANDS[b] for b in place[0].ravel()],
            "attribute_name": [(*ATTRIBUTES, OVERALL)[k] for k in place[1].ravel()],
            "mark": np.rint(100 * opinions.means).astype(np.int64).ravel(),
            "noise": np.tile(np.rint(100 * opinions.noise).astype(np.int64), brands),
            "halo": np.tile(np.rint(100 * _HALO * (np.arange(attributes) < attributes - 1)).astype(np.int64), brands),
            "weight": np.tile(np.append(np.rint(100 * opinions.weights), 0).astype(np.int64), brands),
        },
    )
    workshop.upload("deviates", {"slot": np.arange(CELLS), "deviate": np.rint(1000 * normal_curve()).astype(np.int64)})
    workshop.upload("groups", {"slot": np.arange(_SLOTS), "segment": apportion(np.array(SHARES), _SLOTS)})
    workshop.upload("group_names", {"segment": np.arange(len(SEGMENTS)), "name": SEGMENTS})
    blocks = [(block, message) for block, sets in enumerate(_BLOCKS) for message in sets]
    workshop.upload("blocks", {"block": [b for b, _ in blocks], "message": [MESSAGES[m] for _, m in blocks]})
    workshop.upload("picks", _picks(opinions.utilities))


def _picks(utilities: NDArray[np.float64]) -> Lookup:
    """Which best and worst each slot of each segment and block stands for."""
    columns: dict[str, list[Any]] = {name: [] for name in ("segment", "block", "slot", "best", "worst")}
    for segment, own in enumerate(utilities):
        for block, shown in enumerate(_BLOCKS):
            pairs = list(permutations(shown, 2))
            chance = np.exp([own[best] - own[worst] for best, worst in pairs])
            outcomes = apportion(chance / chance.sum(), _SLOTS)
            columns["segment"] += [segment] * _SLOTS
            columns["block"] += [block] * _SLOTS
            columns["slot"] += range(_SLOTS)
            columns["best"] += [MESSAGES[pairs[o][0]] for o in outcomes]
            columns["worst"] += [MESSAGES[pairs[o][1]] for o in outcomes]
    return columns


def positioning_truth(opinions: Opinions) -> Values:
    """Means, differences, drivers and shares as planted."""
    names = (*ATTRIBUTES, OVERALL)
    means, within = opinions.means, opinions.within
    found: dict[Key, float] = {}
    for b, brand in enumerate(BRANDS):
        for k, attribute in enumerate(names):
            found[key("mean_rating", brand=brand, attribute=attribute)] = float(means[b, k])
            found[key("difference", attribute=attribute, against=brand)] = float(means[0, k] - means[b, k])
    found[key("rating_index", brand=BRANDS[0])] = float(100 * means[0].mean() / means[1:].mean())
    profile = ((means - means.mean(axis=0)) / np.sqrt(np.diag(within)))[:, :-1]
    apart = np.sqrt(((profile - profile.mean(axis=1, keepdims=True)) ** 2).mean(axis=1))
    shares, _ = relative_weights(within, len(ATTRIBUTES))
    found |= {key("differentiation", brand=b): float(v) for b, v in zip(BRANDS, apart, strict=True)}
    found |= {key("driver_share", attribute=a): float(v) for a, v in zip(ATTRIBUTES, shares, strict=True)}
    preferred = np.exp(opinions.utilities)
    preferred /= preferred.sum(axis=1, keepdims=True)
    for g, segment in enumerate(SEGMENTS):
        for message, share in zip(MESSAGES, preferred[g], strict=True):
            found[key("message_share", message=message, segment=segment)] = float(share)
    return found
