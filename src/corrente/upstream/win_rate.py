"""How do we raise the success rate? Win rates by group, what goes with winning, and each open deal's chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import (
    Action,
    Answer,
    Backtest,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Refusal,
    Status,
    Table,
)
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Cells, Count, Lookup, Scores
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.profile import Profile, TableProfile
from corrente.core.room import Counted, Given
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.inference.discrimination import auc, log_loss
from corrente.inference.hierarchical_logistic import (
    DealCells,
    LogisticPosterior,
    average_effects,
    expit,
    mode,
    posterior,
)

QUESTION = QUESTIONS["win_rate"]

Vector = NDArray[np.float64]

MIN_CLOSED = 30
"""Closed deals needed at all: from 30 on, the 90% interval of the win rate is at most 30 points wide."""
MIN_OF_LEVEL = 10
"""Closed deals needed to quote one level: from 10 on, its interval is at most 50 points wide."""
MAX_CELLS, MAX_COVARIATES, MAX_LEVELS, MAX_ALL_LEVELS = 20_000, 25, 50, 250
FOLDS = 10
FAR_PAST = -3_000_000
_TEN_THOUSANDTHS = 10_000
_AMOUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
_NAMED = ("source", "owner", "competitor")
_NOTHING = "(none)"


@dataclass(frozen=True)
class Covariate:
    """A column that deals are told apart by: its key column in the counts, its name, and its levels in code order."""

    key: str
    name: str
    levels: tuple[str, ...] = ()


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
    """What the counts say: rates, drivers, reasons for loss, chances of open deals, and the back-test."""

    overall: Estimate
    rates: tuple[Estimate, ...]
    drivers: tuple[Driver, ...]
    reasons: tuple[Estimate, ...]
    backtest: Backtest
    fit: LogisticPosterior
    scales: Mapping[str, float]
    log_likelihood: float
    open_deals: int
    expected_wins: Estimate | None
    chances: Scores
    caveats: tuple[Phrase, ...]
    losses_known: bool


# --- what to count --------------------------------------------------------------------------------------------------


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Joint cells of the covariates by outcome; where deals have dates, also as of an earlier day, and since then."""
    table = profile.tables.get("opportunities")
    if table is None or table.rows < MIN_CLOSED:
        return _too_few(0 if table is None else table.rows)
    until, first = _span(profile, table)
    switches = _switches(table)
    everything = {"created_after": FAR_PAST, "closed_after": FAR_PAST, **switches}
    asked = {"cells": Count("deal_cells", {"until_day": until, **everything})}
    if first is not None:
        since, part = ("closed_after", 5) if _losses_known(table) else ("created_after", 2)
        cut = until - (until - first) // part
        asked["before"] = Count("deal_cells", {"until_day": cut, **everything})
        asked["after"] = Count("deal_cells", {"until_day": until, **everything, since: cut})
    if "loss_reason" in table.columns and table.distinct.get("loss_reason", 0) <= 200:
        asked["reasons"] = Count("deal_loss_reasons", {"until_day": until})
    return asked


def _span(profile: Profile, table: TableProfile) -> tuple[int, int | None]:
    if table.last_day is None or table.first_day is None:
        return 0, None
    until = profile.until(QUESTION)
    return until, table.first_day if until - table.first_day >= 5 else None


def _losses_known(table: TableProfile) -> bool:
    """Whether any deal is lost; unknown levels count as known losses, and `infer` looks again."""
    outcomes = table.levels.get("outcome", ())
    return not outcomes or any(level.value == "lost" for level in outcomes)


def _candidates(table: TableProfile) -> list[Covariate]:
    """All columns that could tell deals apart."""
    named = [Covariate(f"level_{name}", name) for name in _NAMED if name in table.columns]
    slots = [Covariate(f"level_{slot:02d}", name) for slot, name in enumerate(table.attributes[:24], start=1)]
    return named + slots


def _column(covariate: Covariate) -> str:
    """The clean table's column of a covariate."""
    suffix = covariate.key.removeprefix("level_")
    return f"attribute_{suffix}" if suffix.isdigit() else suffix


