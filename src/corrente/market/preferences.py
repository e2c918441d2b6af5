"""What people would choose and pay: choice tasks, the market's offers, and a price survey, with planted part-worths.

People are 4,096 personas of N(0, Sigma) around their segment's mean, so that what is true of all is a plain average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.purchases import SEGMENTS
from corrente.market.size import Size, chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

PEOPLE_PER_RESPONDENT = 50
BRANDS = ("Aurora", "Pipeline Pro", "VendaFácil")
FEATURES: Mapping[str, tuple[str, ...]] = {
    "dashboards": ("no", "yes"),
    "onboarding": ("no", "yes"),
    "support": ("email", "phone", "priority"),
    "adaptive_testing": ("no", "yes"),
}
COLUMNS = (
    ("price", ""), *(("alternative", brand) for brand in BRANDS),
    ("dashboards", "yes"), ("onboarding", "yes"), ("support", "phone"), ("support", "priority"),
    ("adaptive_testing", "yes"),
)  # fmt: skip
PRICES = (49, 69, 89, 109, 139, 169, 199)
SHARES = (0.55, 0.3, 0.15)
"""Of the segments, exactly: respondents take turns in twenties."""

CANDIDATES: Mapping[str, tuple[str, str, str, str]] = {
    "Start": ("no", "no", "email", "no"),
    "Start Phone": ("no", "no", "phone", "no"),
    "Plus": ("yes", "no", "email", "no"),
    "Plus Phone": ("yes", "no", "phone", "no"),
    "Pro": ("yes", "yes", "phone", "no"),
    "Premium": ("yes", "yes", "priority", "no"),
    "Premium Testing": ("yes", "yes", "priority", "yes"),
}
SOLD, SOLD_AT = "Plus", 99
"""Of the candidates, the one that is sold today, and its price."""
RIVALS: Mapping[str, tuple[str, tuple[str, str, str, str], int]] = {
    "Pipeline Pro Team": ("Pipeline Pro", ("yes", "yes", "phone", "no"), 139),
    "VendaFácil Básico": ("VendaFácil", ("no", "no", "email", "no"), 69),
}
SLOTS = 4096
MICRO = 1_000_000
_COSTS = {"dashboards": (0, 6), "onboarding": (0, 9), "support": (0, 5, 14), "adaptive_testing": (0, 8)}
_TESTING = (1.0, 1.1, 1.25)
"""What adaptive testing is worth to each segment on average over markets, in log odds: most to enterprise customers."""
_SHARED = 0.3  # correlation of any two part-worths
_FINE = 400
_SAMPLE = 60_000

POINTS = {
    "marginal cheapness": (0, 1), "indifference": (1, 2), "optimal": (0, 3), "marginal expensiveness": (2, 3),
}  # fmt: skip
"""Which two answers make each price point: too cheap, cheap, expensive, too expensive."""


@dataclass(frozen=True)
class Preferences:
    """``means`` (S, K) and ``apart`` (4096, K) in log odds (price per currency unit); ``base_cost`` of a bare offer.

    ``middle`` (S, 4096) is the middle of a person's prices in cents, ``steps`` (3, 4096) from one answer to the next
    in ten-thousandths of the former.
    """

    means: Array
    apart: Array
    base_cost: int
    middle: NDArray[np.int64]
    steps: NDArray[np.int64]


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write choices, competitors and the price survey."""
    drawn = draw_preferences(rng)
    _upload(workshop, drawn)
    for part in chunks(1, max(size.people // PEOPLE_PER_RESPONDENT, 1) + 1, 20_000):
        for table in ("choices", "price_survey"):
            workshop.run(read_sql(f"{table}_made"), first=part.first, stop=part.stop)
            write_table(workshop, table, part)
    workshop.clear("competitors")
    workshop.write("select * from offered", "competitors.parquet")
    return {"solutions": preference_truth(drawn)}


def draw_preferences(rng: RandomState) -> Preferences:
    """Means: price -.035 to -.022 per unit, brands near 2.8, features .2 to 1; segments vary by a quarter of that."""
    low, high = np.array([[-0.035, 2.4, 2.4, 2.2, 0.3, 0.2, 0.2, 0.5], [-0.022, 3.4, 3.2, 3.0, 1.0, 0.8, 0.7, 1.2]])
    common = low + rng.random_sample(low.size) * (high - low)
    by_segment = 0.25 * rng.standard_normal((len(SEGMENTS), low.size)) * np.r_[0.012, np.ones(low.size - 1)]
    spread = np.r_[rng.uniform(0.006, 0.01), rng.uniform(0.7, 1.1, 3), rng.uniform(0.4, 0.7, 4)]
    own, shared = rng.standard_normal((SLOTS // 2, low.size)), rng.standard_normal((SLOTS // 2, 1))
    half = spread * (np.sqrt(1 - _SHARED) * own + np.sqrt(_SHARED) * shared)
    price = rng.uniform(70, 130) * np.exp(rng.normal(0, 0.12, len(SEGMENTS)))
    middle = price[:, None] * np.exp(rng.uniform(0.25, 0.4) * rng.standard_normal(SLOTS))
    steps = np.array([0.45, 0.4, 0.35])[:, None] * np.exp(0.5 * rng.standard_normal((3, SLOTS)))
    base_cost = int(rng.randint(20, 35))
    testing = np.array(_TESTING)[:, None] + rng.normal(0, 0.2, (len(SEGMENTS), 1))
    tested = rng.uniform(0.4, 0.7) * rng.standard_normal((SLOTS // 2, 1))
    means, half = np.hstack([common + by_segment, testing]), np.hstack([half, tested])
    return Preferences(
        np.round(means * MICRO) / MICRO,
        np.round(np.concatenate([half, -half]) * MICRO) / MICRO,
        base_cost,
        np.round(middle * 50).astype(np.int64),
        np.round(steps * 10_000).astype(np.int64),
    )


def _upload(workshop: Workshop, drawn: Preferences) -> None:
    """The tables that the statements read: log odds in millionths, prices in cents."""
    segments, slots = (part.ravel() for part in np.indices((len(SEGMENTS), SLOTS)))
    names = [f"worth_{k}" for k in range(len(COLUMNS))]
    worths = np.round((drawn.means[:, None] + drawn.apart) * MICRO).astype(np.int64).reshape(-1, len(COLUMNS))
    noise = -np.log(-np.log((np.arange(SLOTS) + 0.5) / SLOTS))
    workshop.upload("personas", {"segment": segments, "slot": slots, **dict(zip(names, worths.T, strict=True))})
    workshop.upload("surprise", {"slot": np.arange(SLOTS), "noise": np.round(noise * MICRO).astype(np.int64)})
    workshop.upload(
        "group_of",
        {"turn": np.arange(20), "segment": np.repeat(np.arange(3), np.round(20 * np.array(SHARES)).astype(int))},
    )
    workshop.upload("group_called", {"segment": np.arange(len(SEGMENTS)), "name": list(SEGMENTS)})
    workshop.upload("shown_prices", {"level": np.arange(len(PRICES)), "price": list(PRICES)})
    workshop.upload("middles", {"segment": segments, "slot": slots, "middle": drawn.middle.ravel()})
    workshop.upload("steps", {"slot": np.arange(SLOTS), **{f"step_{i}": step for i, step in enumerate(drawn.steps)}})
    _upload_offers(workshop, drawn)


def _upload_offers(workshop: Workshop, drawn: Preferences) -> None:
    """Our candidates with their costs, and the rivals with their prices; nothing is -1, made null as it is written."""
    own = [
        ("Aurora", name, SOLD_AT if name == SOLD else -1, *levels, cost(drawn, levels))
        for name, levels in CANDIDATES.items()
    ]
    others = [(brand, name, price, *levels, -1) for name, (brand, levels, price) in RIVALS.items()]
    columns = ("brand", "product", "price", *FEATURES, "cost")
    workshop.upload("listed", dict(zip(columns, map(list, zip(*own, *others, strict=True)), strict=True)))
    workshop.run(
        "create or replace temp table offered as select brand, product, nullif(price, -1) as price, dashboards, "
        "onboarding, support, adaptive_testing, nullif(cost, -1) as cost from listed order by brand, product"
    )


def cost(drawn: Preferences, levels: tuple[str, ...]) -> int:
    """What one more customer with these features costs."""
    return drawn.base_cost + sum(
        _COSTS[name][FEATURES[name].index(level)] for name, level in zip(FEATURES, levels, strict=True)
    )


def design(brand: str, levels: tuple[str, ...], price: float) -> Array:
    """An offer on the columns of the part-worths."""
    said = {"alternative": brand, **dict(zip(FEATURES, levels, strict=True))}
    return np.array([price, *(float(said[name] == level) for name, level in COLUMNS[1:])])


def preference_truth(drawn: Preferences) -> Values:
    """Part-worths, willingness to pay, shares today, every candidate's best price and profit, price points."""
    return {**_worths(drawn), **_today(drawn), **_best(drawn), **_points(drawn)}


def _worths(drawn: Preferences) -> dict[Key, float]:
    found: dict[Key, float] = {}
    means = {"all": np.array(SHARES) @ drawn.means, **dict(zip(SEGMENTS, drawn.means, strict=True))}
    for segment, mean in means.items():
        for (name, level), worth in zip(COLUMNS, mean, strict=True):
            of = {"feature": name, "segment": segment} | ({"level": level} if level else {})
            found[key("part_worth", **of)] = float(worth)
            if name != "price":
                found[key("willingness_to_pay", **of)] = float(-worth / mean[0])
    return found


def _everyone(drawn: Preferences) -> Array:
    """The part-worths of all personas of all segments, (S, 4096, K)."""
    return np.asarray(drawn.means[:, None] + drawn.apart)


def _rival_odds(drawn: Preferences) -> Array:
    """The odds (S, 4096, L) of each rival against choosing none."""
    offers = np.stack([design(brand, levels, price) for brand, levels, price in RIVALS.values()])
    return np.asarray(np.exp(_everyone(drawn) @ offers.T))


def _today(drawn: Preferences) -> dict[Key, float]:
    own = np.exp(_everyone(drawn) @ design("Aurora", CANDIDATES[SOLD], SOLD_AT))
    odds = np.concatenate([own[..., None], _rival_odds(drawn)], axis=2)
    shares = np.array(SHARES) @ (odds / (1 + odds.sum(axis=2, keepdims=True))).mean(axis=1)
    return {
        key("preference_share", offer=name): float(share) for name, share in zip((SOLD, *RIVALS), shares, strict=True)
    }


def _best(drawn: Preferences) -> dict[Key, float]:
    """The profit per choice at its highest within the prices shown, for every candidate beside the rivals."""
    prices = np.linspace(PRICES[0], PRICES[-1], _FINE)
    worths, others = _everyone(drawn)[:, ::8], np.log1p(_rival_odds(drawn)[:, ::8].sum(axis=2))
    falls = np.exp(worths[..., :1] * prices - others[..., None])
    found: dict[Key, float] = {}
    for name, levels in CANDIDATES.items():
        odds = np.exp(worths @ design("Aurora", levels, 0.0))[..., None] * falls
        share = np.array(SHARES) @ (odds / (1 + odds)).mean(axis=1)
        gain = share * (prices - cost(drawn, levels))
        top = int(gain.argmax())
        found[key("best_price", offer=name)] = float(prices[top])
        found[key("best_profit", offer=name)] = float(gain[top])
        found[key("share_at_best_price", offer=name)] = float(share[top])
    return found


def _points(drawn: Preferences) -> dict[Key, float]:
    """Where the curves of two answers cross: the median of both together, over a large sample of people."""
    slots = RandomState(1).randint(0, SLOTS, (4, _SAMPLE))
    found: dict[Key, float] = {}
    answers = [
        _answers(middle[slots[0]], [step[slot] for step, slot in zip(drawn.steps, slots[1:], strict=True)])
        for middle in drawn.middle
    ]
    every = [np.concatenate([a[i] for a in answers]) for i in range(4)]
    weights = np.repeat(np.array(SHARES), _SAMPLE)
    for point, (first, second) in POINTS.items():
        both, twice = np.concatenate([every[first], every[second]]), np.concatenate([weights, weights])
        order = np.argsort(both)
        middle = np.searchsorted(np.cumsum(twice[order]), twice.sum() / 2)
        found[key("price_point", point=point, segment="all")] = float(both[order][middle]) / 100
        for segment, own in zip(SEGMENTS, answers, strict=True):
            found[key("price_point", point=point, segment=segment)] = float(np.median(own[[first, second]])) / 100
    return found


def _answers(middle: NDArray[np.int64], steps: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Four rising answers (4, N) in cents, with the same whole-number arithmetic as the statement."""
    answers = [middle]
    for step in steps:
        answers.append(answers[-1] + answers[-1] * step // 10_000)
    return np.stack(answers)
