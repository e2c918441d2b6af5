"""How to raise the conversion rates along the stages of the buying journey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import (
    LEVEL,
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
from corrente.core.count import Cells, Count, Lookup
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.profile import Profile
from corrente.core.room import Counted, Given
from corrente.core.words import Form, Number, Phrase, certainty, day_to_date, phrase
from corrente.inference import beta_binomial
from corrente.inference.posterior import Method

QUESTION = QUESTIONS["conversion"]

Array = NDArray[np.float64]
Value = str | float | int | None

STAGES, SOURCES, PERIODS = 12, 20, 24
"""At most so many stages, sources and periods stand on their own."""

OTHER, NONE = "(other)", "(none)"
LEAST_ENTERED = 30
DRAWS = 4000

_HORIZON_PERIODS = 3
_NOT_YET, _OTHER_CODE, _NONE_CODE = 63, 30, 31  # the codes of stage_reach.sql
_LONGEST = 1500
_SURE_ENOUGH = 0.75
_WON = ("won", "ganh", "vendid")
_LOST = ("lost", "perdid", "perda", "disqualif", "desqualif")


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
    """The stages in order and what happens between them; ``amount`` is the mean worth of a won deal, if known."""

    stages: tuple[str, ...]
    steps: tuple[Step, ...]
    amount: float | None
    currency: str
    horizon_days: int
    proven: Proven | None
    left_out: int

    @property
    def worst(self) -> Step:
        """The step that loses most."""
        return max(self.steps, key=lambda step: float(step.lost.mean()))


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Who moved where from each stage, by source and period, and after how long; refused below two stages."""
    stages = _stages(profile)
    if len(stages) < 2:
        return _one_stage(stages)
    period = _period_days(profile)
    until = {"until_day": profile.until(QUESTION)}
    times = {"period_days": period, "last_period": PERIODS - 1, "horizon_days": _HORIZON_PERIODS * period}
    named: dict[str, Lookup] = {"stages": _stage_lookup(stages)}
    kinds = _origins(profile)
    sources: dict[str, Lookup] = {"sources": _source_lookup(profile)} if kinds else {}
    plan = {
        "reach": Count(f"stage_reach{_SUFFIX[kinds]}", until | times, named | sources),
        "ages": Count("funnel_ages", until, named | {"ages": _age_lookup()}),
    }
    deals = profile.tables.get("opportunities")
    if deals is not None and "amount" in deals.columns:
        plan["amounts"] = Count("funnel_amounts", until)
    return plan


_SUFFIX: Mapping[tuple[str, ...], str] = {
    (): "",
    ("leads",): "_leads",
    ("opportunities",): "_opportunities",
    ("leads", "opportunities"): "_both",
}


def _origins(profile: Profile) -> tuple[str, ...]:
    """The tables that know the subjects' source."""
    tables = profile.tables
    return tuple(name for name in ("leads", "opportunities") if name in tables and "source" in tables[name].columns)


def _stages(profile: Profile) -> tuple[str, ...]:
    """Stages, the most frequent first, the end stages last: the order in which ties in time are resolved."""
    table = profile.tables.get("stage_changes")
    levels = table.levels.get("stage", ()) if table is not None and table.rows > 0 else ()
    names = [level.value for level in levels if level.value is not None][:STAGES]
    return tuple(sorted(names, key=_end))


def _end(stage: str) -> int:
    """0 for a stage on the way, 1 where the subject was won, 2 where it was lost."""
    plain = stage.casefold()
    if any(word in plain for word in _LOST):
        return 2
    return 1 if any(word in plain for word in _WON) else 0


def _stage_lookup(stages: tuple[str, ...]) -> Lookup:
    """Won and lost are lifted by thousands of years, so that they follow whatever was entered."""
    lifts = (0, 1 << 36, 1 << 37)
    return {"stage": stages, "code": list(range(len(stages))), "lift": [lifts[_end(stage)] for stage in stages]}


def _source_names(profile: Profile) -> tuple[str, ...]:
    rows: dict[str, int] = {}
    for name in _origins(profile):
        for level in profile.tables[name].levels.get("source", ()):
            if level.value is not None:
                rows[level.value] = rows.get(level.value, 0) + level.rows
    return tuple(sorted(rows, key=lambda source: (-rows[source], source))[:SOURCES])


def _source_lookup(profile: Profile) -> Lookup:
    names = _source_names(profile)
    return {"source": names, "code": list(range(len(names)))}


