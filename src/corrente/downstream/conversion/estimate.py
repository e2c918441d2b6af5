"""The funnel: its order, and what happens between its stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.count import Cells
from corrente.core.profile import Profile
from corrente.core.room import Counted, Given
from corrente.core.stages import end_of, stages_of
from corrente.downstream.conversion.plan import (
    HORIZON_PERIODS,
    PERIODS,
    QUESTION,
    age_bins,
    period_days,
    source_names,
)
from corrente.downstream.conversion.refusals import LEAST_ENTERED, one_stage, too_few
from corrente.inference import beta_binomial
from corrente.inference.stage_order import funnel_order

Array = NDArray[np.float64]

OTHER, NONE = "(other)", "(none)"
DRAWS = 4000

_NOT_YET, _OTHER_CODE, _NONE_CODE = 63, 30, 31  # the codes of stage_reach.sql


@dataclass(frozen=True)
class SourceRates:
    """One step by source: ``entered`` and ``moved`` (G,), pooled ``rates`` (S, G), and ``gap`` (S, G) to all others."""

    sources: tuple[str, ...]
    entered: Array
    moved: Array
    rates: Array
    gap: Array

    @property
    def drags(self) -> int:
        """The source that misses most moves for being below the others."""
        return int(np.argmin(self.gap.mean(axis=0) * self.entered))

    def below(self, source: int) -> float:
        """How likely a source converts less than all others together."""
        return float((self.gap[:, source] < 0).mean())


@dataclass(frozen=True)
class Step:
    """From one stage to the next: whoever moved there or beyond.

    ``eventual`` (S,) is the chance to move sooner or later; ``wins_after`` (S,) the chance to reach the
    last stage once moved; ``starts`` are the first days of the periods that had time to move, with the ``change``
    there may have been between two of them.
    """

    origin: str
    target: str
    entered: int
    moved: int
    eventual: Array
    wins_after: Array
    by_source: SourceRates | None
    starts: NDArray[np.int64]
    change: beta_binomial.Change | None

    @property
    def rate(self) -> float:
        """The share of those who entered that moved on so far."""
        return self.moved / self.entered

    @property
    def of(self) -> dict[str, str]:
        """The keys of this step's estimates."""
        return {"from": self.origin, "to": self.target}

    @property
    def lost(self) -> Array:
        """Subjects (S,) that would have reached the last stage, had this step lost nobody."""
        return self.entered * (1 - self.eventual) * self.wins_after

    @property
    def point(self) -> Array:
        """Subjects more (S,) at the last stage for one point more at this step."""
        return 0.01 * self.entered * self.wins_after


@dataclass(frozen=True)
class Proven:
    """Log loss per later subject, by rates known at the cut and by a baseline; ``by_source`` says which."""

    subjects: int
    model: float
    baseline: float
    by_source: bool


@dataclass(frozen=True)
class Funnel:
    """The stages in order and what happens between them; ``amount`` (S,) is the mean worth of a won deal, if known."""

    stages: tuple[str, ...]
    steps: tuple[Step, ...]
    amount: Array | None
    currency: str
    horizon_days: int
    proven: Proven | None
    left_out: int

    @property
    def worst(self) -> Step:
        """The step that loses most."""
        return max(self.steps, key=lambda step: float(step.lost.mean()))


