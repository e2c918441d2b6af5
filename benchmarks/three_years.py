"""A company's four years, person by person and deal by deal: one to learn from, and three to be foretold.

How it comes about is not how any room sees it: lifetimes are exponential in time, deals wait in every stage, and where
``wander`` is above zero, every rate walks at random on its own from month to month, which no room is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

LAST = dt.date(2026, 6, 30)
YEARS = 4
DAYS = 365 * YEARS + 1
FIRST = LAST - dt.timedelta(days=DAYS - 1)
TABLES = ("customers", "orders", "subscriptions", "usage", "touchpoints", "opportunities", "stage_changes",
          "category_sales", "adoptions")  # fmt: skip
_SIZES = np.array(["small", "mid", "large"])
_CHANNELS = np.array(["search", "social", "email", "event"])
_STAGES = ("mql", "sql", "proposal", "won")
_TOML = """[company]
name = "Foz"
currency = "BRL"
segment = "customers.size"
brand = "Foz"
"""


@dataclass(frozen=True)
class Walk:
    """A rate by day: its level times a walk of the logarithm with ``wander`` a month, and a season."""

    by_day: Array

    @classmethod
    def of(cls, level: float, wander: float, rng: Generator, season: float = 0.0) -> Walk:
        """A walk that begins at ``level``."""
        days = np.arange(DAYS)
        steps = np.cumsum(rng.normal(0, wander / np.sqrt(30), DAYS))
        return cls(level * np.exp(steps + season * np.sin(2 * np.pi * (days / 365 + rng.random()))))

    def at(self, day: NDArray[np.floating[Any]] | Whole) -> Array:
        """Its values on days."""
        return np.asarray(self.by_day[np.clip(day.astype(np.int64), 0, DAYS - 1)])


def write(folder: Path, seed: int, wander: float = 0.0, size: float = 1.0, tables: tuple[str, ...] = TABLES) -> None:
    """Write the company number ``seed`` into ``folder``, with these of `TABLES`; ``size`` 1 has 4,000 customers."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corrente.toml").write_text(_TOML, encoding="utf-8")
    for name, rows in _rows(seed, wander, size).items():
        if name in tables:
            pq.write_table(pa.table(dict(rows)), folder / f"{name}.parquet")


def _rows(seed: int, wander: float, size: float) -> dict[str, Mapping[str, Any]]:
    rngs = [np.random.default_rng((seed, part)) for part in range(5)]
    customers, people = _people(rngs[0], wander, size)
    return {
        **customers,
        **_contracts(rngs[1], people, wander),
        **_deals(rngs[2], wander, size),
        "touchpoints": _contacts(rngs[3], people, wander, size),
        **_market(rngs[4], wander),
    }


@dataclass(frozen=True)
class _People:
    came: NDArray[np.floating[Any]]
    left: NDArray[np.floating[Any]]
    size: Whole


def _people(rng: Generator, wander: float, size: float) -> tuple[dict[str, Mapping[str, Any]], _People]:
    """Customers who come, buy for a lifetime and leave unseen."""
    coming = Walk.of(2.8 * size, wander, rng, season=0.1)
    came = np.repeat(np.arange(DAYS), rng.poisson(coming.by_day)) + 0.0
    came += rng.random(came.size)
    who = rng.choice(3, came.size, p=[0.5, 0.3, 0.2])
    left = came + rng.exponential(np.array([200.0, 400.0, 700.0])[who])
    pace = rng.gamma(1.2, np.array([0.008, 0.01, 0.014])[who] / 1.2)
    until = np.minimum(left, DAYS)
    again = rng.poisson(pace * (until - came))
    of = np.concatenate([np.arange(came.size), np.repeat(np.arange(came.size), again)])
    later = np.repeat(came, again) + rng.random(again.sum()) * np.repeat(until - came, again)
    day = np.concatenate([came, later])
    level = np.array([60.0, 150.0, 500.0])[who] * np.exp(0.4 * rng.standard_normal(came.size))
    price = Walk.of(1.0, wander / 3, rng)
    paid = level[of] * np.exp(0.3 * rng.standard_normal(of.size)) * price.at(day)
    found: dict[str, Mapping[str, Any]] = {
        "customers": {"customer_id": np.arange(came.size), "created_at": _moments(came), "size": _SIZES[who]},
        "orders": {
            "order_id": np.arange(of.size), "customer_id": of, "ordered_at": _moments(day), "revenue": paid.round(2),
        },
    }  # fmt: skip
    return found, _People(came, left, who)