def _age_bins() -> NDArray[np.int64]:
    """The bin of each age in days: of one day for two weeks, then a seventh wider each."""
    edges = [float(day) for day in range(1, 15)]
    while edges[-1] < _LONGEST:
        edges.append(edges[-1] * 8 / 7)
    return np.searchsorted(np.array(edges), np.arange(_LONGEST + 1), side="right")


def _age_lookup() -> Lookup:
    return {"days": np.arange(_LONGEST + 1), "age_bin": _age_bins()}


def _period_days(profile: Profile) -> int:
    """Whole days per period, so that at most `PERIODS` of them cover the data; a week at least."""
    until = profile.until(QUESTION)
    first = profile.tables["stage_changes"].first_day
    span = until - (until if first is None else first) + 1
    return max(7, -(-span // PERIODS))


def infer(counts: Counted, given: Given, rng: Generator) -> Funnel | Refusal:
    """The funnel's order from who moved where, then each step; refused where too few entered or nobody moved."""
    names = _stages(given.profile)
    reach = counts["reach"]
    order = funnel_order(_moves(reach, len(names)), [_end(name) for name in names])
    if len(order) < 2:
        return _one_stage(tuple(names[code] for code in order))
    pairs = list(pairwise(order))
    facts = [_Facts.of(reach, counts["ages"], order, position) for position in range(len(pairs))]
    usable = [f.entered >= LEAST_ENTERED and f.moved > 0 for f in facts]
    if not any(usable):
        return _too_few(max(f.entered for f in facts))
    eventual = [beta_binomial.eventual(f.age_moved, f.age_ended, f.at_risk, rng, DRAWS) for f in facts]
    period = _period_days(given.profile)
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
        _amount(counts.get("amounts")),
        given.profile.settings.currency,
        _HORIZON_PERIODS * period,
        _proven([f for f, use in zip(facts, usable, strict=True) if use], rng),
        sum(not use for use in usable),
    )


def _moves(reach: Cells, stages: int) -> Array:
    """How many went from each stage to each as the next one they entered (K, K)."""
    moves = np.zeros((stages, stages))
    seen = reach["next_code"] != _NOT_YET
    np.add.at(moves, (reach["stage_code"][seen], reach["next_code"][seen]), reach["n"][seen])
    return moves


def funnel_order(moves: Array, ends: list[int]) -> list[int]:
    """The order of stages that the fewest moves go against, found exactly; lost is no stage of it, won is its last.

    The linear ordering problem (Grötschel, Jünger & Reinelt 1984) by dynamic programming over subsets; ``moves``
    (K, K), K up to 12. Among equals the earlier code, which is the more frequent stage, comes first.
    """
    codes = [k for k, end in enumerate(ends) if end == 0]
    against = {
        (mask, k): sum(moves[k, j] for i, j in enumerate(codes) if mask >> i & 1)
        for mask in range(1 << len(codes))
        for k in codes
    }
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for mask in range(1, 1 << len(codes)):
        options = []
        for i, k in enumerate(codes):
            if mask >> i & 1:
                cost, order = best[mask ^ (1 << i)]
                options.append((cost + against[mask ^ (1 << i), k], (*order, k)))
        best.append(min(options))
    return [*best[-1][1], *(k for k, end in enumerate(ends) if end == 1)]


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
        return slice(_HORIZON_PERIODS, int(seen[-1]) + 1 if seen.size else 0)


def _by_age(ages: Cells, here: int, ahead: list[int]) -> tuple[Array, Array, Array]:
    """Who moved, ended otherwise and was at risk per age bin; those still there count half in their last bin."""
    of = ages["stage_code"] == here
    bins, n = ages["age_bin"][of].astype(np.int64), ages["n"][of].astype(float)
    onward = ages["next_code"][of]
    moves, stays = np.isin(onward, ahead), onward == _NOT_YET
    size = int(_age_bins()[-1]) + 1
    kinds = (moves, stays, ~moves & ~stays)
    moved, stayed, ended = (np.bincount(bins, n * kind, minlength=size).astype(float) for kind in kinds)
    reached = np.cumsum((moved + stayed + ended)[::-1])[::-1]
    return moved, ended, reached - 0.5 * stayed


def _named_sources(profile: Profile) -> dict[int, str]:
    return dict(enumerate(_source_names(profile))) | {_OTHER_CODE: OTHER, _NONE_CODE: NONE}


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


def _amount(cells: Cells | None) -> float | None:
    """The mean worth of a won deal in the company's currency."""
    if cells is None:
        return None
    won = cells["won"] == 1
    priced, worth = int(cells["priced"][won].sum()), float(cells["worth"][won].sum())
    return worth / priced / 10_000 if priced and worth > 0 else None


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
    later, known = slice(ripe.start, ripe.start + tested), slice(ripe.start + tested + _HORIZON_PERIODS, ripe.stop)
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


def answer(estimate: Funnel) -> Answer:
    """The answer in words: what moves on at each step, where most is lost, and which source drags."""
    levers = tuple(_lever(estimate, step) for step in estimate.steps)
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        tuple(e for step in estimate.steps for e in _estimates(step)),
        tables={
            "funnel": _funnel_table(estimate),
            "steps": _step_table(estimate),
            "sources": _source_table(estimate),
            "changes": _change_table(estimate),
        },
        actions=_actions(estimate, levers),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=_caveats(estimate)),
    )