def _chosen(table: TableProfile) -> list[Covariate]:
    """Columns with few levels first, as long as their joint cells stay bounded (`MAX_CELLS`)."""
    sized = [(covariate, _size(table, _column(covariate))) for covariate in _candidates(table)]
    if "amount" in table.columns:
        sized.append((Covariate("level_amount", "amount"), len(_AMOUNTS) + 2))
    chosen: list[Covariate] = []
    product, total = 1, 0
    for covariate, size in sorted(sized, key=lambda pair: pair[1]):
        bounded = min(product * size, table.rows) <= MAX_CELLS and total + size <= MAX_ALL_LEVELS
        if 2 <= size <= MAX_LEVELS and 5 * size <= table.rows and bounded and len(chosen) < MAX_COVARIATES:
            chosen.append(covariate)
            product, total = product * size, total + size
    return chosen


def _size(table: TableProfile, column: str) -> int:
    """Different values of a column, nothing being one of them where it occurs."""
    nothing = any(level.value is None for level in table.levels.get(column, ()))
    return table.distinct.get(column, 0) + nothing


def _switches(table: TableProfile) -> dict[str, int]:
    """The parameters that switch covariates on, and the bounds of the amount bands."""
    on = {covariate.key.removeprefix("level_") for covariate in _chosen(table)}
    names = [*_NAMED, "amount", *(f"{slot:02d}" for slot in range(1, 25))]
    bands = {f"amount_{i}": bound * _TEN_THOUSANDTHS for i, bound in enumerate(_AMOUNTS, start=1)}
    return {f"use_{name}": int(name in on) for name in names} | bands


# --- from counts to an estimate -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Deals:
    """The counted cells with their level codes; ``raw`` keeps the count's own rows, (C,) each."""

    raw: Cells
    covariates: tuple[Covariate, ...]
    cells: DealCells
    still_open: Vector
    losses_known: bool


def infer(counts: Counted, given: Given, rng: Generator) -> WinRate | Refusal:
    """Win rates, drivers, open deals' chances and the back-test from the counted cells."""
    table = given.profile.tables["opportunities"]
    deals, echoes = _without_echoes(_deals(counts["cells"], _chosen(table)))
    refusal = _unanswerable(deals)
    if refusal is not None:
        return refusal
    fit = posterior(deals.cells, rng, draws=1000)
    caveats = (*_caveats(deals, table), *echoes)
    parameters = {"until_day": _span(given.profile, table)[0], **_switches(table)}
    return _estimated(deals, fit, counts, Scores("win_rate", parameters), caveats, rng)


def _estimated(
    deals: _Deals, fit: LogisticPosterior, counts: Counted, join: Scores, caveats: tuple[Phrase, ...], rng: Generator
) -> WinRate:
    cells = deals.cells
    chances = expit(fit.coefficients @ cells.design.T)
    effects = average_effects(cells, fit.coefficients)
    rates = [rate for covariate in range(len(deals.covariates)) for rate in _rates(deals, covariate)]
    overall = _rate("win_rate", cells.won.sum(), cells.total.sum(), {"segment": "all"})
    at = fit.coefficients.mean(axis=0)
    return WinRate(
        overall=overall,
        rates=(overall, *rates),
        drivers=tuple(_drivers(deals, effects)),
        reasons=_reasons(counts.get("reasons")),
        backtest=_backtest(deals, counts, rng),
        fit=fit,
        scales={c.name: float(s) for c, s in zip(deals.covariates, fit.scales.mean(axis=0), strict=False)},
        log_likelihood=float(cells.won @ (cells.design @ at) - cells.total @ np.logaddexp(0, cells.design @ at)),
        open_deals=int(deals.still_open.sum()),
        expected_wins=_expected_wins(deals, chances, rng),
        chances=replace(join, lookups={"patterns": _chances(deals, chances)}),
        caveats=caveats,
        losses_known=deals.losses_known,
    )


def _deals(raw: Cells, covariates: list[Covariate]) -> _Deals:
    """Level codes of each covariate; where nothing was ever lost, whatever is not won counts as not won."""
    codes, named = [], []
    for covariate in covariates:
        values, code = np.unique(raw[covariate.key], return_inverse=True)
        codes.append(code)
        named.append(replace(covariate, levels=tuple(_level(covariate, value) for value in values)))
    won, lost = raw["won"].astype(float), raw["lost"].astype(float)
    still_open = raw["still_open"].astype(float)
    losses_known = bool(lost.any())
    levels = np.stack(codes, axis=1) if codes else np.zeros((len(won), 0), dtype=np.int64)
    sizes = tuple(len(covariate.levels) for covariate in named)
    cells = DealCells(levels, sizes, won, lost if losses_known else still_open)
    return _Deals(raw, tuple(named), cells, still_open, losses_known)