def infer(counts: Counted, given: Given, rng: Generator) -> Funnel | Refusal:
    """The funnel's order from who moved where, then each step; refused where too few entered or nobody moved."""
    names = stages_of(given.profile)
    reach = counts["reach"]
    order = funnel_order(_moves(reach, len(names)), [end_of(name) for name in names])
    if len(order) < 2:
        return one_stage(tuple(names[code] for code in order))
    pairs = list(pairwise(order))
    facts = [_Facts.of(reach, counts["ages"], order, position) for position in range(len(pairs))]
    usable = [f.entered >= LEAST_ENTERED and f.moved > 0 for f in facts]
    if not any(usable):
        return too_few(max(f.entered for f in facts))
    eventual = [beta_binomial.eventual(f.age_moved, f.age_ended, f.at_risk, rng, DRAWS) for f in facts]
    period = period_days(given.profile)
    sources = _named_sources(given.profile)
    steps = tuple(
        Step(
            names[origin],
            names[target],
            f.entered,
            f.moved,
            eventual[i],
            np.prod(eventual[i + 1 :], axis=0) if i + 1 < len(facts) else np.ones(DRAWS),
            _by_source(f, sources, rng),
            _starts(f, given.profile.until(QUESTION), period),
            _change(f, rng),
        )
        for i, ((origin, target), f) in enumerate(zip(pairs, facts, strict=True))
        if usable[i]
    )
    return Funnel(
        tuple(names[code] for code in order),
        steps,
        _amount(counts.get("amounts"), rng),
        given.profile.settings.currency,
        HORIZON_PERIODS * period,
        _proven([f for f, use in zip(facts, usable, strict=True) if use], rng),
        sum(not use for use in usable),
    )


def _moves(reach: Cells, stages: int) -> Array:
    """How many went from each stage to each as the next one they entered (K, K)."""
    moves = np.zeros((stages, stages))
    seen = reach["next_code"] != _NOT_YET
    np.add.at(moves, (reach["stage_code"][seen], reach["next_code"][seen]), reach["n"][seen])
    return moves


@dataclass(frozen=True)
class _Facts:
    """One step's counts: by source code, by age bin, and by source and period of those that had time."""

    entered: int
    moved: int
    source_entered: Array  # (32,)
    source_moved: Array
    age_moved: Array  # (B,)
    age_ended: Array
    at_risk: Array
    period_entered: Array  # (32, PERIODS), the latest period first
    period_moved: Array

    @classmethod
    def of(cls, reach: Cells, ages: Cells, order: list[int], position: int) -> _Facts:
        """The counts of the step out of ``order[position]``, any later stage of the order being a move."""
        here, ahead = order[position], order[position + 1 :]
        of = reach["stage_code"] == here
        cells = {name: column[of].astype(np.int64) for name, column in reach.items()}
        n, moves = cells["n"].astype(float), np.isin(cells["next_code"], ahead)
        in_time = moves & (cells["in_time"] == 1)
        shape = (_NONE_CODE + 1, PERIODS)
        periods, moved = np.zeros(shape), np.zeros(shape)
        np.add.at(periods, (cells["source_code"], cells["periods_ago"]), n)
        np.add.at(moved, (cells["source_code"][in_time], cells["periods_ago"][in_time]), n[in_time])
        by_source = np.bincount(cells["source_code"], n * moves, minlength=_NONE_CODE + 1).astype(float)
        by_age = _by_age(ages, here, ahead)
        return cls(int(n.sum()), int(n[moves].sum()), periods.sum(axis=1), by_source, *by_age, periods, moved)

    @property
    def ripe(self) -> slice:
        """The periods whose entrants all had the horizon to move, the latest first."""
        seen = np.flatnonzero(self.period_entered.sum(axis=0))
        return slice(HORIZON_PERIODS, int(seen[-1]) + 1 if seen.size else 0)


def _by_age(ages: Cells, here: int, ahead: list[int]) -> tuple[Array, Array, Array]:
    """Who moved, ended otherwise and was at risk per age bin; those still there count half in their last bin."""
    of = ages["stage_code"] == here
    bins, n = ages["age_bin"][of].astype(np.int64), ages["n"][of].astype(float)
    onward = ages["next_code"][of]
    moves, stays = np.isin(onward, ahead), onward == _NOT_YET
    size = int(age_bins()[-1]) + 1
    kinds = (moves, stays, ~moves & ~stays)
    moved, stayed, ended = (np.bincount(bins, n * kind, minlength=size).astype(float) for kind in kinds)
    reached = np.cumsum((moved + stayed + ended)[::-1])[::-1]
    return moved, ended, reached - 0.5 * stayed


def _named_sources(profile: Profile) -> dict[int, str]:
    return dict(enumerate(source_names(profile))) | {_OTHER_CODE: OTHER, _NONE_CODE: NONE}