def _contracts(rng: Generator, people: _People, wander: float) -> dict[str, Mapping[str, Any]]:
    """A third of the customers sign; and every other one uses the product, most of those for good."""
    signed = np.flatnonzero(rng.random(people.came.size) < 0.33)
    hazard = Walk.of(0.04 / 30, wander, rng)
    risk = np.cumsum(hazard.by_day)
    gone = np.searchsorted(risk, hazard_of(risk, people.came[signed]) + rng.exponential(1.0, signed.size))
    ended = np.where(gone < DAYS, _days(gone), np.datetime64("NaT"))
    subscriptions = {
        "customer_id": signed, "started_at": _days(people.came[signed]), "ended_at": ended,
        "plan": np.array(["basic", "plus"])[rng.integers(0, 2, signed.size)], "price": np.full(signed.size, 50.0),
    }  # fmt: skip
    users = np.flatnonzero(rng.random(people.came.size) < 0.5)
    stays = rng.random(users.size) < Walk.of(0.5, wander, rng).at(people.came[users]).clip(0.05, 0.95)
    times = rng.poisson(6, users.size) + 1
    day = np.repeat(people.came[users], times) + rng.random(times.sum()) * np.repeat(np.where(stays, 150, 25), times)
    day[np.cumsum(times) - 1] = people.came[users]
    kept = day < DAYS
    usage = {
        "customer_id": np.repeat(users, times)[kept], "used_at": _moments(day[kept]),
        "feature": np.array(["export", "import", "report"])[rng.integers(0, 3, kept.sum())],
    }  # fmt: skip
    return {"subscriptions": subscriptions, "usage": usage}


def hazard_of(risk: Array, day: NDArray[np.floating[Any]]) -> Array:
    """The risk run by a day."""
    return np.asarray(risk[np.clip(day.astype(np.int64), 0, DAYS - 1)])


def _deals(rng: Generator, wander: float, size: float) -> dict[str, Mapping[str, Any]]:
    """Deals that wait in three stages, in each of which some are lost."""
    created = np.repeat(np.arange(DAYS), rng.poisson(Walk.of(2.0 * size, wander, rng).by_day)) + 0.3
    kind, rival = rng.choice(3, created.size, p=[0.4, 0.3, 0.3]), rng.choice(3, created.size)
    onward = Walk.of(0.7, wander / 2, rng)
    moves = _moves(rng, created, onward, 0.06 * (kind - 1) - 0.05 * (rival - 1))
    ends = {name: np.concatenate([at for who, at, stage in moves if stage == name]) for name in ("won", "lost")}
    closed, outcome = np.full(created.size, np.inf), np.full(created.size, "open")
    for name, at in ends.items():
        ended = np.concatenate([who for who, _, stage in moves if stage == name])
        closed[ended] = at
        outcome[ended] = np.where(at < DAYS, name, "open")
    over = closed < DAYS
    deals = {
        "opportunity_id": np.arange(created.size), "created_at": _moments(created),
        "closed_at": np.where(over, _moments(np.where(over, closed, 0)), np.datetime64("NaT")), "outcome": outcome,
        "amount": (800 * np.exp(0.5 * rng.standard_normal(created.size))).round(2),
        "size": _SIZES[kind], "competitor": np.array(["none", "Norteia", "Alvo"])[rival],
        "source": _CHANNELS[rng.integers(0, 4, created.size)],
    }  # fmt: skip
    who, at = (np.concatenate([move[part] for move in moves]) for part in (0, 1))
    stage = np.repeat([name for *_, name in moves], [len(ids) for ids, *_ in moves])
    seen = at < DAYS
    changes = {"subject_id": who[seen].astype(np.int64), "entered_at": _moments(at[seen]), "stage": stage[seen]}
    return {"opportunities": deals, "stage_changes": changes}