def _level(covariate: Covariate, value: object) -> str:
    """A level's name: the text itself, or the band of an amount."""
    if covariate.key != "level_amount":
        return str(value) or _NOTHING
    band = int(str(value))
    if band < 0:
        return _NOTHING
    if band == 0:
        return f"< {_AMOUNTS[0]}"
    return f"{_AMOUNTS[-1]}+" if band == len(_AMOUNTS) else f"{_AMOUNTS[band - 1]}-{_AMOUNTS[band]}"


def _without_echoes(deals: _Deals) -> tuple[_Deals, tuple[Phrase, ...]]:
    """Leave out columns that are filled in only once the outcome is known, and say so."""
    cells = deals.cells
    echo = [_is_echo(cells, j, covariate) for j, covariate in enumerate(deals.covariates)]
    varies = [len(covariate.levels) > 1 for covariate in deals.covariates]
    kept = [j for j in range(len(echo)) if varies[j] and not echo[j]]
    names = ", ".join(c.name for c, left_out in zip(deals.covariates, echo, strict=True) if left_out)
    levels = cells.levels[:, kept] if kept else np.zeros((len(cells.won), 1), dtype=np.int64)
    slim = DealCells(levels, tuple(cells.sizes[j] for j in kept) or (1,), cells.won, cells.lost)
    said = phrase(
        "Left out, because they seem to be filled in only once the outcome is known: {names}.",
        "Ficaram de fora, porque parecem preenchidas só depois do desfecho: {names}.",
        names=names,
    )
    remaining = replace(deals, covariates=tuple(deals.covariates[j] for j in kept), cells=slim)
    return remaining, (said,) if names else ()


def _is_echo(cells: DealCells, covariate: int, of: Covariate) -> bool:
    """Whether deals with (or without) a value all ended one way although chance would hardly ever do that.

    With win rate p, n deals all won have probability p^n; below one in a million it is not chance.
    """
    if _NOTHING not in of.levels:
        return False
    missing = cells.levels[:, covariate] == of.levels.index(_NOTHING)
    base = np.array([cells.won.sum(), cells.lost.sum()]) / max(cells.total.sum(), 1)
    for side in (missing, ~missing):
        ended = np.array([cells.won[side].sum(), cells.lost[side].sum()])
        if ended.sum() and 0 in ended and float(base[ended.argmax()]) ** ended.sum() < 1e-6:
            return True
    return False


def _unanswerable(deals: _Deals) -> Refusal | None:
    won, closed = int(deals.cells.won.sum()), int(deals.cells.total.sum())
    if closed < MIN_CLOSED:
        return _too_few(closed)
    if won == 0 or won == closed:
        outcome = phrase("won", "ganho") if won else phrase("lost", "perdido")
        return Refusal(
            phrase(
                "Every one of the {closed} closed deals was {outcome}, so nothing tells winning from losing.",
                "Todos os {closed} negócios fechados têm o mesmo desfecho ({outcome}): nada separa ganhar de perder.",
                closed=Number(closed, Form.COUNT), outcome=outcome,
            ),
            ("opportunities.outcome",),
            phrase(
                "Bring deals with both outcomes in the column outcome: won and lost.",
                "Traga negócios com os dois desfechos na coluna outcome: won e lost.",
            ),
        )  # fmt: skip
    return None


def _too_few(closed: int) -> Refusal:
    return Refusal(
        phrase(
            "There are {closed} closed deals; a win rate needs at least {needed} to mean anything.",
            "Há {closed} negócios fechados; uma taxa de sucesso precisa de pelo menos {needed} para dizer algo.",
            closed=Number(closed, Form.COUNT), needed=Number(MIN_CLOSED, Form.COUNT),
        ),
        ("opportunities",),
        phrase(
            "Bring more deals with outcome won or lost in the table opportunities.",
            "Traga mais negócios com outcome won ou lost na tabela opportunities.",
        ),
    )  # fmt: skip


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


