"""Small companies made for one question each: what the market has no truth for, or not at any size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.planted import Planted

Array = NDArray[np.float64]

TODAY = dt.date(2026, 6, 30)


def days_ago(number: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Noon so many days before the last."""
    return np.datetime64(TODAY) + np.timedelta64(12 * 3600, "s") - number.astype("timedelta64[D]")


def _table(columns: Mapping[str, Any]) -> pa.Table:
    return pa.table(dict(columns))


# -- customers of several kinds --------------------------------------------------------------------------------------

SPAN, _YEAR = 730, 365
_SHARES, _TIMES, _SPENDS = np.array([0.5, 0.3, 0.2]), np.array([0.6, 3.0, 8.0]), np.array([60.0, 150.0, 700.0])
_TASTE = np.array([[0.8, 0.15, 0.05], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]])
_HOME = np.array([[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]])


def shop(customers: int, seed: int, kinds: int = 3, apart: float = 1.0) -> Planted:
    """Orders and customers of so many kinds that differ in how often, what and for how much they buy, and where.

    Levels vary from shop to shop; ``apart`` scales the differences. Facts: ``kind`` by customer, ``best`` is the kind
    with the largest pool of value, ``shares`` of the kinds.
    """
    rng = np.random.default_rng((seed, kinds))
    chosen = {1: [1], 2: [0, 2], 3: [0, 1, 2]}[kinds]
    shares = rng.dirichlet(40 * _SHARES[chosen])
    times, spends = (_levels(typical[chosen], apart, rng) for typical in (_TIMES, _SPENDS))
    taste, home = (1 / 3 + apart * (table[chosen] - 1 / 3) for table in (_TASTE, _HOME))
    kind = rng.choice(kinds, customers, p=shares)
    who = np.repeat(np.arange(customers), 1 + rng.poisson(times[kind]))
    level = spends[kind] * np.exp(0.3 * rng.standard_normal(customers))  # a customer keeps to a price
    spend = level[who] * np.exp(0.05 * rng.standard_normal(who.size))
    orders = {
        "order_id": np.arange(who.size), "customer_id": who, "ordered_at": days_ago(rng.integers(0, SPAN, who.size)),
        "revenue": spend.round(2), "category": _drawn(["basic", "plus", "pro"], taste[kind[who]], rng),
    }  # fmt: skip
    people = {
        "customer_id": np.arange(customers), "created_at": days_ago(np.full(customers, SPAN)),
        "region": _drawn(["norte", "sul", "leste"], home[kind], rng),
    }  # fmt: skip
    best = int((shares * (1 + times) * spends).argmax())
    facts = {"kind": kind, "best": best, "shares": shares}
    return Planted({"orders": _table(orders), "customers": _table(people)}, facts=facts)


def growing_shop(customers: int, seed: int) -> Planted:
    """Orders of a little over three years by customers of three kinds who come at paces of their own, and stay.

    Facts, by kind: ``kind`` by customer, ``segment_share``, ``segment_growth`` (who comes in the last year against the
    year before) and ``segment_value`` (expected spending of the last year, per customer).
    """
    rng = np.random.default_rng((seed, 365))
    shares = rng.dirichlet(40 * _SHARES)
    times, spends = (_levels(typical, 1.0, rng) for typical in (_TIMES, _SPENDS))
    grows = np.exp(0.3 * rng.standard_normal(3))
    years = grows[:, None] ** np.arange(3.0)
    years /= years.sum(axis=1, keepdims=True)
    kind = rng.choice(3, customers, p=shares)
    year = (years.cumsum(axis=1)[kind, :2] < rng.random((customers, 1))).sum(axis=1)
    came = np.where(year, year + rng.random(customers), 1 - 1.1 * rng.random(customers)) * _YEAR
    again = rng.poisson(times[kind] * (3 - came / _YEAR))
    who = np.concatenate([np.arange(customers), np.repeat(np.arange(customers), again)])
    late = np.repeat(came, again)
    day = np.concatenate([came, late + rng.random(late.size) * (3 * _YEAR - late)])
    back = np.ceil(3 * _YEAR - day).astype(int)
    level = spends[kind] * np.exp(0.3 * rng.standard_normal(customers))
    orders = {
        "order_id": np.arange(who.size), "customer_id": who, "ordered_at": days_ago(back),
        "revenue": (level[who] * np.exp(0.05 * rng.standard_normal(who.size))).round(2),
        "category": _drawn(["basic", "plus", "pro"], _TASTE[kind[who]], rng),
    }  # fmt: skip
    people = {"customer_id": np.arange(customers), "region": _drawn(["norte", "sul", "leste"], _HOME[kind], rng)}
    bought = times * (1 - years[:, 2] / 2) + years[:, 2]  # who came in the last year was there for half of it
    value = spends * np.exp((0.3**2 + 0.05**2) / 2) * bought
    facts = {"kind": kind, "segment_share": shares, "segment_growth": grows - 1, "segment_value": value}
    return Planted({"orders": _table(orders), "customers": _table(people)}, facts=facts)


