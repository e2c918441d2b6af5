"""Growth forecasts of simulated companies against what comes: do bands cover, are decisions ranked rightly.

Every company is made person by person (arrivals that trend, wander and have a season; buyers that differ in pace,
loyalty and spend, contracts that end, or deals that differ in size), which is not how the model sees it. Each decision
changes the same chance draws, so that its true effect is known; the model is told of each only a lever whose 90%
interval holds the true size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.growth_time import timed
from benchmarks.page import Page, Table
from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.words import Phrase
from corrente.inference.renewal import Past
from corrente.stream.growth.backtest import backtest
from corrente.stream.growth.changes import RELATIVE, Target
from corrente.stream.growth.history import History, Kind, month_starts
from corrente.stream.growth.moves import Move
from corrente.stream.growth.work import Wishes, forecast

Array = NDArray[np.float64]

FIRST = 3000
"""The first company: those below were looked at while the model was made."""
KINDS = tuple(Kind)
RAMP = 3
TARGETS = (Target.WINS, Target.PRICE, Target.REPEATS, Target.NEW_REPEATS)
DECISIONS = 8
_AHEAD = 12


@dataclass(frozen=True)
class Decision:
    """A lever's true size, and what is known of it."""

    target: Target
    size: float
    lever: Lever


@dataclass(frozen=True)
class Plan:
    """What multiplies what in the future, month by month (M,)."""

    wins: Array = field(default_factory=lambda: np.ones(_AHEAD))
    price: Array = field(default_factory=lambda: np.ones(_AHEAD))
    repeats: Array = field(default_factory=lambda: np.ones(_AHEAD))
    new_repeats: Array = field(default_factory=lambda: np.ones(_AHEAD))


@dataclass(frozen=True)
class Result:
    """One company: the year's interval and truth, months covered, error against naive, and effects (true, foretold)."""

    kind: Kind
    months: int
    low: float
    middle: float
    high: float
    truth: float
    covered: int
    error: float
    naive: float
    backtest_covered: bool
    true_effects: tuple[float, ...]
    effects: tuple[tuple[float, float, float], ...]