def _sums(cells: DealCells, covariate: int) -> tuple[Vector, Vector]:
    """Won and closed deals per level of one covariate."""
    code, size = cells.levels[:, covariate], cells.sizes[covariate]
    won, closed = np.bincount(code, cells.won, size), np.bincount(code, cells.total, size)
    return won.astype(np.float64), closed.astype(np.float64)


def _rates(deals: _Deals, covariate: int) -> Iterator[Estimate]:
    of = deals.covariates[covariate]
    for level, won, closed in zip(of.levels, *_sums(deals.cells, covariate), strict=True):
        if closed >= MIN_OF_LEVEL:
            yield _rate("win_rate", won, closed, {of.name: level})


def _drivers(deals: _Deals, effects: Vector) -> Iterator[Driver]:
    column = 0
    for j, covariate in enumerate(deals.covariates):
        for level, won, closed in zip(covariate.levels, *_sums(deals.cells, j), strict=True):
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


def _expected_wins(deals: _Deals, chances: Vector, rng: Generator) -> Estimate | None:
    """How many of the open deals will be won: a predictive interval, for the count will be seen."""
    if not deals.losses_known or not deals.still_open.any():
        return None
    wins = rng.binomial(deals.still_open.astype(np.int64), chances.astype(float)).sum(axis=1)
    return Estimate.from_draws("expected_wins", wins, "open deals that will be won", {"segment": "open"})


def _chances(deals: _Deals, chances: Vector) -> Lookup:
    """The patterns of open deals with their chance to win and its interval."""
    held = np.flatnonzero(deals.still_open)
    low, high = np.quantile(chances[:, held], [0.05, 0.95], axis=0) if len(held) else (np.zeros(0), np.zeros(0))
    patterns = {key: column[held] for key, column in deals.raw.items() if key.startswith("level_")}
    return {**patterns, "chance": chances[:, held].mean(axis=0), "low": low, "high": high}


def _caveats(deals: _Deals, table: TableProfile) -> tuple[Phrase, ...]:
    found = []
    if not deals.losses_known:
        found.append(
            phrase(
                "No deal is marked as lost, so every deal that is not won yet counts as not won.",
                "Nenhum negócio está marcado como perdido: todo negócio ainda não ganho conta como não ganho.",
            )
        )
    repeated = [re.search(r"\d+", note) for note in table.notes if "duplicate" in note.lower()]
    found += [
        phrase(
            "{n} rows repeat another row exactly; they are counted, because no id tells whether they are one deal.",
            "{n} linhas repetem outra linha por inteiro; contam, porque nenhum id diz se são o mesmo negócio.",
            n=Number(float(match.group()), Form.COUNT),
        )
        for match in repeated
        if match
    ]
    return tuple(found)


# --- the back-test --------------------------------------------------------------------------------------------------


def _backtest(deals: _Deals, counts: Counted, rng: Generator) -> Backtest:
    """Out of time where dates allow it, else cross-validated, on deals the model had not seen."""
    split = _by_time(deals, counts)
    pairs = [split] if split else [pair for _ in range(_repeats(deals)) for pair in _folds(deals.cells, rng)]
    start = mode(deals.cells) if not split else None
    kind = "out of time" if split else f"{FOLDS}-fold cross-validation"
    model = _held_out(pairs, [expit(train.design @ mode(train, start)[0]) for train, _ in pairs])
    base = _held_out(pairs, [np.full(len(t.won), t.won.sum() / t.total.sum()) for t, _ in pairs])
    singles = {
        covariate.name: _held_out(pairs, [_single(train, j) for train, _ in pairs])
        for j, covariate in enumerate(deals.covariates)
    }
    best = max(singles, key=lambda name: singles[name][0]) if len(singles) > 1 else None
    baseline = singles[best] if best is not None else base
    return Backtest(
        "auc", model[0], baseline[0], _baseline_name(best), lower_is_better=False,
        details={
            "auc": model[0], "log_loss": model[1], "baseline_log_loss": baseline[1],
            "base_rate_log_loss": base[1], "kind": kind, "deals": float(sum(t.total.sum() for _, t in pairs[:FOLDS])),
        },
    )  # fmt: skip


def _baseline_name(best: str | None) -> Phrase:
    if best is None:
        return phrase("the overall win rate", "a taxa de sucesso geral")
    return phrase("the win rate by {name} alone", "a taxa de sucesso só por {name}", name=best)


