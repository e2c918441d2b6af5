"""From counts to the solutions room's estimate: what people value, what they would pay, and what sells best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.room import Counted, Given
from corrente.inference.choice import Vector
from corrente.inference.hierarchical_choice import Hierarchy, posterior
from corrente.inference.preference_share import People, PriceCurves, people, price_curves, price_nodes, shares
from corrente.upstream.solutions.backtest import backtest
from corrente.upstream.solutions.coding import MAX_COLUMNS, Column, Role, common_and_own, unread
from corrente.upstream.solutions.market import Offers, offers
from corrente.upstream.solutions.refusals import (
    MIN_RESPONDENTS,
    MIN_TASKS,
    PER_COLUMN,
    all_alike,
    nothing_varies,
    too_few_answers,
    too_few_choices,
    too_many_features,
)
from corrente.upstream.solutions.survey import Survey, survey
from corrente.upstream.solutions.tasks import Tasks, read

SURE_PRICE = 0.99
"""How sure it must be that a higher price puts off, before anything is divided by its part-worth."""
_SIMULATED = 400
_EDGE = 0.2  # of draws at an end of the prices shown: the best price may then lie beyond


@dataclass(frozen=True)
class Best:
    """A candidate at its best price: draws (D,) of the price, the gain per buyer and the share there.

    ``at_edge`` says that the best price may lie beyond the prices shown; ``leads`` is the probability that no
    candidate brings more.
    """

    name: str
    price: Estimate
    gain: Estimate
    share: Estimate
    at_edge: bool
    leads: float
    of_segments: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Preferences:
    """What the choice tasks say."""

    respondents: int
    tasks: int
    passed_over: int
    unread: tuple[str, ...]
    columns: tuple[Column, ...]
    segments: tuple[str, ...]
    worths: tuple[Estimate, ...]
    pays: tuple[Estimate, ...]
    certainty: dict[str, float]
    price_hurts: float | None
    offers: Offers
    today: tuple[Estimate, ...]
    best: tuple[Best, ...]
    fit: Hierarchy
    backtest: Backtest


@dataclass(frozen=True)
class Solutions:
    """What choices and price survey say; at least one of them does."""

    preferences: Preferences | None
    survey: Survey | None
    currency: str


def infer(counts: Counted, given: Given, rng: Generator) -> Solutions | Refusal:
    """Preferences from the tasks, price points from the survey: whichever has enough respondents."""
    currency = given.profile.settings.currency
    priced = survey(counts["answers"], currency, rng) if "answers" in counts else None
    found = _preferences(counts, given, rng) if "tasks" in counts else None
    usable = priced if priced is not None and priced.points else None
    if isinstance(found, Preferences):
        return Solutions(found, usable, currency)
    if usable is not None:
        return Solutions(None, usable, currency)
    if isinstance(found, Refusal):
        return found
    respondents = priced.respondents if priced else 0
    return all_alike(respondents) if respondents >= MIN_RESPONDENTS else too_few_answers(respondents)


def _preferences(counts: Counted, given: Given, rng: Generator) -> Preferences | Refusal:
    tables, settings = given.profile.tables, given.profile.settings
    tasks = read(counts["tasks"], tables["choices"])
    refusal = _refused(tasks)
    if refusal is not None:
        return refusal
    turn = common_and_own(tasks.columns)
    fit = posterior(tasks.made().turned(turn), tasks.groups, rng).turned(turn)
    market = offers(tasks, counts.get("offers"), tables.get("competitors"), settings)
    sizes = np.bincount(tasks.groups).astype(np.float64)
    worths, pays, sure, hurts = _values(tasks, fit, sizes, settings.currency)
    today, best = _sold(tasks, fit, sizes, market, settings.currency, hurts)
    return Preferences(
        len(tasks.groups), tasks.number, tasks.passed_over, unread(tasks.given), tasks.columns, tasks.segments,
        worths, pays, sure, hurts, market, today, best, fit, backtest(tasks, fit),
    )  # fmt: skip


def _refused(tasks: Tasks) -> Refusal | None:
    respondents, columns = len(tasks.groups), len(tasks.columns)
    if respondents and not columns:
        return nothing_varies()
    if columns > MAX_COLUMNS:
        return too_many_features(columns, MAX_COLUMNS)
    needed = max(MIN_RESPONDENTS, PER_COLUMN * columns)
    if respondents < needed or tasks.number < MIN_TASKS * respondents:
        return too_few_choices(respondents, needed)
    return None


def _values(
    tasks: Tasks, fit: Hierarchy, sizes: Vector, currency: str
) -> tuple[tuple[Estimate, ...], tuple[Estimate, ...], dict[str, float], float | None]:
    """Part-worths and willingness to pay of all and by segment; how sure each sign is; how sure price puts off."""
    means = {"all": fit.overall(sizes)}
    if len(tasks.segments) > 1:
        means |= {name: fit.means[:, s] for s, name in enumerate(tasks.segments)}
    price = _price_column(tasks.columns)
    worths: list[Estimate] = []
    pays: list[Estimate] = []
    for segment, draws in means.items():
        worths += _worths(tasks.columns, draws, segment)
        if price is not None and float((draws[:, price] < 0).mean()) >= SURE_PRICE:
            pays += _pays(tasks.columns, draws, price, segment, currency)
    sure = {"/".join(c.label.values()): float((means["all"][:, k] > 0).mean()) for k, c in enumerate(tasks.columns)}
    hurts = None if price is None else float((means["all"][:, price] < 0).mean())
    return tuple(worths), tuple(pays), sure, hurts


def _price_column(columns: tuple[Column, ...]) -> int | None:
    return next((k for k, column in enumerate(columns) if column.role is Role.PRICE), None)


def _worths(columns: tuple[Column, ...], draws: Vector, segment: str) -> Iterator[Estimate]:
    for k, column in enumerate(columns):
        per_unit = column.role in (Role.PRICE, Role.NUMBER)
        unit = "log odds per unit" if per_unit else "log odds against the base level"
        yield Estimate.from_draws("part_worth", draws[:, k] / column.scale, unit, {**column.label, "segment": segment})


def _pays(columns: tuple[Column, ...], draws: Vector, price: int, segment: str, currency: str) -> Iterator[Estimate]:
    """What a feature is worth in money: the ratio of mean part-worths, its centre the median of the draws."""
    per_currency = -draws[:, price] / columns[price].scale
    for k, column in enumerate(columns):
        if k != price:
            pay = draws[:, k] / column.scale / per_currency
            of = {**column.label, "segment": segment}
            yield Estimate.from_draws("willingness_to_pay", pay, currency, of, float(np.median(pay)))


def _sold(
    tasks: Tasks, fit: Hierarchy, sizes: Vector, market: Offers, currency: str, hurts: float | None
) -> tuple[tuple[Estimate, ...], tuple[Best, ...]]:
    """Shares at today's prices, and every candidate at its best price, if price puts off and there is a choice."""
    price = _price_column(tasks.columns)
    outside = _outside(tasks)
    if price is None or hurts is None or hurts < SURE_PRICE or (outside is None and not len(market.rivals)):
        return (), ()
    few = np.linspace(0, len(fit.means) - 1, min(_SIMULATED, len(fit.means))).astype(int)
    everyone = people(fit.means[few], fit.covariance[few], sizes)
    scale = tasks.columns[price].scale
    today = tuple(_today(market, everyone, price, scale, outside))
    if not len(market.candidates):
        return today, ()
    shown = tasks.given.price[~tasks.given.nothing] / scale
    nodes = price_nodes(float(shown.min()), float(shown.max()))
    curves = price_curves(everyone, market.candidates, price, nodes, market.rivals, outside)
    in_money = PriceCurves(nodes * scale, curves.shares)
    return today, _best(market, in_money, sizes, tasks.segments, currency)