class Company:
    """People who come, buy and leave, with chance of their own that a decision does not change."""

    def __init__(self, seed: int) -> None:
        """Draw the company's nature: its size, trend, season, and how its people differ."""
        rng = np.random.default_rng(seed)
        self.kind = KINDS[seed % len(KINDS)]
        self.months = int(rng.integers(18, 49))
        whole = self.months + _AHEAD
        wander = np.cumsum(rng.normal(0, rng.uniform(0.0, 0.04), whole))
        at = np.arange(whole)
        season = rng.uniform(0, 0.15) * np.sin(2 * np.pi * (at + rng.integers(12)) / 12)
        level = np.exp(rng.uniform(np.log(30), np.log(200))) / (4 if self.kind is Kind.DEALS else 1)
        self.arriving: Array = level * np.exp(rng.normal(0, 0.12) * at / 12 + wander + season)
        self.season = np.exp(rng.uniform(0, 0.1) * np.sin(2 * np.pi * (at + rng.integers(12)) / 12))
        self.price = np.exp(rng.normal(0.02, 0.03) * at / 12 + np.cumsum(rng.normal(0, 0.005, whole)))
        self._people(rng, whole)

    def _people(self, rng: Generator, whole: int) -> None:
        """Twice as many as come, so that a decision may bring more: who comes is who has a small mark."""
        number = rng.poisson(2 * self._won(rng))
        self.came = np.repeat(np.arange(whole), number)
        people = self.came.size
        self.mark = 2 * rng.random(people)
        shape = rng.uniform(0.4, 1.5)
        self.rate = rng.gamma(shape, rng.uniform(0.05, 0.4) / shape, people) * (self.kind is Kind.ORDERS)
        loyal = 6 if self.kind is Kind.CONTRACTS else 1
        self.leaves = rng.beta(rng.uniform(0.6, 1.5), rng.uniform(2, 5) * loyal, people)
        self.spend = rng.gamma(3, 1 / rng.gamma(4, 1 / 300, people) * 100, people)
        self.fate = rng.random((people, whole))
        self.wish = rng.random((people, whole))

    def _won(self, rng: Generator) -> Array:
        """New customers expected by month (T,): deals are won some months after the leads come."""
        if self.kind is not Kind.DEALS:
            return self.arriving
        after = np.arange(12)
        delay = (after + 1) * np.exp(-after / rng.uniform(0.5, 3))
        before = np.full(after.size - 1, self.arriving[0])
        return np.asarray(np.convolve(np.concatenate([before, self.arriving]), delay / delay.sum(), mode="valid"))

    def history(self) -> History:
        """What is seen when the forecast is made."""
        whole, start = self.months_of(), self.months
        past = Past(whole.new[:start], whole.purchases[:start], whole.revenue[:start])
        return History(self.kind, month_starts(17_000, start), past)

    def months_of(self, plan: Plan | None = None) -> Past:
        """New customers, purchases and revenue of all months, the future under ``plan``."""
        given, whole = plan or Plan(), len(self.arriving)
        contracts = self.kind is Kind.CONTRACTS
        past = np.ones(self.months)
        wins, price, repeats, fresh = (
            np.concatenate([past, v]) for v in (given.wins, given.price, given.repeats, given.new_repeats)
        )
        chosen = self.mark < wins[self.came]
        came, new_one = self.came[chosen], self.came[chosen] >= self.months
        alive = np.ones(came.size, dtype=bool)
        sums = np.zeros((3, whole))
        for t in range(whole):
            here, first = alive & (came <= t), came == t
            rate = self.rate[chosen] * self.season[t] * repeats[t] * np.where(new_one, fresh[t], 1.0)
            if contracts:
                bought = here.astype(float)
            else:
                later = _poisson(self.wish[chosen, t], rate * np.where(first, 0.5, 1.0))
                bought = np.where(here, later + first, 0.0)
            left = self.fate[chosen, t] > (1 - self.leaves[chosen]) ** (here if contracts else bought)
            sums[:, t] = first.sum(), bought.sum(), (bought * self.spend[chosen]).sum() * self.price[t] * price[t]
            alive &= ~(here & left)
        return Past(*sums)


def _poisson(uniform: Array, rate: Array) -> Array:
    """The Poisson quantile function: the same chance gives no fewer purchases at a higher rate."""
    term = np.exp(-rate)
    reached, count = term.copy(), np.zeros_like(rate)
    for k in range(1, 30):
        more = uniform > reached
        if not more.any():
            break
        count += more
        term = term * rate / k
        reached += term
    return count


def _decisions(rng: Generator, kind: Kind) -> list[Decision]:
    targets = TARGETS if kind is Kind.ORDERS else (Target.WINS, Target.PRICE)
    found = []
    for n in range(DECISIONS):
        size = float(np.exp(rng.normal(np.log(0.08), 0.7)))
        error = size * rng.uniform(0.2, 0.6)
        seen = float(rng.normal(size, error))
        effect = Estimate(RELATIVE, seen, seen - 1.645 * error, seen + 1.645 * error, "relative change")
        target = targets[n % len(targets)]
        name = Phrase.same(f"decision {n}")
        found.append(Decision(target, size, Lever(target, name, effect, Grade.EXPERIMENT, {"n": str(n)})))
    return found


def judge(seed: int) -> Result:
    """One company, forecast from its past and held against its future."""
    company = Company(seed)
    whole, start, history = company.months_of(), company.months, company.history()
    past = history.past
    decisions = _decisions(np.random.default_rng((seed, 1)), company.kind)
    moves = {str(n): [Move(d.lever, ramp=RAMP)] for n, d in enumerate(decisions)}
    found = forecast(history, {}, moves, wishes=Wishes(months=_AHEAD, seed=seed))
    truth = whole.revenue[start:]
    low, middle, high = np.quantile(found.today.sales, [0.05, 0.5, 0.95], axis=0)
    year = found.revenue(_AHEAD)
    tested = backtest(history)
    return Result(
        company.kind, start, year.low, year.value, year.high, float(truth.sum()),
        int(((truth >= low) & (truth <= high)).sum()), float(np.abs(middle - truth).mean() / truth.mean()),
        float(np.abs(past.revenue[-_AHEAD:] - truth).mean() / truth.mean()),
        bool(tested.details["year_covered"]) if tested else True,
        tuple(_true_effect(company, d, whole) for d in decisions),
        tuple((e.revenue.low, e.revenue.value, e.revenue.high) for e in found.effects),
    )  # fmt: skip