Pair = tuple[DealCells, DealCells]


def _by_time(deals: _Deals, counts: Counted) -> Pair | None:
    """Deals closed up to the cut, and those after it; None where either side is too small to tell anything."""
    if "before" not in counts or "after" not in counts:
        return None
    train, test = (_aligned(deals, counts[name]) for name in ("before", "after"))
    enough = all(min(side.won.sum(), side.lost.sum()) >= MIN_OF_LEVEL for side in (train, test))
    return (train, test) if enough and train.total.sum() >= MIN_CLOSED else None


def _aligned(deals: _Deals, raw: Cells) -> DealCells:
    """Another count of the same patterns, in the order of the main one."""
    keys = [key for key in deals.raw if key.startswith("level_")]
    place = {pattern: i for i, pattern in enumerate(zip(*(deals.raw[key] for key in keys), strict=True))}
    rows = np.array([place[pattern] for pattern in zip(*(raw[key] for key in keys), strict=True)], dtype=np.intp)
    won, lost = np.zeros(len(place)), np.zeros(len(place))
    np.add.at(won, rows, raw["won"])
    np.add.at(lost, rows, raw["lost"] if deals.losses_known else raw["still_open"])
    return deals.cells.with_counts(won, lost)


def _repeats(deals: _Deals) -> int:
    """How often the folds are dealt anew: a single deal of few hundred moves the AUC by a point either way."""
    return 4 if deals.cells.total.sum() < 2000 else 1


def _folds(cells: DealCells, rng: Generator) -> Iterator[Pair]:
    """Single deals dealt like cards into folds, outcome by outcome: training and test counts of each fold."""
    won, lost = _dealt(cells.won, rng), _dealt(cells.lost, rng)
    for fold in range(FOLDS):
        test = cells.with_counts(won[:, fold], lost[:, fold])
        yield cells.with_counts(cells.won - test.won, cells.lost - test.lost), test


def _dealt(deals: Vector, rng: Generator) -> Vector:
    """Counts (C, FOLDS) of deals (C,) that get the folds in turn, the cells in random order."""
    order = rng.permutation(len(deals))
    ends = np.cumsum(deals[order]).astype(np.int64)
    fold = np.arange(FOLDS)
    upto = (ends[:, None] - fold + FOLDS - 1) // FOLDS
    dealt = np.empty((len(deals), FOLDS))
    dealt[order] = np.diff(upto, axis=0, prepend=np.zeros((1, FOLDS), dtype=np.int64))
    return dealt


def _held_out(pairs: list[Pair], chances: list[Vector]) -> tuple[float, float]:
    """Area under the curve (mean over folds) and log loss (mean over deals) of chances on the test sides."""
    tests = [test for _, test in pairs]
    areas = [auc(chance, test.won, test.lost) for chance, test in zip(chances, tests, strict=True)]
    chance, won = np.concatenate(chances), np.concatenate([test.won for test in tests])
    return float(np.nanmean(areas)), log_loss(chance, won, np.concatenate([test.lost for test in tests]))


def _single(train: DealCells, covariate: int) -> Vector:
    """The chance of each cell by the training win rate of its level of one covariate (Jeffreys means)."""
    won, closed = _sums(train, covariate)
    return np.asarray(((won + 0.5) / (closed + 1))[train.levels[:, covariate]])


# --- in words -------------------------------------------------------------------------------------------------------


def answer(estimate: WinRate) -> Answer:
    """The answer in words: the rate, what goes with winning, what to move, and how we know."""
    levers = tuple(_levers(estimate))
    effects = tuple(driver.effect for driver in estimate.drivers)
    expected = (estimate.expected_wins,) if estimate.expected_wins else ()
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        estimates=(*estimate.rates, *effects, *expected),
        tables=_tables(estimate),
        actions=tuple(_actions(levers)),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=(*estimate.caveats, _ASSOCIATION)),
    )


def scores(estimate: WinRate) -> Scores:
    """Each open deal's chance to win with its 90% interval, joined by the deal's pattern."""
    return estimate.chances


