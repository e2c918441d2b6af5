"""How do we shorten the buying cycle? How long deals take, stage by stage, where they wait, and who is quicker."""

from __future__ import annotations

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
from corrente.core.count import Cells, Count
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.profile import Profile
from corrente.core.room import Counted, Given
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.inference.competing_hazards import (
    Hazards,
    Spells,
    choose_bins,
    conditional_median,
    group_hazards,
    incidence_by_day,
    mean_days,
    observed_median,
    observed_median_draws,
    pooled_hazards,
)
from corrente.inference.posterior import Method

QUESTION = QUESTIONS["sales_cycle"]

Vector = NDArray[np.float64]

MIN_ENDED = 20
"""Ends needed to quote a median: from 20 on, its 90% interval lies within the 7th to the 14th of them."""
MAX_SOURCES, MAX_STAGES, LONGEST = 20, 100, 3650
TOTAL = "total"
_DRAWS = 1000
_OPEN, _MOVED, _WON, _LOST, _SET_ASIDE = range(5)
_ENDINGS = (_WON, _LOST)
_NOTHING = "(none)"


@dataclass(frozen=True)
class Stay:
    """Spells in one stage (or from creation to the win: ``total``), of one source or of all.

    ``closed`` and ``all`` are draws (S,) of the median days of those that have left so far and of all that will
    leave; ``mean`` those of the mean days per deal; ``entered`` counts the spells.
    """

    stage: str
    source: str | None
    entered: int
    left: int
    plain_median: float
    closed: Vector
    all: Vector
    mean: Vector

    @property
    def of(self) -> dict[str, str]:
        """Whose days these are, for estimates."""
        return {"stage": self.stage} | ({} if self.source is None else {"source": self.source})


@dataclass(frozen=True)
class Curve:
    """Share of deals won by days since creation: draws (S, P) at ``days`` (P,), and the product-limit estimate."""

    days: NDArray[np.int64]
    won: Vector
    observed: Vector


@dataclass(frozen=True)
class SalesCycle:
    """What the counts say of the time deals take."""

    total: Stay
    total_by_source: tuple[Stay, ...]
    stages: tuple[Stay, ...]
    by_source: tuple[Stay, ...]
    curve: Curve
    backtest: Backtest | None
    horizons: Mapping[str, int]
    open_deals: int
    set_aside: int