def _by_source(facts: _Facts, names: Mapping[int, str], rng: Generator) -> SourceRates | None:
    """Pooled rates of all sources with anybody in them; None below two."""
    codes = [code for code in names if facts.source_entered[code] > 0]
    if len(codes) < 2:
        return None
    entered, moved = facts.source_entered[codes], facts.source_moved[codes]
    rates = beta_binomial.pool(moved, entered, rng, DRAWS).rates
    others = ((rates @ entered)[:, None] - rates * entered) / (entered.sum() - entered)
    return SourceRates(tuple(names[code] for code in codes), entered, moved, rates, rates - others)


def _starts(facts: _Facts, until: int, period: int) -> NDArray[np.int64]:
    """The first days of the ripe periods, the earliest first."""
    ago = np.arange(PERIODS)[facts.ripe][::-1]
    return until - (ago + 1) * period + 1


def _change(facts: _Facts, rng: Generator) -> beta_binomial.Change | None:
    entered = facts.period_entered[:, facts.ripe].sum(axis=0)[::-1]
    moved = facts.period_moved[:, facts.ripe].sum(axis=0)[::-1]
    if entered.size < 2 or moved.sum() == 0:
        return None
    return beta_binomial.change_point(moved, entered, rng)


def _amount(cells: Cells | None, rng: Generator) -> Array | None:
    """Draws (S,) of a won deal's mean worth in the company's currency, by the Bayesian bootstrap of its batches."""
    if cells is None:
        return None
    won = cells["won"] == 1
    priced, worth = cells["priced"][won].astype(float), cells["worth"][won].astype(float) / 10_000
    if priced.sum() == 0 or worth.sum() <= 0:
        return None
    weights = rng.standard_exponential((DRAWS, priced.size))
    return np.asarray(weights @ worth / (weights @ priced))


def _proven(facts: list[_Facts], rng: Generator) -> Proven | None:
    """Rates known at a cut, scored on who came after; None where nobody can be learnt from or scored."""
    scores = [score for f in facts if (score := _scored(f, rng)) is not None]
    subjects = sum(score.subjects for score in scores)
    if not subjects:
        return None
    model = sum(score.subjects * score.model for score in scores) / subjects
    baseline = sum(score.subjects * score.baseline for score in scores) / subjects
    return Proven(subjects, model, baseline, all(score.by_source for score in scores))


def _scored(facts: _Facts, rng: Generator) -> Proven | None:
    """The latest quarter of the ripe periods is predicted from those whose outcome was known when it began."""
    ripe = facts.ripe
    tested = max(1, (ripe.stop - ripe.start) // 4)
    later, known = slice(ripe.start, ripe.start + tested), slice(ripe.start + tested + HORIZON_PERIODS, ripe.stop)
    test_n, test_k = facts.period_entered[:, later].sum(axis=1), facts.period_moved[:, later].sum(axis=1)
    n, k = facts.period_entered[:, known].sum(axis=1), facts.period_moved[:, known].sum(axis=1)
    if test_n.sum() < LEAST_ENTERED or n.sum() < LEAST_ENTERED:
        return None
    overall = (k.sum() + 0.5) / (n.sum() + 1)
    by_source = int((n > 0).sum()) > 1
    if by_source:
        model, baseline = beta_binomial.pool(k, n, rng, DRAWS).rates.mean(axis=0), overall
    else:
        last_n, last_k = facts.period_entered[:, known.start].sum(), facts.period_moved[:, known.start].sum()
        model, baseline = np.full(n.size, overall), (last_k + 0.5) / (last_n + 1)
    return Proven(
        int(test_n.sum()),
        _log_loss(test_k, test_n, model),
        _log_loss(test_k, test_n, np.full(n.size, baseline)),
        by_source,
    )


def _log_loss(moved: Array, entered: Array, rate: Array) -> float:
    return float(-(moved * np.log(rate) + (entered - moved) * np.log1p(-rate)).sum() / entered.sum())