_METHOD = phrase(
    "Win rates are plain shares of the closed deals. What goes with winning is compared between deals alike in "
    "everything else, and groups with few deals are drawn towards the average. The model was tested on deals it had "
    "not seen.",
    "As taxas de sucesso são proporções simples dos negócios fechados. O que acompanha a vitória é comparado entre "
    "negócios parecidos em todo o resto, e grupos com poucos negócios são puxados para a média. O modelo foi testado "
    "em negócios que não tinha visto.",
)
_ASSOCIATION = phrase(
    "The differences go with winning; only an experiment can say what they would change.",
    "As diferenças acompanham a vitória; só um experimento diz o que elas mudariam.",
)
_REFERENCES = (
    "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "Gelman & Pardoe 2007, Average predictive comparisons",
    "Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling",
)


def _contrasts(estimate: WinRate) -> list[tuple[Driver, Driver, float]]:
    """Per covariate its best level, its worst, and the probability that the best is better; widest gap first.

    Of levels that say something and that a fiftieth of the deals have: smaller ones are nothing to steer by.
    """
    found = []
    enough = (estimate.overall.observed or {})["closed"] / 50
    drivers = [d for d in estimate.drivers if d.level != _NOTHING and d.closed >= enough]
    for name in dict.fromkeys(driver.covariate for driver in drivers):
        ranked = sorted((d for d in drivers if d.covariate == name), key=lambda d: d.effect.value)
        if len(ranked) > 1:
            found.append((ranked[-1], ranked[0], float((ranked[-1].draws > ranked[0].draws).mean())))
    return sorted(found, key=lambda c: c[1].effect.value - c[0].effect.value)


def _headline(estimate: WinRate) -> Phrase:
    share = Number(estimate.overall.value, Form.EXACT_SHARE)
    rate = (
        phrase("{share} of closed deals are won", "{share} dos negócios fechados são ganhos", share=share)
        if estimate.losses_known
        else phrase("{share} of deals are won so far", "{share} dos negócios foram ganhos até agora", share=share)
    )
    if not estimate.backtest.beats_baseline:
        return phrase(
            "{rate}; on unseen deals the drivers predict no better than {baseline}.",
            "{rate}; em negócios novos os fatores não preveem melhor que {baseline}.",
            rate=rate, baseline=estimate.backtest.baseline_name,
        )  # fmt: skip
    clear = [contrast for contrast in _contrasts(estimate) if contrast[2] >= 0.75]
    if not clear:
        return phrase(
            "{rate}; no group clearly wins more than another yet.",
            "{rate}; ainda nenhum grupo ganha claramente mais que outro.",
            rate=rate,
        )
    best, worst, probability = clear[0]
    return phrase(
        "{rate}; {name} {best} {sure} goes with more wins than {worst}, by {gap}.",
        "{rate}; {name} {best} {sure} ganha mais que {worst}: diferença de {gap}.",
        rate=rate, name=best.covariate, best=best.level, worst=worst.level, sure=certainty(probability),
        gap=Number(best.effect.value - worst.effect.value, Form.POINTS),
    )  # fmt: skip


def _levers(estimate: WinRate) -> Iterator[Lever]:
    """The best level of each movable column that is surely (.95) better than average, largest total gain first.

    The gain is what all deals at that level would bring: its effect. The competitor is nothing one can choose.
    """
    best = [contrast[0] for contrast in _contrasts(estimate) if contrast[0].covariate != "competitor"]
    sure = [driver for driver in best if float((driver.draws > 0).mean()) >= 0.95]
    for driver in sorted(sure, key=lambda d: -d.effect.value):
        change = phrase(
            "more deals with {name} = {level}", "mais negócios com {name} = {level}",
            name=driver.covariate, level=driver.level,
        )  # fmt: skip
        yield Lever("win_rate", change, driver.effect, Grade.ASSOCIATION, {driver.covariate: driver.level})


def _actions(levers: tuple[Lever, ...]) -> Iterator[Action]:
    for lever in levers[:3]:
        gain, low, high = (Number(100 * v) for v in (lever.effect.value, lever.effect.low, lever.effect.high))
        advice = phrase(
            "Look for {change}: otherwise alike, they are won {gain} percentage points more often than the average "
            "deal ({low} to {high}).",
            "Busque {change}: com tudo o mais igual, são ganhos {gain} pontos percentuais acima da média "
            "(de {low} a {high}).",
            change=lever.change, gain=gain, low=low, high=high,
        )  # fmt: skip
        yield Action(advice, lever)


