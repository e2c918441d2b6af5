"""How the forecasts did: by question, by grade and in all, with what is still to come. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import LEVEL, Estimate
from corrente.state.forecasts import Foretold
from corrente.stream.record.kinds.growth import PLAN
from corrente.stream.record.scoring import LEVELS

FEWEST = 10
"""Pieces of evidence below which nothing is said of a group's coverage."""


class Verdict(StrEnum):
    """How wide the bands were, as far as the outcomes tell."""

    TOO_FEW = "too_few"
    TOO_NARROW = "too_narrow"
    AS_FORETOLD = "as_foretold"
    TOO_WIDE = "too_wide"


@dataclass(frozen=True)
class Group:
    """Forecasts that have been scored: all, or those of one question or grade.

    ``covered_50`` and ``covered_90`` are shares that came true inside these bands, ``origins`` the independent pieces
    of evidence (what one question foretells from one day is one). ``skill`` is by how much the CRPS was below the naive
    forecast's (1 is perfect, 0 no better), ``interval_skill`` the same of the interval score; None where no naive
    forecast could be made.
    """

    name: str
    forecasts: int
    origins: float
    covered_50: Estimate
    covered_90: Estimate
    below: tuple[Estimate, ...]
    interval_score: Mapping[str, float]
    skill: float | None
    interval_skill: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Record:
    """What a plan's revisions foretold: each forecast once, as the last revision that made it has it.

    ``overall`` and ``by_question`` are of what comes as things are; ``with_plan`` of what comes with the plan's
    decisions, which is only a forecast where the plan was carried out; ``by_grade`` of both, a plan's grade being
    that of the weakest of its levers. ``today`` is the last day of the data.
    """

    forecasts: tuple[Foretold, ...]
    today: dt.date | None
    overall: Group | None
    by_question: tuple[Group, ...]
    by_grade: tuple[Group, ...]
    with_plan: Group | None

    @property
    def scored(self) -> tuple[Foretold, ...]:
        """Those that have an outcome."""
        return tuple(told for told in self.forecasts if told.outcome is not None)

    @property
    def waiting(self) -> tuple[Foretold, ...]:
        """Those that have none yet, the next one due first."""
        return tuple(sorted((t for t in self.forecasts if t.outcome is None), key=lambda t: t.forecast.target))

    @property
    def next_due(self) -> dt.date | None:
        """The next day of which something was foretold; None where nothing is waiting for a day to come."""
        days = (told.forecast.target for told in self.waiting)
        return next((day for day in days if self.today is None or day > self.today), None)

    @property
    def afterwards(self) -> int:
        """How many of those in ``overall`` were worked out after their day, from the data up to their origin."""
        as_is = (told for told in self.scored if told.forecast.question != PLAN)
        return sum(told.at.date() > told.forecast.target for told in as_is)


def record_of(told: Iterable[Foretold], today: dt.date | None) -> Record:
    """The record of everything foretold, as it is stored (the earliest first)."""
    forecasts = tuple(sorted(once(told), key=lambda one: (one.forecast.target, one.id)))
    came = [one for one in forecasts if one.outcome is not None]
    as_is = [one for one in came if one.forecast.question != PLAN]
    planned = [one for one in came if one.forecast.question == PLAN]
    return Record(
        forecasts,
        today,
        group("all", as_is) if as_is else None,
        _by(as_is, lambda one: one.forecast.question),
        _by(came, lambda one: one.forecast.grade.value),
        group(PLAN, planned) if planned else None,
    )


def once(told: Iterable[Foretold]) -> Iterable[Foretold]:
    """Of each figure from one origin for one day, what the last revision foretold: revisions of a day hardly differ."""
    return {_key(one): one for one in told}.values()