def _moves(
    rng: Generator, created: NDArray[np.floating[Any]], onward: Walk, better: Array
) -> list[tuple[Whole, Array, str]]:
    """Who enters which stage when, the losses and wins among them; ``better`` adds to the chance to move on."""
    moves: list[tuple[Whole, Array, str]] = []
    day, alive = created.astype(float), np.ones(created.size, dtype=bool)
    for name, wait in zip(_STAGES[:-1], (8.0, 10.0, 12.0), strict=True):
        moves.append((np.flatnonzero(alive), day[alive], name))
        chance = np.clip(onward.at(day) + better, 0.05, 0.95)
        day = day + rng.gamma(1.5, wait, created.size)
        passes = rng.random(created.size) < chance
        moves.append((np.flatnonzero(alive & ~passes), day[alive & ~passes], "lost"))
        alive = alive & passes
    return [*moves, (np.flatnonzero(alive), day[alive], _STAGES[-1])]


def _contacts(rng: Generator, people: _People, wander: float, size: float) -> Mapping[str, Any]:
    """Contacts with those who are customers, some of which are answered."""
    day = np.sort(rng.random(round(12 * size * DAYS)) * DAYS)
    who = (rng.random(day.size) * np.maximum(np.searchsorted(people.came, day), 1)).astype(np.int64)
    channel = rng.choice(4, day.size, p=[0.4, 0.3, 0.2, 0.1])
    rates = np.stack([Walk.of(level, wander, rng).at(day) for level in (0.05, 0.08, 0.12, 0.2)], axis=1)
    answered = rng.random(day.size) < rates[np.arange(day.size), channel].clip(0, 0.9)
    return {
        "person_id": who, "occurred_at": _moments(day), "channel": _CHANNELS[channel],
        "response": np.where(answered, "yes", "no"),
    }  # fmt: skip


def _market(rng: Generator, wander: float) -> dict[str, Mapping[str, Any]]:
    """Monthly sales of three brands in two categories for six years, and a product that spreads."""
    starts = np.arange(np.datetime64(LAST, "M") - 71, np.datetime64(LAST, "M") + 1)
    months = starts.astype("datetime64[D]")
    sold = []
    for _ in range(6):
        walk = np.cumsum(rng.normal(0, 0.01 + wander / 3, months.size))
        season = 0.08 * np.sin(2 * np.pi * np.arange(months.size) / 12)
        sold.append(1e5 * rng.uniform(0.5, 2) * np.exp(walk + season + rng.normal(0, 0.03, months.size)))
    rows = {
        "period": np.tile(months, 6), "category": np.repeat(["core", "plus"], 3 * months.size),
        "brand": np.repeat(["Foz", "Norteia", "Alvo"] * 2, months.size), "value": np.concatenate(sold).round(2),
    }  # fmt: skip
    p, q = 0.03 * np.exp(0.3 * rng.standard_normal()) / 12, 0.6 * np.exp(0.2 * rng.standard_normal()) / 12
    fading = np.exp(-(p + q) * np.arange(months.size + 1))
    share = (1 - fading) / (1 + q / p * fading)
    adopters = rng.poisson(20_000 * np.diff(share) * rng.gamma(100, 0.01, months.size))
    launched = {"period": months, "adopters": adopters, "product": ["it"] * months.size}
    return {"category_sales": rows, "adoptions": launched}


def _moments(day: NDArray[np.floating[Any]]) -> NDArray[np.datetime64]:
    return np.asarray(np.datetime64(FIRST) + (day * 86_400).astype("timedelta64[s]"))


def _days(day: NDArray[np.floating[Any]] | Whole) -> NDArray[np.datetime64]:
    return np.asarray(np.datetime64(FIRST) + day.astype("timedelta64[D]"))