def _tables(estimate: WinRate) -> dict[str, Table]:
    rates = {next(iter(rate.of.items())): rate for rate in estimate.rates}
    rows = []
    for d in sorted(estimate.drivers, key=lambda d: -d.effect.value):
        rate, effect = rates[d.covariate, d.level], d.effect
        spread = (rate.value, rate.low, rate.high, effect.value, effect.low, effect.high)
        rows.append((d.covariate, d.level, d.closed, d.won, *spread))
    tables = {"drivers": Table(_DRIVER_COLUMNS, tuple(rows))}
    faced = tuple((row[1], *row[2:7]) for row in rows if row[0] == "competitor")
    if faced:
        titles = dict(list(_DRIVER_COLUMNS.items())[1:7])
        tables["competitors"] = Table(titles, faced)
    if estimate.reasons:
        told = tuple((r.of["reason"], (r.observed or {})["lost"], r.value, r.low, r.high) for r in estimate.reasons)
        tables["loss_reasons"] = Table(_REASON_COLUMNS, told[:50], total_rows=len(told))
    return tables


_DRIVER_COLUMNS = {
    "column": phrase("Column", "Coluna"),
    "level": phrase("Value", "Valor"),
    "closed": phrase("Closed deals", "Negócios fechados"),
    "won": phrase("Won", "Ganhos"),
    "win_rate": phrase("Win rate", "Taxa de sucesso"),
    "win_rate_low": phrase("from", "de"),
    "win_rate_high": phrase("to", "até"),
    "effect": phrase("Difference, all else alike", "Diferença, tudo o mais igual"),
    "effect_low": phrase("from", "de"),
    "effect_high": phrase("to", "até"),
}
_REASON_COLUMNS = {
    "reason": phrase("Reason for loss", "Motivo da perda"),
    "lost": phrase("Lost deals", "Negócios perdidos"),
    "share": phrase("Share", "Proporção"),
    "share_low": phrase("from", "de"),
    "share_high": phrase("to", "até"),
}


def _proof(estimate: WinRate) -> Proof:
    fit = estimate.fit
    return Proof(
        Diagnostics(fit.method.value, fit.pareto_k, fit.effective),
        estimate.backtest,
        {"intercept": float(fit.coefficients[:, 0].mean()), **{f"tau_{k}": v for k, v in estimate.scales.items()}},
        estimate.log_likelihood,
    )


def figure(answer: Answer) -> Picture:
    """Win rates of the column that tells deals apart most, with the overall rate as the reference."""
    overall = answer.estimate("win_rate", segment="all")
    name = _widest(answer)
    shown = [e for e in answer.estimates if e.name == "win_rate" and name in e.of] or [overall]
    ranked = sorted(shown, key=lambda e: -e.value)[:12]
    labels = [Phrase.same(next(iter(e.of.values()))) for e in ranked]
    inner = [e.inner or (e.low, e.high) for e in ranked]
    marks = tuple(
        Mark(e.value, e.low, e.high, i[0], i[1], label=label, emphasis=e is ranked[0])
        for e, i, label in zip(ranked, inner, labels, strict=True)
    )
    said = ", ".join(f"{label} {100 * e.value:.0f}%" for e, label in zip(ranked, labels, strict=True))
    return Picture(
        Kind.INTERVALS, QUESTION.stream, answer.headline,
        phrase("Share of closed deals won, by {name}", "Proporção de negócios ganhos, por {name}", name=name),
        phrase("Win rates by {name}: {said}.", "Taxas de sucesso por {name}: {said}.", name=name, said=said),
        marks, phrase("Win rate", "Taxa de sucesso"), Form.SHARE,
        reference=overall.value, reference_label=phrase("all deals", "todos os negócios"),
    )  # fmt: skip


def _widest(answer: Answer) -> str:
    """The column whose adjusted effects lie furthest apart; ``segment`` (all deals) where there is none."""
    spans: dict[str, list[float]] = {}
    for estimate in answer.estimates:
        if estimate.name == "win_rate_effect":
            spans.setdefault(next(iter(estimate.of)), []).append(estimate.value)
    return max(spans, key=lambda name: max(spans[name]) - min(spans[name]), default="segment")