def _levels(typical: Array, apart: float, rng: Generator) -> Array:
    middle = np.log(typical).mean()
    return np.asarray(np.exp(middle + apart * (np.log(typical) - middle) + 0.15 * rng.standard_normal(typical.size)))


def _drawn(names: list[str], chances: Array, rng: Generator) -> NDArray[np.object_]:
    """One name per row of ``chances``."""
    place = (chances.cumsum(axis=1)[:, :-1] < rng.random((len(chances), 1))).sum(axis=1)
    return np.asarray(np.array(names, dtype=object)[place], dtype=object)


# -- launches, first steps, contracts --------------------------------------------------------------------------------


def launch(months: int, seed: int, adopters: int | None = None) -> Planted:
    """A launch on a Bass curve, of 20,000, or with about so many adopters so far.

    Facts: adopters by month ``seen``, ``to_come`` within a year, and the ``share`` of the potential reached.
    Coefficients and the error of 12% beyond chance are the market's (Sultan, Farley & Lehmann 1990, faster).
    """
    rng = np.random.default_rng(seed)
    p, q = 0.03 * np.exp(0.5 * rng.standard_normal()) / 12, 0.9 * np.exp(0.35 * rng.standard_normal()) / 12
    fading = np.exp(-(p + q) * np.arange(months + 13.0))
    share = (1 - fading) / (1 + q / p * fading)
    mean = np.diff(share) * (20_000 if adopters is None else adopters / share[months])
    seen = rng.poisson(mean * rng.standard_gamma(0.12**-2, mean.size) * 0.12**2)
    starts = np.datetime64(TODAY, "M") - np.arange(months - 1, -1, -1)
    rows = {"period": starts.astype("datetime64[D]"), "adopters": seen[:months], "product": ["it"] * months}
    facts = {"seen": seen[:months], "to_come": float(seen[months:].sum()), "share": float(share[months])}
    return Planted({"adoptions": _table(rows)}, facts=facts)


FEATURES = ("export", "import", "report")
STEP_GAIN = 0.4


def first_steps(customers: int, seed: int) -> Planted:
    """Customers who begin with some features; of those with one planted (``feature``), 40 points more stay."""
    rng = np.random.default_rng(seed)
    planted = int(rng.integers(len(FEATURES)))
    begun = rng.integers(91, 269, customers)  # so that all are settled, and none was there before the log
    early = rng.random((customers, len(FEATURES))) < 0.5
    stays = rng.random(customers) < 0.3 + STEP_GAIN * early[:, planted]
    rows = [(-1, 300, "open"), (-1, 0, "open")]  # the log's ends
    for c in range(customers):
        rows += [(c, begun[c] - day, "open") for day in range(int(rng.integers(1, 6)))]
        rows += [(c, begun[c], name) for name, used in zip(FEATURES, early[c], strict=True) if used]
        rows += [(c, begun[c] - 65, "open")] * int(stays[c])
    who, ago, feature = zip(*rows, strict=True)
    usage = {"customer_id": who, "used_at": days_ago(np.array(ago)), "feature": feature}
    return Planted({"usage": _table(usage)}, facts={"feature": FEATURES[planted]})