def _rate(step: Step) -> float:
    return step.moved / step.entered


def _share(value: float) -> Number:
    return Number(value, Form.EXACT_SHARE)


def _headline(estimate: Funnel) -> Phrase:
    step = estimate.worst
    low, high = beta_binomial.jeffreys_interval(step.moved, step.entered, LEVEL)
    return phrase(
        "Most is lost from {origin} to {target}: {rate} of {entered} moved on ({low} to {high}){more}.",
        "A maior perda está entre {origin} e {target}: {rate} de {entered} avançaram (de {low} a {high}){more}.",
        origin=step.origin,
        target=step.target,
        rate=_share(_rate(step)),
        entered=Number(step.entered, Form.COUNT),
        low=_share(low),
        high=_share(high),
        more=_more(estimate, step.by_source),
    )


def _more(estimate: Funnel, rates: SourceRates | None) -> Phrase:
    """The headline's second half: the source that drags, or that none does, or that the model did no better."""
    if estimate.proven is not None and estimate.proven.model >= estimate.proven.baseline:
        return Phrase("; one overall rate predicts as well", "; uma taxa única prevê tão bem quanto")
    if rates is None:
        return Phrase("", "")
    drag = rates.drags
    sure = rates.below(drag)
    if sure < _SURE_ENOUGH:
        return Phrase("; no source clearly drags", "; nenhuma origem destoa com clareza")
    return phrase(
        "; {sure} {source} drags most",
        "; {sure} {source} é o que mais puxa para baixo",
        sure=certainty(sure),
        source=rates.sources[drag],
    )


def _estimates(step: Step) -> list[Estimate]:
    found = [
        _conversion(step.entered, step.moved, step.of),
        Estimate.from_draws("eventual_conversion", step.eventual, "share of those who enter", step.of),
    ]
    if step.by_source:
        of_sources = zip(step.by_source.sources, step.by_source.entered, step.by_source.moved, strict=True)
        found += [_conversion(int(n), int(k), step.of | {"source": source}) for source, n, k in of_sources]
    return found


def _conversion(entered: int, moved: int, of: Mapping[str, str]) -> Estimate:
    low, high = beta_binomial.jeffreys_interval(moved, entered, LEVEL)
    inner = beta_binomial.jeffreys_interval(moved, entered, 0.5)
    observed = {"entered": entered, "moved": moved}
    return Estimate("stage_conversion", moved / entered, low, high, "share of those who entered", of, inner, observed)


def _worth(estimate: Funnel, subjects: Array) -> tuple[Array, str]:
    """Subjects at the last stage in money, where the worth of a deal is known, with the unit."""
    if estimate.amount is None:
        return subjects, f"subjects at {estimate.stages[-1]}"
    return subjects * estimate.amount, estimate.currency


def _lever(estimate: Funnel, step: Step) -> Lever:
    """One point more of those who entered the step's stage moving on."""
    worth, unit = _worth(estimate, step.point)
    return Lever(
        "stage_conversion",
        phrase(
            "One percentage point more from {origin} to {target}",
            "Um ponto percentual a mais de {origin} para {target}",
            origin=step.origin,
            target=step.target,
        ),
        Estimate.from_draws("value_of_a_point", worth, unit, step.of),
        Grade.ASSOCIATION,
        step.of,
    )


def _said(estimate: Funnel, value: float) -> Phrase:
    """An amount of money, or a number of subjects at the last stage."""
    if estimate.amount is not None:
        return phrase("{sum}", "{sum}", sum=Number(value, Form.MONEY, estimate.currency))
    return phrase("{n} more {stage}", "mais {n} em {stage}", n=Number(value), stage=estimate.stages[-1])