def _outside(tasks: Tasks) -> Vector | None:
    """The design of choosing none, where the tasks offer it."""
    if not tasks.given.nothing.any():
        return None
    return np.array([float(column.role is Role.NOTHING) for column in tasks.columns])


def _today(market: Offers, everyone: People, price: int, scale: float, outside: Vector | None) -> Iterator[Estimate]:
    """What each offer's share is at its price today: ours that have a price, and the rivals'."""
    priced = np.isfinite(market.prices)
    own = market.candidates[priced].copy()
    own[:, price] = market.prices[priced] / scale
    names = [name for name, there in zip(market.names, priced, strict=True) if there] + list(market.rival_names)
    design = np.concatenate([own, market.rivals])
    if len(names) < 2 and outside is None:
        return
    mixed = np.einsum("dsj,s->dj", shares(everyone, design, outside), everyone.sizes)
    for j, name in enumerate(names):
        yield Estimate.from_draws("preference_share", mixed[:, j], "share of choices", {"offer": name})


def _best(
    market: Offers, curves: PriceCurves, sizes: Vector, segments: tuple[str, ...], currency: str
) -> tuple[Best, ...]:
    """Each candidate at its best price, the one that brings the most on average first."""
    costs = market.costs if market.costs_known else np.zeros(len(market.names))
    price, gain, share = curves.best(costs, sizes)
    leader = np.bincount(gain.argmax(axis=1), minlength=len(market.names)) / len(gain)
    alone = [curves.best(costs, np.eye(len(segments))[s]) for s in range(len(segments) if len(segments) > 1 else 0)]
    name = "best_profit" if market.costs_known else "best_revenue"
    low, high = curves.prices[[0, -1]]
    found = []
    for j, offer in enumerate(market.names):
        of = {"offer": offer}
        edge = float(((price[:, j] <= low) | (price[:, j] >= high)).mean())
        found.append(Best(
            offer,
            Estimate.from_draws("best_price", price[:, j], currency, of),
            Estimate.from_draws(name, gain[:, j], f"{currency} per choice", of),
            Estimate.from_draws("share_at_best_price", share[:, j], "share of choices", of),
            edge > _EDGE,
            float(leader[j]),
            tuple(
                (s, float(p[:, j].mean()), float(g[:, j].mean()))
                for s, (p, g, _) in zip(segments, alone, strict=False)
            ),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda best: -best.gain.value))