def contracts(left: int, seed: int) -> Planted:
    """Contracts of two plans, A left twice as readily as B, up to the customer with whom so many have left.

    Contracts begin every 30 days. Facts: the ``hazards`` per 30 days of A and B.
    """
    rng = np.random.default_rng(seed)
    hazards = rng.uniform(0.08, 0.14) * np.array([1.0, 0.5])
    people, span = 100 * left, 720
    plan, began = rng.integers(0, 2, people), 30 * rng.integers(0, span // 30 - 1, people)
    ended = began + 30 * (rng.geometric(hazards[plan]) - 1) + rng.integers(0, 30, people)
    gone = ended < span
    kept = slice(0, int(np.searchsorted(gone.cumsum(), left)) + 1)
    rows = {
        "customer_id": np.arange(people)[kept], "started_at": days_ago(span - 1 - began[kept]),
        "plan": np.array(["A", "B"], dtype=object)[plan[kept]], "price": np.full(people, 50.0)[kept],
        "ended_at": pa.array(days_ago(span - 1 - ended[kept]), mask=~gone[kept]),
    }  # fmt: skip
    clock = {"customer_id": [-1], "opened_at": days_ago(np.zeros(1, dtype=np.int64))}  # the data end today
    return Planted({"subscriptions": _table(rows), "tickets": _table(clock)}, facts={"hazards": hazards})


# -- wallets, baskets, buyers ----------------------------------------------------------------------------------------

BRANDS = np.array(["Aurora", "Boreal", "Cume", "Delta"], dtype=object)
_MANY = 200_000


def panel(size: int, seed: int, ours: bool = False) -> Planted:
    """A year's purchases of four brands by so many people (so many of our buyers, with ``ours``).

    Ours is a brand that many buy now and then (odd seeds: below its norm), or one that few keep to (even: above).
    Facts: ``above`` its norm or not, and ``share`` of our buyers' purchases, over a large population.
    """
    above = seed % 2 == 0
    bought = _wallets(20 * size, above, np.random.default_rng(seed))
    met = (bought[:, 0] > 0).cumsum() if ours else np.arange(1, len(bought) + 1)
    bought = bought[: int(np.searchsorted(met, size)) + 1]
    who, brand = (np.repeat(place.ravel(), bought.ravel()) for place in np.indices(bought.shape))
    when = days_ago(np.random.default_rng(seed).integers(0, 365, who.size))
    rows = {"person_id": who, "purchased_at": when, "brand": BRANDS[brand], "value": np.full(who.size, 10.0)}
    return Planted({"category_purchases": _table(rows)}, facts={"above": above, "share": _our_share(above)})


@cache
def _our_share(above: bool) -> float:
    many = _wallets(_MANY, above, np.random.default_rng(1))
    buyers = many[many[:, 0] > 0]
    return float(buyers[:, 0].sum() / buyers.sum())


def _wallets(people: int, above: bool, rng: Generator) -> NDArray[np.int64]:
    """Purchases (P, 4) of people who buy at all: six a year more than one, ours by a chance of their own."""
    n = 1 + rng.poisson(rng.gamma(1.0, 6.0, people))
    a, b = (0.2, 0.8) if above else (4, 16)
    own = rng.binomial(n, rng.beta(a, b, people))
    strength = [4.0, 3.0, 2.0] if above else [0.3, 0.2, 0.1]
    return np.column_stack([own, rng.multinomial(n - own, rng.dirichlet(strength, people))]).astype(np.int64)


STEP = ("camera", "lens")
_STEP_CHANCE, _OTHER_CHANCE, _BAG_CHANCE = 0.4, 0.05, 0.2


def baskets(customers: int, seed: int) -> Planted:
    """Orders of a year: whoever begins with a camera often goes on to a lens, others hardly; any may add a bag."""
    rng = np.random.default_rng(seed)
    first = rng.random(customers) < 0.5
    when = [rng.integers(244, 365, customers), *rng.integers(0, 240, (2, customers))]
    chances = (np.ones(customers), np.where(first, _STEP_CHANCE, _OTHER_CHANCE), np.full(customers, _BAG_CHANCE))
    what = (np.where(first, STEP[0], "printer"), np.full(customers, STEP[1]), np.full(customers, "bag"))
    rows = [(c, w[c], name[c]) for w, name, chance in zip(when, what, chances, strict=True)
            for c in np.flatnonzero(rng.random(customers) < chance)]  # fmt: skip
    who, ago, category = (np.array(column) for column in zip(*rows, (0, 0, "bag"), (0, 364, "bag"), strict=True))
    orders = {"order_id": np.arange(who.size), "customer_id": who, "category": category,
              "ordered_at": days_ago(ago), "revenue": np.full(who.size, 100.0)}  # fmt: skip
    return Planted({"orders": _table(orders)})


def step_chances() -> dict[tuple[str, str], float]:
    """The chance to go on to a lens in the last third of the year, of those who have not in the one before."""
    halves = {STEP: _STEP_CHANCE / 2, ("printer", STEP[1]): _OTHER_CHANCE / 2}
    return {step: half / (1 - half) for step, half in halves.items()}


WINDOW = 90


def buyers(bought: int, seed: int) -> Planted:
    """Customers who buy with a chance of their own each day, up to the one with whom so many bought in both windows.

    Facts: the ``rate`` per day of each customer, and how many buy in the window ``to_come``.
    """
    rng, people, span = np.random.default_rng(seed), 40 * bought, 6 * WINDOW
    rate = rng.gamma(1.0, 1 / 150, people)
    first = rng.integers(3 * WINDOW, span, people)
    times = rng.poisson(rate * (first + WINDOW))
    who = np.repeat(np.arange(people), times)
    ago = first[who] - rng.integers(0, first[who] + WINDOW)  # negative: in the window to come
    seen = [np.isin(np.arange(people), who[(ago >= low) & (ago < low + WINDOW)]) for low in (-WINDOW, 0, WINDOW)]
    kept = int(np.searchsorted(np.minimum(*(side.cumsum() for side in seen[1:])), bought)) + 1
    customer = np.concatenate([np.arange(kept), who[(who < kept) & (ago >= 0)], [-1]])
    day = np.concatenate([first[:kept], ago[(who < kept) & (ago >= 0)], [0]])
    orders = {"customer_id": customer, "ordered_at": days_ago(day), "revenue": np.full(customer.size, 10.0)}
    return Planted({"orders": _table(orders)}, facts={"rate": rate[:kept], "to_come": int(seen[0][:kept].sum())})