def group(name: str, came: Sequence[Foretold]) -> Group:
    """How forecasts did that have outcomes; raises ``ValueError`` where there are none."""
    if not came:
        raise ValueError("there is nothing to sum up")
    origins = evidence(came)
    inside = {level: [one.outcome.scores[f"covered_{level}"] for one in came if one.outcome] for level in (50, 90)}
    covered = {level: _share(f"covered_{level}", values, origins) for level, values in inside.items()}
    return Group(
        name, len(came), origins, covered[50], covered[90],
        tuple(_share(f"below_{level}", [_below(one, place) for one in came], origins)
              for place, level in enumerate(LEVELS)),
        _mean_scores(came), _skill(came, "crps"), _skill(came, "interval_score"),
        _verdict(covered[90], origins),
    )  # fmt: skip


def evidence(came: Sequence[Foretold]) -> float:
    """The effective number of forecasts: what one question foretells from one day is right or wrong together.

    Kish's effective sample size of clusters that agree wholly, n^2 / sum of squares of their sizes (Kish 1965, 5.4):
    the least that so many forecasts can be worth, so that no interval is too short.
    """
    sizes = Counter((one.forecast.question, one.forecast.origin) for one in came)
    return len(came) ** 2 / sum(size**2 for size in sizes.values())


def _key(one: Foretold) -> tuple[object, ...]:
    told = one.forecast
    return told.question, told.estimate, tuple(sorted(told.of.items())), told.origin, told.target


def _by(came: Sequence[Foretold], of: Callable[[Foretold], str]) -> tuple[Group, ...]:
    found: dict[str, list[Foretold]] = defaultdict(list)
    for one in came:
        found[of(one)].append(one)
    return tuple(sorted((group(name, held) for name, held in found.items()), key=lambda g: -g.forecasts))


def _below(one: Foretold, place: int) -> float:
    """Whether the outcome lies below a quantile; what lies on it counts half."""
    quantile, actual = one.forecast.quantiles[place], one.outcome.actual if one.outcome else math.nan
    return 0.5 if actual == quantile else float(actual < quantile)


def _share(name: str, values: Sequence[float], evidence: float) -> Estimate:
    """A share with its Beta interval under Jeffreys' prior, of as many cases as the evidence is worth."""
    from scipy.special import betaincinv

    share = sum(values) / len(values)
    quantiles = betaincinv(share * evidence + 0.5, (1 - share) * evidence + 0.5, [0.05, 0.25, 0.75, 0.95])
    low, lower, upper, high = map(float, quantiles)
    return Estimate(name, share, min(low, share), max(high, share), "share of forecasts", inner=(lower, upper))


def _mean_scores(came: Sequence[Foretold]) -> Mapping[str, float]:
    """The mean interval score of each estimate, in its own unit."""
    found: dict[str, list[float]] = defaultdict(list)
    for one in came:
        if one.outcome:
            found[_series(one)].append(one.outcome.scores["interval_score"])
    return {name: sum(values) / len(values) for name, values in sorted(found.items())}


def _series(one: Foretold) -> str:
    """What is of one kind and unit, and may be added up."""
    return f"{one.forecast.question}/{one.forecast.estimate} ({one.forecast.unit})"


def _skill(came: Sequence[Foretold], score: str) -> float | None:
    """One less the ratio of the scores to the naive ones: of sums within an estimate, of geometric means across."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in came:
        if one.outcome and f"naive_{score}" in one.outcome.scores:
            sums[_series(one)][0] += one.outcome.scores[score]
            sums[_series(one)][1] += one.outcome.scores[f"naive_{score}"]
    ratios = [math.log(max(own, 1e-12 * naive) / naive) for own, naive in sums.values() if naive > 0]
    return 1 - math.exp(sum(ratios) / len(ratios)) if ratios else None


def _verdict(covered: Estimate, evidence: float) -> Verdict:
    if evidence < FEWEST:
        return Verdict.TOO_FEW
    if covered.high < LEVEL:
        return Verdict.TOO_NARROW
    return Verdict.TOO_WIDE if covered.low > LEVEL else Verdict.AS_FORETOLD
