"""From cells to segments: how many there are, who is in them, what they are worth and which to focus on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted, Given
from corrente.core.words import Phrase, phrase
from corrente.inference.latent_classes import Choice, Classes, choose, draws, fit_large, stability_draws
from corrente.upstream.segments.columns import Array, Cut, read, uses, without_ratings
from corrente.upstream.segments.given import Carried, lifetime, total_lifetime, win_rates
from corrente.upstream.segments.naming import Rule, names, rules, unique
from corrente.upstream.segments.opinions import Opinions, Survey, judged
from corrente.upstream.segments.plan import Plan, plan
from corrente.upstream.segments.refusals import MIN_CUSTOMERS, all_alike, too_few
from corrente.upstream.segments.traits import Told, traits_of

_MOST_DRAWS, _FEWEST_DRAWS, _WORK = 400, 100, 1_500_000
_AGAIN = 1000
_CERTAIN = 0.8  # a segment is taken for certain from here on
_MIN_NEW = 20  # new customers of a period that a growth is quoted from


@dataclass(frozen=True)
class Segment:
    """One segment in words and numbers; ``name`` is what it is called in the company's language, as scores have it.

    ``worth`` are draws of attractiveness times ability to win, ``gain`` is what a customer of it is worth beyond the
    average one, ``chance_best`` the chance that the segment is the one to focus on, ``says`` its rule.
    """

    name: str
    said: Phrase
    customers: int
    estimates: tuple[Estimate, ...]
    worth: Array
    gain: Estimate
    chance_best: float
    says: Rule | None

    def estimate(self, name: str) -> Estimate | None:
        """The segment's estimate of that name, where there is one."""
        return next((e for e in self.estimates if e.name == name), None)


@dataclass(frozen=True)
class Segments:
    """What the cells say: the segments, most worth first (one only: there are none), and what scoring needs.

    ``opinions`` says what became of the ratings, ``used`` whether anybody uses the product, as far as usage shows.
    """

    planned: Plan
    customers: int
    found: tuple[Segment, ...]
    choice: Choice
    right: float
    backtest: Backtest
    cells: Cells
    labels: NDArray[np.int64]
    sure: Array
    value_unit: str
    won: bool
    lifetime: bool
    opinions: Opinions
    used: bool
    stability: Estimate | None = None
    coverage: Estimate | None = None
    traits: tuple[tuple[Told, ...], ...] = ()


def infer(counts: Counted, given: Given, rng: Generator) -> Segments | Refusal:
    """Latent classes of the cells, chosen by held-out likelihood and stability; refuses what cannot be told apart."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    cells = counts["cells"]
    customers = int(cells["customers"].sum())
    if customers < MIN_CUSTOMERS:
        return too_few(customers)
    opinions = judged(planned.opinions, counts.get("respondents"), customers)
    if opinions.survey is not Survey.USED:
        cells = without_ratings(cells)
    cut = read(cells, planned, opinions)
    if not cut.patterns.sizes:
        return all_alike(customers)
    choice = choose(cut.patterns, rng)
    fitted = fit_large(cut.patterns, choice.classes, rng)
    chances = fitted.chances(cut.patterns)
    found = _segments(cut, cells, planned, fitted, given, rng)
    said = unique(names(cut, chances)) if choice.classes > 1 else (phrase("all customers", "todos os clientes"),)
    language = given.profile.settings.language
    plain = tuple(name.say(language) for name in said) if choice.classes > 1 else ("all",)
    told, right = rules(cut, chances) if choice.classes > 1 else ((None,), 1.0)
    segments = _named(found, plain, said, told, chances, cut)
    traits = traits_of(cut, chances)
    order = np.argsort([-float(s.worth.mean()) for s in segments])
    rank = np.argsort(order)
    return Segments(
        planned,
        customers,
        tuple(segments[k] for k in order),
        choice,
        right,
        _backtest(choice),
        cells,
        rank[chances.argmax(axis=1)],
        chances.max(axis=1),
        found.value_unit,
        found.won,
        found.lifetime,
        opinions,
        uses(cells),
        _stability(choice, rng),
        _coverage(cut.patterns.people, chances.max(axis=1), choice.classes, rng),
        tuple(traits[k] for k in order),
    )


def _stability(choice: Choice, rng: Generator) -> Estimate | None:
    """How far two halves of the customers agree; nothing where there is only one segment."""
    if choice.agreement is None:
        return None
    drawn = stability_draws(choice.agreement, rng, _AGAIN)
    return Estimate.from_draws("segment_stability", drawn, "adjusted Rand index", value=choice.stability)


def _coverage(people: Array, sure: Array, classes: int, rng: Generator) -> Estimate | None:
    """The share of customers whose segment is certain enough to act on; nothing where there is only one segment."""
    if classes == 1:
        return None
    everybody, covered = float(people.sum()), float(people[sure >= _CERTAIN].sum())
    drawn = rng.beta(covered + 0.5, everybody - covered + 0.5, _AGAIN)
    seen = {"customers": round(everybody), "covered": round(covered)}
    value = covered / everybody
    return Estimate.from_draws("segment_coverage", drawn, "share of customers", value=value, observed=seen)


def _backtest(choice: Choice) -> Backtest:
    return Backtest(
        "held-out log-likelihood per customer",
        choice.held_out,
        choice.one_class,
        phrase("no segments: everybody alike", "sem segmentos: todos iguais"),
        lower_is_better=False,
        details={
            "classes": float(choice.classes),
            "stability": choice.stability,
            "customers": choice.customers,
            **{f"gain_{k}": mean for k, (mean, _) in enumerate(choice.gains, start=2)},
        },
    )


@dataclass(frozen=True)
class _Drawn:
    """Draws (S, K) of shares, value per customer, growth and win rate (None where unknown), and their product."""

    share: Array
    value: Array
    growth: Array | None
    win: Array | None
    value_unit: str
    lifetime: bool

    @property
    def won(self) -> bool:
        return self.win is not None

    @property
    def worth(self) -> Array:
        """Attractiveness (size, value, growth) times the ability to win, up to a factor."""
        growth = 1.0 if self.growth is None else np.clip(1 + self.growth, 0.2, 5.0)
        return np.asarray(self.share * self.value * growth * (1.0 if self.win is None else self.win))


def _segments(cut: Cut, cells: Cells, planned: Plan, fitted: Classes, given: Given, rng: Generator) -> _Drawn:
    """Posterior draws of everything that is said of the segments."""
    classes = len(fitted.shares)
    size = int(np.clip(_WORK // (len(cut.patterns.people) * classes), _FEWEST_DRAWS, _MOST_DRAWS))
    parameters = draws(cut.patterns, fitted, rng, size)
    people, recent, earlier, spent, squares = (
        np.asarray(cells[name], dtype=float) for name in ("customers", "recent", "earlier", "spent", "spent_squares")
    )
    worth, unit, known = _worth_of_cells(cut, people, spent, given, planned, rng, size)
    wins = win_rates(given, cut, rng, size)
    grows = planned.grows and min(recent.sum(), earlier.sum()) >= _MIN_NEW
    parts: list[tuple[Array, Array, Array, Array]] = []
    for s, drawn in enumerate(parameters):
        chances = _likeliest(drawn.chances(cut.patterns))
        n = people @ chances
        total = spent @ chances
        error = np.sqrt(np.maximum(squares @ chances - total**2 / n, 0.0)) / np.maximum(total, 1e-9)
        noise = np.maximum(1 + error * rng.standard_normal(classes), 0.0)
        value = (worth[s] @ chances) / n * noise
        change = rng.gamma(recent @ chances + 0.5) / rng.gamma(earlier @ chances + 0.5) - 1
        parts.append((drawn.shares, value, change, _mixed(wins, s, people, chances)))
    share, value, growth, win = (np.stack(part) for part in zip(*parts, strict=True))
    return _Drawn(share, value, growth if grows else None, win if wins else None, unit, known)


def _likeliest(chances: Array) -> Array:
    """Each cell's likeliest class (C, K) alone, unless some class would be left with nobody.

    Within a cell whoever belongs to a class that spends more spends more: shares of cells would make classes alike.
    """
    found = np.eye(chances.shape[1])[chances.argmax(axis=1)]
    return found if found.any(axis=0).all() else chances


def _mixed(carried: Carried | None, draw: int, people: Array, chances: Array) -> Array:
    """What an earlier answer's levels say of each class: the mean over its customers."""
    if carried is None:
        return np.ones(chances.shape[1])
    of_cells = carried.levels[draw][carried.trait.code]
    return np.asarray((people * of_cells) @ chances / (people @ chances))


