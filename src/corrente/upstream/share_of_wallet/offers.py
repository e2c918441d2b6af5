"""What to offer next: how often customers of one category go on to another, pooled, and per set of categories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Cells
from corrente.core.words import phrase
from corrente.inference.beta_binomial import pool
from corrente.upstream.share_of_wallet.plan import Shelf
from corrente.upstream.share_of_wallet.refusals import MIN_CUSTOMERS, MIN_NEW, too_few_orders

Array = NDArray[np.float64]

_DRAWS = 1000
_DRAWS_OF_SETS = 100  # for the interval of one set's chance
_STRENGTHS = np.exp(np.linspace(0.0, 12.0, 25))
_FEWEST = 20  # customers of a pair that is quoted
POPULAR = phrase(
    "offering each customer the category most often taken up before",
    "oferecer a cada cliente a categoria que mais gente passou a comprar antes",
)


@dataclass(frozen=True)
class Sets:
    """Customers by the categories that they own: ``has`` (R, C), ``people`` (R,), ``then`` (R, C) bought each later."""

    owned: NDArray[np.int64]
    has: NDArray[np.bool_]
    people: Array
    then: Array

    @property
    def could(self) -> Array:
        """Customers (R, C) who did not own the category yet."""
        return np.asarray(self.people[:, None] * ~self.has)

    @property
    def did(self) -> Array:
        """Those of them (R, C) who bought it then."""
        return np.asarray(self.then * ~self.has)


@dataclass(frozen=True)
class Step:
    """From ``owned`` to ``offer``: of the ``customers`` who could, the share that did; how often more than others."""

    owned: str
    offer: str
    customers: int
    chance: Estimate
    lift: Estimate
    gain: Estimate
    surely: float


@dataclass(frozen=True)
class Chances:
    """Pooled ``rates`` (S, C, C) by owned and offered category, ``base`` (S, C) of all, ``strength`` (C,) of sets."""

    rates: Array
    base: Array
    strength: Array


@dataclass(frozen=True)
class Offers:
    """The steps, likeliest gain first; the best offer per set (``lookup`` columns); the back-test."""

    steps: tuple[Step, ...]
    lookup: dict[str, NDArray[np.generic]]
    reachable: tuple[tuple[str, int, float], ...]
    backtest: Backtest
    customers: int


def infer_offers(shelf: Shelf, earlier: Cells, later: Cells, owned: Cells, rng: Generator) -> Offers | Refusal:
    """From the sets at two cuts and at the end; a refusal where too few customers went on to a further category."""
    past, recent, now = (read_sets(cells, len(shelf.categories)) for cells in (earlier, later, owned))
    customers, new = int(recent.people.sum()), int(recent.did.sum())
    if customers < MIN_CUSTOMERS or new < MIN_NEW or past.did.sum() < MIN_NEW:
        return too_few_orders(customers, new)
    chances = fit(recent, rng)
    lookup, reachable = _best(shelf, chances, recent, now, rng)
    steps = sorted(_steps(shelf, chances, recent), key=lambda step: -step.gain.value)
    return Offers(tuple(steps), lookup, reachable, _backtest(past, recent, rng), int(now.people.sum()))


def read_sets(cells: Cells, categories: int) -> Sets:
    """The count's rows with their bits told apart."""
    owned = np.asarray(cells["owned"], dtype=np.int64)
    has = (owned[:, None] // 2 ** np.arange(categories)) % 2 == 1
    then = np.stack([cells[f"next_{i + 1:02d}"] for i in range(categories)], axis=1)
    return Sets(owned, has, np.asarray(cells["people"], dtype=float), np.asarray(then, dtype=float))


def fit(sets: Sets, rng: Generator) -> Chances:
    """Pooled rates of every step, per offer over the categories owned, and how alike customers of one set are."""
    size = sets.has.shape[1]
    rates, strength = np.zeros((_DRAWS, size, size)), np.zeros(size)
    could, did = sets.has.T.astype(float) @ sets.could, sets.has.T.astype(float) @ sets.did
    for offer in range(size):
        from_ = np.arange(size) != offer
        rates[:, from_, offer] = pool(did[from_, offer], could[from_, offer], rng, _DRAWS).rates
    base = rng.beta(sets.did.sum(axis=0) + 0.5, (sets.could - sets.did).sum(axis=0) + 0.5, (_DRAWS, size))
    middle = _centre(rates.mean(axis=0), sets.has)
    for offer in range(size):
        strength[offer] = _strength(middle[:, offer], sets.did[:, offer], sets.could[:, offer])
    return Chances(rates, base, strength)


def _centre(rates: Array, has: NDArray[np.bool_]) -> Array:
    """What the steps say of a set (R, C): the mean rate over the categories that it holds."""
    return np.asarray(has @ rates / np.maximum(has.sum(axis=1, keepdims=True), 1))


def _strength(middle: Array, did: Array, could: Array) -> float:
    """How many customers the steps' word is worth, by the marginal likelihood of the sets (empirical Bayes)."""
    from scipy.special import betaln

    seen = could > 0
    m, k, n = np.clip(middle[seen], 1e-6, 1 - 1e-6), did[seen], could[seen]
    a, b = _STRENGTHS[:, None] * m, _STRENGTHS[:, None] * (1 - m)
    return float(_STRENGTHS[(betaln(a + k, b + n - k) - betaln(a, b)).sum(axis=1).argmax()])


def set_chances(chances: Chances, seen: Sets, wanted: Sets, rates: Array) -> tuple[Array, Array]:
    """The beta posterior (R, C), (R, C) of each wanted set's chances given the steps' ``rates`` (C, C).

    The set's own record stands beside what the steps say.
    """
    place = np.searchsorted(seen.owned, wanted.owned).clip(0, len(seen.owned) - 1)
    met = (seen.owned[place] == wanted.owned)[:, None]
    did, could = (np.where(met, part[place], 0.0) for part in (seen.did, seen.could))
    middle = np.clip(_centre(rates, wanted.has), 1e-6, 1 - 1e-6)
    return chances.strength * middle + did, chances.strength * (1 - middle) + could - did


def _worth(chances: Chances, seen: Sets, wanted: Sets) -> Array:
    """The mean chance (R, C) of each set to go on to each category; below zero where it has it."""
    a, b = set_chances(chances, seen, wanted, chances.rates.mean(axis=0))
    return np.where(wanted.has, -1.0, a / (a + b))


def _best(
    shelf: Shelf, chances: Chances, seen: Sets, now: Sets, rng: Generator
) -> tuple[dict[str, NDArray[np.generic]], tuple[tuple[str, int, float], ...]]:
    """The category to offer to each set that is held today, with its chance; and how many are to be offered each."""
    worth = _worth(chances, seen, now)
    rows = np.flatnonzero(~now.has.all(axis=1))
    pick = worth.argmax(axis=1)[rows]
    drawn = np.stack([_drawn(chances, seen, now, rates, rng)[rows, pick] for rates in chances.rates[:_DRAWS_OF_SETS]])
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    names, chance = np.array(shelf.categories, dtype=object), worth[rows, pick]
    lookup: dict[str, NDArray[np.generic]] = {
        "owned": now.owned[rows],
        "offer": names[pick],
        "chance": chance,
        "chance_low": np.minimum(low, chance),
        "chance_high": np.maximum(high, chance),
    }
    people = np.bincount(pick, now.people[rows], len(names))
    expected = np.bincount(pick, now.people[rows] * chance, len(names))
    reachable = [(shelf.categories[c], int(people[c]), float(expected[c])) for c in np.argsort(-expected) if people[c]]
    return lookup, tuple(reachable)


def _drawn(chances: Chances, seen: Sets, now: Sets, rates: Array, rng: Generator) -> Array:
    return rng.beta(*set_chances(chances, seen, now, rates))


def _steps(shelf: Shelf, chances: Chances, sets: Sets) -> Iterator[Step]:
    could = sets.has.T.astype(float) @ sets.could
    for a, owned in enumerate(shelf.categories):
        for b, offer in enumerate(shelf.categories):
            if a != b and could[a, b] >= _FEWEST:
                rate, base = chances.rates[:, a, b], chances.base[:, b]
                of = {"owned": owned, "offer": offer}
                yield Step(
                    owned,
                    offer,
                    int(could[a, b]),
                    Estimate.from_draws("next_category_rate", rate, "share of customers", of),
                    Estimate.from_draws("next_category_lift", rate / base, "times the rate of all customers", of),
                    Estimate.from_draws("next_category_gain", rate - base, "share of customers", of),
                    float((rate > base).mean()),
                )


def _backtest(past: Sets, recent: Sets, rng: Generator) -> Backtest:
    """Of customers at the second cut, how many then bought what the earlier third would have had us offer them."""
    worth = _worth(fit(past, rng), past, recent)
    popular = past.did.sum(axis=0) / np.maximum(past.could.sum(axis=0), 1)
    model, baseline = (_hits(recent, order) for order in (worth, np.broadcast_to(popular, recent.has.shape)))
    return Backtest(
        "share of customers who bought the category to offer",
        model,
        baseline,
        POPULAR,
        lower_is_better=False,
        details={"customers": float(recent.people[~recent.has.all(axis=1)].sum())},
    )


def _hits(sets: Sets, worth: Array) -> float:
    open_ = np.flatnonzero(~sets.has.all(axis=1))
    pick = np.where(sets.has, -np.inf, worth).argmax(axis=1)[open_]
    people = sets.people[open_].sum()
    return float(sets.then[open_, pick].sum() / people) if people else 0.0