def _actions(estimate: Funnel, levers: tuple[Lever, ...]) -> tuple[Action, ...]:
    worst = estimate.steps.index(estimate.worst)
    best = max(range(len(levers)), key=lambda i: levers[i].effect.value)
    found = [_work_on(estimate, best, levers[best])]
    if best != worst:
        found.append(_look_into(estimate.worst))
    return tuple([*found, *_source_action(estimate.worst), *_change_action(estimate)][:3])


def _work_on(estimate: Funnel, best: int, lever: Lever) -> Action:
    step = estimate.steps[best]
    return Action(
        phrase(
            "Work on {origin} to {target} first: one point more there goes with {worth} ({low} to {high}).",
            "Comece por {origin} → {target}: um ponto a mais ali corresponde a {worth} (de {low} a {high}).",
            origin=step.origin,
            target=step.target,
            worth=_said(estimate, lever.effect.value),
            low=Number(lever.effect.low),
            high=Number(lever.effect.high),
        ),
        lever,
    )


def _look_into(step: Step) -> Action:
    return Action(
        phrase(
            "Ask those who stopped at {origin} why: {stopped} of {entered} have not reached {target}.",
            "Pergunte a quem parou em {origin} o motivo: {stopped} de {entered} não chegaram a {target}.",
            origin=step.origin,
            target=step.target,
            stopped=Number(step.entered - step.moved, Form.COUNT),
            entered=Number(step.entered, Form.COUNT),
        )
    )


def _source_action(step: Step) -> tuple[Action, ...]:
    """What to do about the source that drags, where that is at least probable."""
    rates = step.by_source
    if rates is None or rates.below(rates.drags) < _SURE_ENOUGH:
        return ()
    drag = rates.drags
    return (
        Action(
            phrase(
                "Check what {source} promises: {rate} of its {entered} moved on, {sure} less than from elsewhere.",
                "Reveja o que {source} promete: {rate} dos seus {entered} avançaram, {sure} menos que os das demais.",
                source=rates.sources[drag],
                rate=_share(rates.moved[drag] / rates.entered[drag]),
                entered=Number(rates.entered[drag], Form.COUNT),
                sure=certainty(rates.below(drag)),
            )
        ),
    )


def _change_action(estimate: Funnel) -> tuple[Action, ...]:
    changed = [s for s in estimate.steps if s.change is not None and s.change.probability >= 0.9]
    if not changed:
        return ()
    step = max(changed, key=lambda s: s.change.probability if s.change else 0.0)
    change = step.change
    assert change is not None
    return (
        Action(
            phrase(
                "Find out what changed around {day}: {origin} to {target} went from {before} to {after} "
                "within {days} days.",
                "Descubra o que mudou por volta de {day}: {origin} → {target} passou de {before} para {after} "
                "em até {days} dias.",
                day=Number(step.starts[change.place + 1], Form.DATE),
                origin=step.origin,
                target=step.target,
                before=_share(change.before_draws.mean()),
                after=_share(change.after_draws.mean()),
                days=Number(estimate.horizon_days, Form.COUNT),
            )
        ),
    )


def _funnel_table(estimate: Funnel) -> Table:
    """Each stage with the share of the first stage's entrants that the steps' rates lead to it."""
    share, rows = np.ones(DRAWS), list[tuple[Value, ...]]()
    rng = np.random.default_rng(0)
    first = estimate.steps[0]
    rows.append((first.origin, first.entered, 1.0, 1.0, 1.0, 1.0, 1.0))
    for step in estimate.steps:
        share = share * beta_binomial.jeffreys(np.array([step.moved]), np.array([step.entered]), rng, DRAWS)[:, 0]
        quantiles = [float(q) for q in np.quantile(share, [0.05, 0.25, 0.75, 0.95])]
        rows.append((step.target, step.moved, float(rows[-1][2] or 0) * _rate(step), *quantiles))
    return Table(_FUNNEL_COLUMNS, tuple(rows))


def _step_table(estimate: Funnel) -> Table:
    rows = []
    for step in estimate.steps:
        eventual = Estimate.from_draws("", step.eventual, "")
        lost = Estimate.from_draws("", _worth(estimate, step.lost)[0], "")
        point = Estimate.from_draws("", _worth(estimate, step.point)[0], "")
        row: tuple[Value, ...] = (step.origin, step.target, step.entered, step.moved, _rate(step))
        rows.append((*row, *(x for e in (eventual, lost, point) for x in (e.value, e.low, e.high))))
    return Table(_STEP_COLUMNS, tuple(rows))


