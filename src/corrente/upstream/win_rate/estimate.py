"""From counted cells to the win rate room's estimate: rates, what goes with winning, chances of open deals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Cells, Lookup, Scores
from corrente.core.profile import TableProfile
from corrente.core.room import Counted, Given
from corrente.inference.average_effects import average_effects
from corrente.inference.hierarchical_logistic import LogisticPosterior, expit, log_likelihood, posterior
from corrente.upstream.win_rate.ages import ages
from corrente.upstream.win_rate.backtest import backtest
from corrente.upstream.win_rate.deals import Deals, Vector, read, sums
from corrente.upstream.win_rate.plan import chosen, pattern_parameters
from corrente.upstream.win_rate.refusals import MIN_CLOSED, one_sided, too_few

MIN_OF_LEVEL = 10
"""Closed deals needed to quote one level: from 10 on, its interval is at most 50 points wide."""
_DRAWS = 1000
_DRAWS_OF_ONE = 400  # for the interval of one deal's chance: its ends are known to a tenth of its sd
_WORKED_OUT = 2_000_000  # chances moved by age: draws times patterns
_DRAWN_ONE_BY_ONE = 2_000_000  # binomial draws; sums of thousands of open deals are normal to all that is shown
_REPEATED = re.compile(r"(\d[\d.,]*) (?:rows repeat|linhas repetem)")


@dataclass(frozen=True)
class Driver:
    """One level of one covariate: its deals, its win rate, and its adjusted effect (draws, in shares)."""

    covariate: str
    level: str
    won: int
    closed: int
    effect: Estimate
    draws: Vector


@dataclass(frozen=True)
class WinRate:
    """What the counts say: rates, drivers, reasons for loss, chances of open deals, and the back-test.

    ``echoes`` are columns left out because they follow the outcome; ``repeated`` rows look like other rows.
    """

    overall: Estimate
    rates: tuple[Estimate, ...]
    drivers: tuple[Driver, ...]
    reasons: tuple[Estimate, ...]
    backtest: Backtest
    fit: LogisticPosterior
    scales: Mapping[str, float]
    log_likelihood: float
    expected_wins: Estimate | None
    chances: Scores
    echoes: tuple[str, ...]
    repeated: str | None
    losses_known: bool


def infer(counts: Counted, given: Given, rng: Generator) -> WinRate | Refusal:
    """Win rates, drivers, open deals' chances and the back-test from the counted cells."""
    table = given.profile.tables["opportunities"]
    deals, echoes = read(counts["cells"], chosen(table))
    won, closed = int(deals.cells.won.sum()), int(deals.cells.total.sum())
    if closed < MIN_CLOSED or (won == 0 and not deals.losses_known):
        return too_few(closed if deals.losses_known else won)
    if won in (0, closed):
        return one_sided(closed, won > 0)
    fit = posterior(deals.cells, rng, draws=_DRAWS)
    chances = expit(fit.coefficients @ deals.cells.design.T)
    overall = _rate("win_rate", won, closed, {"segment": "all"})
    of_open = _of_open(deals, chances, counts.get("ages"), rng)
    drivers = tuple(_drivers(deals, average_effects(deals.cells, fit.coefficients)))
    tested = backtest(deals, counts, rng)
    return WinRate(
        overall=overall,
        rates=(overall, *(rate for covariate in range(len(deals.covariates)) for rate in _rates(deals, covariate))),
        drivers=drivers,
        reasons=_reasons(counts.get("reasons")),
        backtest=tested,
        fit=fit,
        scales={c.name: float(s) for c, s in zip(deals.covariates, fit.scales.mean(axis=0), strict=False)},
        log_likelihood=float(log_likelihood(deals.cells, fit.coefficients.mean(axis=0, keepdims=True))[0]),
        expected_wins=_expected_wins(deals, of_open, rng),
        chances=Scores("win_rate", pattern_parameters(given.profile, table), {"patterns": _lookup(deals, of_open)}),
        echoes=echoes,
        repeated=_repeated(table),
        losses_known=deals.losses_known,
    )


def scores(estimate: WinRate) -> Scores:
    """Each open deal's chance to win with its 90% interval, joined by the deal's pattern."""
    return estimate.chances