def _true_effect(company: Company, decision: Decision, whole: Past) -> float:
    path = 1 + decision.size * np.clip((np.arange(_AHEAD) + 1) / RAMP, 0, 1)
    changed = company.months_of(Plan(**{decision.target.value: path}))
    return float((changed.revenue - whole.revenue)[company.months :].sum())


def rank_correlation(result: Result) -> float:
    """Spearman's, between true and foretold effects of a company's decisions."""
    from scipy.stats import spearmanr

    return float(spearmanr(result.true_effects, [effect[1] for effect in result.effects]).statistic)


def run(companies: int = 600, processes: int = 1) -> None:
    """Judge so many companies and write ``docs/benchmarks/growth.md``."""
    time = timed(Company(FIRST).history())
    with get_context("spawn").Pool(processes) as pool:
        results = pool.map(judge, range(FIRST, FIRST + companies), chunksize=4)
    write(results, time)


def write(results: Sequence[Result], time: Table) -> None:
    """The page."""
    groups = {
        "all": list(results),
        "orders": [r for r in results if r.kind is Kind.ORDERS],
        "contracts": [r for r in results if r.kind is Kind.CONTRACTS],
        "deals": [r for r in results if r.kind is Kind.DEALS],
        "less than 30 months": [r for r in results if r.months < 30],
        "30 months or more": [r for r in results if r.months >= 30],
    }
    _page(groups, time)


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """Shares covered, errors and rank correlations of some companies."""
    true = np.concatenate([r.true_effects for r in results])
    said = np.concatenate([np.array(r.effects) for r in results])
    return {
        "companies": len(results),
        "year": float(np.mean([r.low <= r.truth <= r.high for r in results])),
        "months": float(np.mean([r.covered / _AHEAD for r in results])),
        "width": float(np.median([(r.high - r.low) / r.truth for r in results])),
        "error": float(np.mean([r.error for r in results])),
        "naive": float(np.mean([r.naive for r in results])),
        "backtest": float(np.mean([r.backtest_covered for r in results])),
        "effects": float(np.mean((true >= said[:, 0]) & (true <= said[:, 2]))),
        "rank": float(np.mean([rank_correlation(r) for r in results])),
    }


def _page(groups: Mapping[str, Sequence[Result]], time: Table) -> None:
    seen = {name: figures(results) for name, results in groups.items() if results}
    forecasts = Table(
        "The next 12 months",
        (
            "companies",
            "number",
            "year in its band",
            "months in theirs",
            "width of the year's band",
            "error",
            "of naive",
        ),
        [[name, *(found[key] for key in _FORECAST)] for name, found in seen.items()],
        "Shares of 90% bands that hold the truth; the median width of the year's band by the truth; the mean absolute "
        "error of a month by the mean month, and that of the same months of the year before.",
    )
    decisions = Table(
        "Decisions",
        ("companies", "number", "effects in their intervals", "rank correlation", "back-tests covered"),
        [[name, *(found[key] for key in _DECIDED)] for name, found in seen.items()],
        f"{DECISIONS} decisions a company: shares of 90% intervals that hold the true added revenue (that of one "
        "future, its chance included, of which the model's expectation knows nothing), the mean rank correlation "
        "(Spearman) of foretold and true effects, and how often the year before was covered.",
    )
    Page("growth", "Growth forecasts", "python -m benchmarks growth", [forecasts, decisions, time], [_SEEDS]).write()


_SEEDS = f"Companies {FIRST} and following, a third of each kind; none of them was looked at while the model was made"
_FORECAST = ("companies", "year", "months", "width", "error", "naive")
_DECIDED = ("companies", "effects", "rank", "backtest")