# --- what to count --------------------------------------------------------------------------------------------------


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Days per stage and per deal with their endings; and, as of an earlier day, what was to come."""
    table, moves = profile.tables.get("opportunities"), profile.tables.get("stage_changes")
    if table is None or moves is None or table.first_day is None or moves.rows == 0:
        return _too_few(0)
    if moves.distinct.get("stage", 0) > MAX_STAGES:
        return _too_many_stages(moves.distinct["stage"])
    until, cut = _days(profile)
    names = [level.value for level in table.levels.get("source", ()) if level.value is not None]
    lookups = {"sources": {"source": names[:MAX_SOURCES]}}
    asked = {
        "stages": Count("stage_durations", {"until_day": until, "longest": LONGEST}, lookups),
        "deals": Count("deal_durations", {"until_day": until, "longest": LONGEST}, lookups),
    }
    if cut > table.first_day:
        asked["before"] = Count("deal_durations", {"until_day": cut, "longest": LONGEST}, lookups)
        asked["after"] = Count("deal_remaining", {"cut_day": cut, "until_day": until, "longest": LONGEST}, lookups)
    return asked


def _days(profile: Profile) -> tuple[int, int]:
    """The last day seen, and the earlier day of the back-test: a quarter of the history is left to come."""
    until, first = profile.until(QUESTION), profile.tables["opportunities"].first_day or 0
    return until, until - max((until - first) // 4, 4)


def _too_few(ended: int) -> Refusal:
    return Refusal(
        phrase(
            "Only {ended} won deals have both dates; a median of days needs at least {needed}.",
            "Só {ended} negócios ganhos têm as duas datas; uma mediana de dias precisa de pelo menos {needed}.",
            ended=Number(ended, Form.COUNT), needed=Number(MIN_ENDED, Form.COUNT),
        ),
        ("opportunities.closed_at", "stage_changes"),
        phrase(
            "Bring opportunities with created_at, closed_at and outcome, and stage_changes with each stage's date.",
            "Traga opportunities com created_at, closed_at e outcome, e stage_changes com a data de cada etapa.",
        ),
    )  # fmt: skip


def _too_many_stages(found: int) -> Refusal:
    return Refusal(
        phrase(
            "The table stage_changes names {found} different stages; at most {most} can be told apart.",
            "A tabela stage_changes tem {found} etapas diferentes; dá para distinguir no máximo {most}.",
            found=Number(found, Form.COUNT), most=Number(MAX_STAGES, Form.COUNT),
        ),
        ("stage_changes.stage",),
        phrase(
            "Check that the column stage holds the stage's name, and not a date or an id.",
            "Confira se a coluna stage traz o nome da etapa, e não uma data ou um id.",
        ),
    )  # fmt: skip


# --- from counts to an estimate -------------------------------------------------------------------------------------


def infer(counts: Counted, given: Given, rng: Generator) -> SalesCycle | Refusal:
    """Median days per stage and in total, by source, the share won by day, and the back-test."""
    deals, stages = counts["deals"], counts["stages"]
    spells = _spells(deals, _ENDINGS)
    if spells.ended[:, 0].sum() < MIN_ENDED:
        return _too_few(int(spells.ended[:, 0].sum()))
    total, total_by_source, pooled = _stays(TOTAL, deals, _ENDINGS, 0, rng)
    found = [_stays(step, rows, (_MOVED, _WON, _LOST), None, rng) for step, rows in _by_step(stages)]
    held = sorted((stay for stay in found if stay[0].left >= MIN_ENDED), key=lambda stay: -_weight(stay[0]))
    return SalesCycle(
        total=total,
        total_by_source=total_by_source,
        stages=tuple(stay for stay, _, _ in held),
        by_source=tuple(part for _, parts, _ in held for part in parts),
        curve=_curve(spells, pooled),
        backtest=_backtest(counts, given.profile, rng),
        horizons={TOTAL: int(pooled.bins.edges[-1])} | {s.stage: int(h.bins.edges[-1]) for s, _, h in held},
        open_deals=int(spells.censored.sum()),
        set_aside=int(deals["deals"][deals["ending"] == _SET_ASIDE].sum()),
    )


def _weight(stay: Stay) -> float:
    """Days that all deals spend in a stage together."""
    return stay.entered * float(stay.mean.mean())


def _by_step(rows: Cells) -> Iterator[tuple[str, Cells]]:
    for step in np.unique(rows["step"].astype(str)):
        kept = rows["step"] == step
        yield str(step), {name: column[kept] for name, column in rows.items()}


def _spells(rows: Cells, causes: tuple[int, ...], source: str | None = None) -> Spells:
    """Counts of one stage (of one source) by whole days, set-aside rows left out."""
    kept = rows["ending"] != _SET_ASIDE
    if source is not None:
        kept &= rows["origin"] == source
    days, ending, weight = (rows[name][kept].astype(np.int64) for name in ("days", "ending", "deals"))
    length = int(rows["days"].max(initial=0)) + 1
    ended = np.stack([np.bincount(days, weight * (ending == cause), length) for cause in causes], axis=1)
    return Spells(ended.astype(np.float64), np.bincount(days, weight * (ending == _OPEN), length).astype(np.float64))


Stays = tuple[Stay, tuple[Stay, ...], Hazards]


def _stays(stage: str, rows: Cells, causes: tuple[int, ...], cause: int | None, rng: Generator) -> Stays:
    """One stage over all sources, each source with enough ends, and the pooled hazards.

    A stage that nothing has left has no hazards worth drawing; it comes back with ``left`` 0 and is dropped.
    """
    spells = _spells(rows, causes)
    if not spells.ended.any():
        spells = Spells(spells.ended + np.eye(*spells.ended.shape), spells.censored)
    pooled = pooled_hazards(spells, choose_bins(spells), rng, _DRAWS)
    parts = []
    for source in np.unique(rows["origin"].astype(str)):
        own = _spells(rows, causes, str(source))
        if _left(own, cause).sum() >= MIN_ENDED:
            parts.append(_stay(stage, str(source) or _NOTHING, own, group_hazards(own, pooled, rng), cause, rng))
    return _stay(stage, None, spells, pooled, cause, rng), tuple(parts), pooled


def _left(spells: Spells, cause: int | None) -> Vector:
    """Ends by day: of the cause asked for, or of any."""
    return spells.ended.sum(axis=1) if cause is None else spells.ended[:, cause]


def _stay(stage: str, source: str | None, spells: Spells, hazards: Hazards, cause: int | None, rng: Generator) -> Stay:
    left = _left(spells, cause)
    if not left.any():
        left = spells.ended.sum(axis=1)
    return Stay(
        stage, source, int(spells.ended.sum() + spells.censored.sum()), int(left.sum()), observed_median(left),
        observed_median_draws(left, rng, _DRAWS), conditional_median(hazards, cause), mean_days(hazards),
    )  # fmt: skip


def _curve(spells: Spells, pooled: Hazards) -> Curve:
    """The share won by the end of each bin (inside one, the flat hazard is only a way to draw it), but for its tails."""
    wins = np.cumsum(spells.ended[:, 0])
    first, last = np.searchsorted(wins, [max(5.0, 0.01 * wins[-1]), 0.98 * wins[-1]])
    ends = pooled.bins.edges[1:].astype(np.int64) - 1
    days = ends[(ends >= first) & (ends <= max(last, ends[0]))]
    return Curve(days, incidence_by_day(pooled, days, 0), _product_limit(spells)[days, 0])


def _product_limit(spells: Spells) -> Vector:
    """Cumulative incidence by day and cause without any model: Kaplan-Meier and Aalen-Johansen, (T, K)."""
    risk = np.maximum(spells.at_risk, 1.0)
    alive = np.cumprod(1.0 - spells.ended.sum(axis=1) / risk)
    before = np.concatenate([[1.0], alive[:-1]])
    return np.asarray(np.cumsum(before[:, None] * spells.ended / risk[:, None], axis=0))


# --- the back-test --------------------------------------------------------------------------------------------------


def _backtest(counts: Counted, profile: Profile, rng: Generator) -> Backtest | None:
    """Deals open at an earlier day: in which quarter of the time since did they end, if at all.

    The Brier score over the five outcomes (Brier 1950), of the hazards by source against Kaplan-Meier of all deals
    alike. None where there is too little before or after the cut.
    """
    if "before" not in counts:
        return None
    spells, after = _spells(counts["before"], _ENDINGS), counts["after"]
    weight, part = after["deals"].astype(float), after["part"].astype(np.int64)
    ended = float(weight[part > 0].sum())
    if spells.ended.sum() < MIN_ENDED or ended < MIN_ENDED:
        return None
    until, cut = _days(profile)
    window, age = until - cut, after["age"].astype(np.int64)
    chances = _forecast(counts, window, rng)
    raw = spells.ended.sum(axis=1) / np.maximum(spells.at_risk, 1.0)
    naive = _parts(np.pad(raw, (0, LONGEST + window)), age, window)
    return Backtest(
        "brier", _brier(chances, part, weight), _brier(naive, part, weight), _KAPLAN_MEIER,
        details={
            "open_deals": float(weight.sum()), "ended": ended, "window_days": float(window),
            "expected_to_end": float(weight @ (1 - chances[:, 0])),
            "baseline_expected_to_end": float(weight @ (1 - naive[:, 0])),
        },
    )  # fmt: skip


def _forecast(counts: Counted, window: int, rng: Generator) -> Vector:
    """Chances (rows, 5) of each counted pattern of open deals to end in each quarter, from what the cut day knew."""
    before, after = counts["before"], counts["after"]
    spells = _spells(before, _ENDINGS)
    pooled = pooled_hazards(spells, choose_bins(spells), rng, _DRAWS)
    chances = np.zeros((len(after["age"]), 5))
    for source in np.unique(after["origin"].astype(str)):
        rows = after["origin"] == source
        own = group_hazards(_spells(before, _ENDINGS, str(source)), pooled, rng)
        daily = np.repeat(own.daily.sum(axis=2).mean(axis=0), own.bins.widths)
        longer = np.pad(daily, (0, LONGEST + window), mode="edge")
        chances[rows] = _parts(longer, after["age"][rows].astype(np.int64), window)
    return chances


def _parts(daily: Vector, age: NDArray[np.int64], window: int) -> Vector:
    """Chances (rows, 5) to stay, and to end in each quarter of ``window`` days, at an age that was outlived."""
    alive = np.concatenate([[1.0], np.cumprod(1.0 - daily)])
    ends = np.array([-(-part * window // 4) for part in range(5)])
    left = alive[age[:, None] + 1 + ends] / np.maximum(alive[age + 1], 1e-300)[:, None]
    return np.concatenate([left[:, -1:], left[:, :-1] - left[:, 1:]], axis=1)


def _brier(chances: Vector, part: NDArray[np.int64], weight: Vector) -> float:
    """Mean over deals of the squared distance between the chances and what happened."""
    return float(weight @ ((chances - np.eye(5)[part]) ** 2).sum(axis=1) / weight.sum())


_KAPLAN_MEIER = phrase("Kaplan-Meier of all deals alike", "Kaplan-Meier de todos os negócios por igual")


# --- in words -------------------------------------------------------------------------------------------------------


def answer(estimate: SalesCycle) -> Answer:
    """The answer in words: how long, where deals wait, who is quicker, and what that would save."""
    levers = tuple(_levers(estimate))
    stays = (estimate.total, *estimate.stages, *estimate.total_by_source, *estimate.by_source)
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.stages else Status.PARTIAL,
        _headline(estimate),
        estimates=(*(e for stay in stays for e in _medians(stay)), *_shares(estimate), *_curve_points(estimate)),
        tables=_tables(estimate),
        actions=tuple(_action(lever) for lever in levers[:3]),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


_METHOD = phrase(
    "The first median is that of the deals that have left a stage so far, which favours quick ones. The second adds "
    "the deals still there: each day, the chance to move on is counted among those that could. Sources with few deals "
    "are drawn towards the pace of all.",
    "A primeira mediana é a dos negócios que já saíram da etapa, o que favorece os rápidos. A segunda considera também "
    "os que continuam nela: a cada dia, conta-se a chance de avançar entre os que poderiam. Origens com poucos "
    "negócios são puxadas para o ritmo geral.",
)
_REFERENCES = (
    "Prentice & Gloeckler 1978, Regression analysis of grouped survival data",
    "Aalen & Johansen 1978, An empirical transition matrix for non-homogeneous Markov chains",
    "Rubin 1981, The Bayesian bootstrap",
)


def _medians(stay: Stay) -> Iterator[Estimate]:
    """The observed median first, then the one that counts those still there.

    The observed value is the plain median of whole days; its interval, that of the median with a fraction, is
    widened to hold it.
    """
    observed = {"entered": stay.entered, "left": stay.left}
    closed = Estimate.from_draws("median_days", stay.closed, "days", stay.of | {"among": "closed"}, observed=observed)
    low, high = min(closed.low, stay.plain_median), max(closed.high, stay.plain_median)
    inner = closed.inner or (low, high)
    kept = (min(inner[0], stay.plain_median), max(inner[1], stay.plain_median))
    yield replace(closed, value=stay.plain_median, low=max(low, 0.0), high=high, inner=kept)
    every = Estimate.from_draws("median_days", stay.all, "days", stay.of | {"among": "all"}, observed=observed)
    yield replace(every, value=float(np.median(stay.all)), low=max(every.low, 0.0))


def _shares(estimate: SalesCycle) -> Iterator[Estimate]:
    """Share of all the time deals spend that each stage takes."""
    days = np.array([stay.entered * stay.mean for stay in estimate.stages])
    for stay, draws in zip(estimate.stages, days / days.sum(axis=0) if len(days) else days, strict=True):
        yield Estimate.from_draws("share_of_time", draws, "share of the days of all deals", {"stage": stay.stage})


def _curve_points(estimate: SalesCycle) -> Iterator[Estimate]:
    """Share of deals won by each day since their creation; the figure is drawn from these."""
    curve = estimate.curve
    for i, day in enumerate(curve.days):
        yield Estimate.from_draws("share_won_by_day", curve.won[:, i], "share of deals", {"day": str(day)})


def _headline(estimate: SalesCycle) -> Phrase:
    plain = Number(estimate.total.plain_median, Form.EXACT)
    if estimate.backtest is not None and not estimate.backtest.beats_baseline:
        return phrase(
            "Won deals took {plain} days (median); closing dates were predicted no better than by {baseline}.",
            "Negócios ganhos levaram {plain} dias (mediana); as datas não foram previstas melhor que por {baseline}.",
            plain=plain, baseline=estimate.backtest.baseline_name,
        )  # fmt: skip
    every = Number(float(np.median(estimate.total.all)))
    if len(estimate.stages) < 2:
        return phrase(
            "Won deals took {plain} days from start to win (median); counting those still open, {every}.",
            "Negócios ganhos levaram {plain} dias do início à vitória (mediana); contando os abertos, {every}.",
            plain=plain, every=every,
        )  # fmt: skip
    first, second = estimate.stages[:2]
    return phrase(
        "Won deals took {plain} days (median; counting open ones, {every}); they {sure} wait longest in {stage}.",
        "Negócios ganhos levaram {plain} dias (mediana; contando os abertos, {every}); {sure} esperam mais em {stage}.",
        plain=plain, every=every, stage=first.stage,
        sure=certainty(float((first.entered * first.mean > second.entered * second.mean).mean())),
    )  # fmt: skip


def _levers(estimate: SalesCycle) -> Iterator[Lever]:
    """Per stage, what all its deals would save at the pace of its quickest source; the largest savings first."""
    found = []
    for stay in estimate.stages or (estimate.total,):
        parts = (*estimate.by_source, *estimate.total_by_source)
        rivals = [part for part in parts if part.stage == stay.stage and part.source != _NOTHING]
        if len(rivals) > 1:
            best = min(rivals, key=lambda part: float(np.median(part.all)))
            found.append((stay, best, stay.all - best.all))
    for stay, best, saved in sorted(found, key=lambda f: -float(f[2].mean())):
        if float((saved > 0).mean()) >= 0.95:
            yield _lever(stay, best, saved)


def _lever(stay: Stay, best: Stay, saved: Vector) -> Lever:
    effect = Estimate.from_draws("days_saved", saved, "days of the median", {"stage": stay.stage})
    total = stay.stage == TOTAL
    where = phrase("the whole cycle", "no ciclo todo") if total else phrase("{s}", "na etapa {s}", s=stay.stage)
    change = phrase(
        "the pace of {source} for all deals in {where}", "o ritmo de {source} {where} para todos os negócios",
        source=best.source or "", where=where,
    )  # fmt: skip
    return Lever(
        "days_per_stage", change, effect, Grade.ASSOCIATION, {"stage": stay.stage, "source": best.source or ""}
    )


def _action(lever: Lever) -> Action:
    advice = phrase(
        "Find out what is done differently there, and aim for {change}: {days} days less at the median "
        "({low} to {high}).",
        "Descubra o que se faz de diferente ali e busque {change}: {days} dias a menos na mediana (de {low} a {high}).",
        change=lever.change, days=Number(lever.effect.value),
        low=Number(lever.effect.low), high=Number(lever.effect.high),
    )  # fmt: skip
    return Action(advice, lever)


def _tables(estimate: SalesCycle) -> dict[str, Table]:
    shares = {share.of["stage"]: share for share in _shares(estimate)}
    rows = []
    for stay in (estimate.total, *estimate.stages, *estimate.total_by_source, *estimate.by_source):
        closed, every = _medians(stay)
        share = shares.get(stay.stage) if stay.source is None else None
        spread = (closed.value, closed.low, closed.high, every.value, every.low, every.high)
        part = (None, None, None) if share is None else (share.value, share.low, share.high)
        rows.append((stay.stage, stay.source, stay.entered, stay.left, *spread, *part))
    return {"stages": Table(_COLUMNS, tuple(rows))}


_COLUMNS = {
    "stage": phrase("Stage", "Etapa"),
    "source": phrase("Source", "Origem"),
    "entered": phrase("Entered", "Entraram"),
    "left": phrase("Left so far", "Já saíram"),
    "closed": phrase("Median days of those that left", "Mediana de dias dos que saíram"),
    "closed_low": phrase("from", "de"),
    "closed_high": phrase("to", "até"),
    "all": phrase("Median days, those still there counted", "Mediana de dias, contando os que continuam"),
    "all_low": phrase("from", "de"),
    "all_high": phrase("to", "até"),
    "share_of_time": phrase("Share of all waiting", "Parte de toda a espera"),
    "share_low": phrase("from", "de"),
    "share_high": phrase("to", "até"),
}


def _proof(estimate: SalesCycle) -> Proof:
    return Proof(
        Diagnostics(Method.EXACT.value),
        estimate.backtest,
        time_unit="days",
        notes=(_DAYS,),
        details={f"horizon_days_{stage}": float(days) for stage, days in estimate.horizons.items()},
    )


_DAYS = phrase(
    "A difference of d calendar days is read as a time between d minus a half and d plus a half, so medians have "
    "fractions; medians that count open deals are those of deals that leave within the longest time seen so far.",
    "Uma diferença de d dias no calendário é lida como um tempo entre d menos meio e d mais meio, por isso as medianas "
    "têm frações; as que contam negócios abertos são as dos que saem dentro do maior tempo já visto.",
)


def _caveats(estimate: SalesCycle) -> Iterator[Phrase]:
    if estimate.set_aside:
        yield phrase(
            "Ended deals set aside, because they have no end date or one before they began: {n}.",
            "Negócios encerrados deixados de fora, sem data de fim ou com fim antes do início: {n}.",
            n=Number(estimate.set_aside, Form.COUNT),
        )
    if estimate.open_deals:
        yield phrase(
            "Deals still open: {n}. Whether they will ever end is not known, only when those that end do.",
            "Negócios ainda abertos: {n}. Não se sabe se vão terminar, só quando terminam os que terminam.",
            n=Number(estimate.open_deals, Form.COUNT),
        )
    if estimate.backtest is None:
        yield phrase(
            "There is too little history to test the closing dates on an earlier day.",
            "Há pouco histórico para testar as datas de fechamento em um dia anterior.",
        )
    yield phrase(
        "Differences between sources go with their pace; only an experiment can say what they would change.",
        "As diferenças entre origens acompanham o ritmo; só um experimento diz o que elas mudariam.",
    )


def figure(answer: Answer) -> Picture:
    """The share of deals won by day, with its band."""
    points = [e for e in answer.estimates if e.name == "share_won_by_day"]
    marks = tuple(Mark(e.value, e.low, e.high, *(e.inner or (e.low, e.high)), at=float(e.of["day"])) for e in points)
    total = answer.estimate("median_days", stage=TOTAL, among="closed")
    return Picture(
        Kind.CURVE, QUESTION.stream, answer.headline,
        phrase("Share of deals won, by days since they began", "Proporção de negócios ganhos, por dias desde o início"),
        phrase(
            "A curve that rises to {top} after {days} days; half of the wins so far came within {median} days.",
            "Uma curva que sobe até {top} depois de {days} dias; metade das vitórias veio em até {median} dias.",
            top=Number(points[-1].value, Form.SHARE), days=points[-1].of["day"],
            median=Number(total.value, Form.EXACT),
        ),
        marks, phrase("Deals won", "Negócios ganhos"), Form.SHARE,
        at_title=phrase("Days since the deal began", "Dias desde o início do negócio"), at_form=Form.COUNT,
    )  # fmt: skip