def _source_table(estimate: Funnel) -> Table:
    rows = []
    for step in estimate.steps:
        if step.by_source is None:
            continue
        rates = step.by_source
        low, high = np.quantile(rates.rates, [0.05, 0.95], axis=0)
        gap = np.quantile(rates.gap, [0.05, 0.95], axis=0)
        for g in np.argsort(-rates.entered, kind="stable"):
            n, k = int(rates.entered[g]), int(rates.moved[g])
            pooled = (float(rates.rates[:, g].mean()), float(low[g]), float(high[g]))
            difference = (float(rates.gap[:, g].mean()), float(gap[0, g]), float(gap[1, g]), rates.below(int(g)))
            rows.append((step.origin, step.target, rates.sources[g], n, k, k / n, *pooled, *difference))
    return Table(_SOURCE_COLUMNS, tuple(rows))


def _change_table(estimate: Funnel) -> Table:
    rows = []
    for step in estimate.steps:
        if step.change is not None:
            day = int(step.starts[step.change.place + 1])
            before, after = float(step.change.before_draws.mean()), float(step.change.after_draws.mean())
            rows.append(
                (step.origin, step.target, step.change.probability, day_to_date(day).isoformat(), before, after)
            )
    return Table(_CHANGE_COLUMNS, tuple(rows))


def _proof(estimate: Funnel) -> Proof:
    proven = estimate.proven
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(DRAWS)),
        None if proven is None else _backtest(proven),
        time_unit="days",
        notes=() if proven else (_NO_BACKTEST,),
        details={"horizon_days": estimate.horizon_days},
    )


def _backtest(proven: Proven) -> Backtest:
    name = (
        Phrase("One rate for all sources", "Uma só taxa para todas as origens")
        if proven.by_source
        else Phrase("The rate of the last known period", "A taxa do último período conhecido")
    )
    return Backtest("log loss per subject", proven.model, proven.baseline, name, details={"subjects": proven.subjects})


def _caveats(estimate: Funnel) -> tuple[Phrase, ...]:
    found = [_ASSOCIATION, _RECENT]
    if estimate.amount is None:
        found.append(_NO_AMOUNT)
    if estimate.left_out:
        found.append(_LEFT_OUT)
    return tuple(found)


def figure(answer: Answer) -> Picture:
    """How many of a hundred who enter reach each stage."""
    rows = answer.tables["funnel"].rows
    numbers = [[float(value or 0) for value in row[2:]] for row in rows]
    last = str(rows[-1][0])
    return Picture(
        Kind.FUNNEL,
        QUESTION.stream,
        phrase("{share} reach {stage}", "{share} chegam a {stage}", share=_share(numbers[-1][0]), stage=last),
        phrase(
            "Share of those who entered {first}, at the rates of every step; bands hold 50% and 90%",
            "Parcela de quem entrou em {first}, pelas taxas de cada passo; as faixas contêm 50% e 90%",
            first=str(rows[0][0]),
        ),
        phrase(
            "Bars that shrink from {first} (100%) to {stage} ({share}).",
            "Barras que diminuem de {first} (100%) até {stage} ({share}).",
            first=str(rows[0][0]),
            stage=last,
            share=_share(numbers[-1][0]),
        ),
        tuple(
            Mark(n[0], n[1], n[4], n[2], n[3], Phrase.same(str(row[0])), emphasis=row is rows[-1])
            for row, n in zip(rows, numbers, strict=True)
        ),
        Phrase("Share of those who entered", "Parcela de quem entrou"),
        Form.EXACT_SHARE,
    )


def _one_stage(stages: tuple[str, ...]) -> Refusal:
    return Refusal(
        phrase(
            "There is no journey to see: stage_changes has {found}.",
            "Não há jornada a mostrar: stage_changes tem {found}.",
            found=phrase("only the stage {name}", "só a etapa {name}", name=stages[0])
            if stages
            else Phrase("no stages", "nenhuma etapa"),
        ),
        ("stage_changes.stage",),
        Phrase(
            "Export every stage that leads or deals entered, with the moment, won and lost included.",
            "Exporte todas as etapas por que leads ou negócios passaram, com o momento, inclusive ganho e perdido.",
        ),
    )