def _rate(name: str, won: float, closed: float, of: Mapping[str, str]) -> Estimate:
    """The observed share, with the Jeffreys interval of the rate behind it (Brown, Cai & DasGupta 2001)."""
    from scipy.special import betaincinv

    quantiles = betaincinv(won + 0.5, closed - won + 0.5, [0.05, 0.25, 0.75, 0.95])
    low = 0.0 if won == 0 else float(quantiles[0])
    high = 1.0 if won == closed else float(quantiles[3])
    value = float(won / closed)
    inner = (min(float(quantiles[1]), value), max(float(quantiles[2]), value))
    observed = {"won": int(won), "closed": int(closed)}
    return Estimate(name, value, low, high, "share of closed deals", of, inner, observed)


def _rates(deals: Deals, covariate: int) -> Iterator[Estimate]:
    of = deals.covariates[covariate]
    for level, won, closed in zip(of.levels, *sums(deals.cells, covariate), strict=True):
        if closed >= MIN_OF_LEVEL:
            yield _rate("win_rate", won, closed, {of.name: level})


def _drivers(deals: Deals, effects: Vector) -> Iterator[Driver]:
    column = 0
    for j, covariate in enumerate(deals.covariates):
        for level, won, closed in zip(covariate.levels, *sums(deals.cells, j), strict=True):
            if closed >= MIN_OF_LEVEL:
                draws = effects[:, column]
                unit = "share of closed deals, against the average level"
                effect = Estimate.from_draws("win_rate_effect", draws, unit, {covariate.name: level})
                yield Driver(covariate.name, level, int(won), int(closed), effect, draws)
            column += 1


def _reasons(raw: Cells | None) -> tuple[Estimate, ...]:
    """Share of each reason among the lost deals that give one, most frequent first."""
    if raw is None:
        return ()
    given = [(str(reason), int(n)) for reason, n in zip(raw["reason"], raw["deals"], strict=True) if reason]
    total = sum(n for _, n in given)
    ranked = sorted(given, key=lambda pair: (-pair[1], pair[0]))
    unit = "share of lost deals with a reason"
    return tuple(
        replace(_rate("loss_reason_share", n, total, {"reason": reason}), unit=unit, observed={"lost": n})
        for reason, n in ranked
    )


def _of_open(deals: Deals, chances: Vector, spells: Cells | None, rng: Generator) -> Vector:
    """The chances (S, H) of the patterns that open deals have, moved by what their ages say; few draws of many."""
    held = chances[:, deals.still_open > 0]
    old = None if spells is None or not deals.losses_known else ages(spells, rng, len(held))
    some = max(_DRAWS_OF_ONE, _WORKED_OUT // max(held.shape[1], 1))
    return held if old is None else old.chances(held[:some])


def _expected_wins(deals: Deals, chances: Vector, rng: Generator) -> Estimate | None:
    """How many of the open deals will be won: a predictive interval, for the count will be seen."""
    if not deals.losses_known or not deals.still_open.any():
        return None
    number, chance = deals.still_open[deals.still_open > 0].astype(np.int64), chances.astype(float)
    if chance.size <= _DRAWN_ONE_BY_ONE:
        wins = rng.binomial(number, chance).sum(axis=1)
    else:
        spread = np.sqrt((chance * (1 - chance)) @ number)
        wins = np.rint(chance @ number + spread * rng.standard_normal(len(chance))).clip(0, number.sum())
    return Estimate.from_draws("expected_wins", wins, "open deals that will be won", {"segment": "open"})


def _lookup(deals: Deals, chances: Vector) -> Lookup:
    """The patterns of open deals with their chance to win and its interval."""
    held = np.flatnonzero(deals.still_open)
    some = chances[:_DRAWS_OF_ONE]
    low, high = np.quantile(some, [0.05, 0.95], axis=0) if len(held) else (np.zeros(0), np.zeros(0))
    patterns = {key: column[held] for key, column in deals.raw.items() if key.startswith("level_")}
    return {**patterns, "chance": chances.mean(axis=0), "low": low, "high": high}


def _repeated(table: TableProfile) -> str | None:
    """How many rows repeat another one, as the door noted it where no id tells deals apart."""
    found = [match.group(1) for note in table.notes if (match := _REPEATED.search(note))]
    return found[0] if found else None