def _worth_of_cells(
    cut: Cut, people: Array, spent: Array, given: Given, planned: Plan, rng: Generator, size: int
) -> tuple[Array, str, bool]:
    """Value (S, C) of the cells' customers: their spending, or lifetime value shared out as they spent.

    Loyalty's lifetime values are by its own segments (a column of customers); within a level, customers' parts are as
    their spending in the last period. Where loyalty gives one value only, the same holds of everybody.
    """
    currency = given.profile.settings.currency
    carried, whole = lifetime(given, cut, rng, size), total_lifetime(given)
    if carried is not None:
        code, levels = carried.trait.code, len(carried.trait.levels)
        sums, heads = np.bincount(code, spent, levels), np.bincount(code, people, levels)
        rate = np.divide(heads, sums, out=np.zeros(levels), where=sums > 0)
        return carried.levels[:, code] * rate[code] * spent, carried.unit, True
    if whole is not None and spent.sum() > 0:
        rate = spent * people.sum() / spent.sum()
        spread = (whole.high - whole.low) / 3.29
        level = np.maximum(whole.value + spread * rng.standard_normal(size), 0.0)
        return level[:, None] * rate, whole.unit, True
    return np.broadcast_to(spent, (size, len(spent))), f"{currency} per customer in {planned.days} days", False


def _named(
    drawn: _Drawn,
    plain: tuple[str, ...],
    said: tuple[Phrase, ...],
    told: tuple[Rule | None, ...],
    chances: Array,
    cut: Cut,
) -> list[Segment]:
    best, mean = drawn.worth.argmax(axis=1), (drawn.share * drawn.value).sum(axis=1)
    return [
        Segment(
            name,
            said[k],
            round(float(cut.patterns.people @ chances[:, k])),
            tuple(_estimates(drawn, k, {"segment": name}, {"segment": said[k]})),
            drawn.worth[:, k],
            Estimate.from_draws(
                "value_above_average",
                drawn.value[:, k] - mean,
                drawn.value_unit,
                {"segment": name},
                said={"segment": said[k]},
            ),
            float((best == k).mean()),
            told[k],
        )
        for k, name in enumerate(plain)
    ]


def _estimates(drawn: _Drawn, k: int, of: dict[str, str], said: dict[str, Phrase]) -> Iterator[Estimate]:
    if drawn.share.shape[1] > 1:
        yield Estimate.from_draws("segment_share", drawn.share[:, k], "share of customers", of, said=said)
    yield Estimate.from_draws("segment_value", drawn.value[:, k], drawn.value_unit, of, said=said)
    if drawn.growth is not None:
        unit = "share of the new customers of the period before"
        yield Estimate.from_draws("segment_growth", drawn.growth[:, k], unit, of, said=said)
    if drawn.win is not None:
        yield Estimate.from_draws("segment_win_rate", drawn.win[:, k], "share of closed deals", of, said=said)