def _too_few(entered: int) -> Refusal:
    return Refusal(
        phrase(
            "Too few moved between stages to tell a rate: at most {found} entered one, and {least} are needed.",
            "Pouca gente mudou de etapa para estimar uma taxa: no máximo {found} entraram em uma, e {least} são o mínimo.",
            found=Number(entered, Form.COUNT),
            least=Number(LEAST_ENTERED, Form.COUNT),
        ),
        ("stage_changes rows",),
        Phrase(
            "Bring a longer period, and every stage change of each subject rather than its present stage.",
            "Traga um período mais longo e todas as mudanças de etapa de cada um, não só a etapa atual.",
        ),
    )


_METHOD = Phrase(
    "We count who entered each stage and who moved to the next one or beyond; small sources are drawn towards the "
    "common rate as far as all sources look alike. "
    "Those still in a stage may move later: the eventual rate adds up the daily chance to move, as in survival tables. "
    "A loss counts what the later steps would have let through.",
    "Contamos quem entrou em cada etapa e quem avançou para a seguinte ou além; origens pequenas são puxadas para a "
    "taxa comum na medida em que as origens se parecem. "
    "Quem ainda está na etapa pode avançar depois: a taxa final soma a chance diária de avançar, como nas tábuas de "
    "sobrevivência. Uma perda conta o que as etapas seguintes deixariam passar.",
)
_ASSOCIATION = Phrase(
    "Sources differ in whom they reach, so a lower rate shows where to look, not what is to blame.",
    "As origens alcançam públicos diferentes: uma taxa menor mostra onde olhar, não de quem é a culpa.",
)
_RECENT = Phrase(
    "The rate so far also counts those who came too late to have moved; the eventual rate allows for them.",
    "A taxa até aqui conta também quem chegou há pouco para ter avançado; a taxa final corrige isso.",
)
_NO_AMOUNT = Phrase(
    "Losses are counted in subjects: no won deal carries an amount.",
    "As perdas são contadas em número de casos: nenhum negócio ganho traz valor.",
)
_LEFT_OUT = Phrase(
    "Steps that fewer than thirty entered, or nobody took, are left out.",
    "Ficaram de fora os passos em que menos de trinta entraram ou que ninguém deu.",
)
_NO_BACKTEST = Phrase(
    "No back-test: too few entered both long enough before and after a cut in time.",
    "Sem teste no passado: poucos entraram com tempo suficiente antes e depois de um corte.",
)
_REFERENCES = (
    "Christiansen & Morris 1997, Hierarchical Poisson regression modeling (prior of the pooling)",
    "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
    "Tutz & Schmid 2016, Modeling discrete time-to-event data, chapter 8",
    "Smith 1975, A Bayesian approach to inference about a change-point",
)
_FROM, _TO = Phrase("From", "De"), Phrase("To", "Para")
_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_ENTERED, _MOVED = Phrase("Entered", "Entraram"), Phrase("Moved on", "Avançaram")
_FUNNEL_COLUMNS: Mapping[str, Phrase] = {
    "stage": Phrase("Stage", "Etapa"),
    "reached": Phrase("Reached", "Chegaram"),
    "share": Phrase("Share of the first stage", "Parcela da primeira etapa"),
    "low": _LOW,
    "inner_low": Phrase("half from", "metade de"),
    "inner_high": Phrase("half to", "metade até"),
    "high": _HIGH,
}
_STEP_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "entered": _ENTERED,
    "moved": _MOVED,
    "rate": Phrase("Rate so far", "Taxa até aqui"),
    "eventual": Phrase("Eventual rate", "Taxa final"),
    "eventual_low": _LOW,
    "eventual_high": _HIGH,
    "lost": Phrase("Loss", "Perda"),
    "lost_low": _LOW,
    "lost_high": _HIGH,
    "point": Phrase("Worth of one point", "Valor de um ponto"),
    "point_low": _LOW,
    "point_high": _HIGH,
}
_SOURCE_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "source": Phrase("Source", "Origem"),
    "entered": _ENTERED,
    "moved": _MOVED,
    "rate": Phrase("Rate so far", "Taxa até aqui"),
    "pooled": Phrase("Pooled rate", "Taxa combinada"),
    "pooled_low": _LOW,
    "pooled_high": _HIGH,
    "gap": Phrase("Against the others", "Frente às demais"),
    "gap_low": _LOW,
    "gap_high": _HIGH,
    "below": Phrase("Chance of being below", "Chance de estar abaixo"),
}
_CHANGE_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "probability": Phrase("Chance of a change", "Chance de mudança"),
    "day": Phrase("From about", "Desde cerca de"),
    "before": Phrase("Rate before", "Taxa antes"),
    "after": Phrase("Rate after", "Taxa depois"),
}
