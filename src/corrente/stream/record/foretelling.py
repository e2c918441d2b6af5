"""What a revision of a plan foretells of data to come, and what came: each figure is defined once, in `kinds`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from corrente.core.answer import Answer, Grade
from corrente.core.plan import ground_key
from corrente.core.words import date_to_day, day_to_date
from corrente.state.forecasts import Forecast, Outcome
from corrente.stream.growth.drivers import Sources
from corrente.stream.growth.work import Growth
from corrente.stream.record.kinds import KINDS, growth
from corrente.stream.record.kinds.kind import Kind
from corrente.stream.record.scoring import LEVELS, scores
from corrente.stream.record.seen import Array, Seen
from corrente.stream.record.sight import Sight, Window

_DRAWS = 2000


def foretold(sight: Sight, answers: Mapping[str, Answer], ahead: Growth | None) -> tuple[Forecast, ...]:
    """What the growth forecast and the answers say that later data will show, with its quantiles.

    An estimate is only foretold where as much time before shows what the same looked like then: that tells how many
    cases there will be, and is the naive forecast that it will have to beat. Raises `EngineError`.
    """
    return (*_of_growth(ahead), *_of_answers(sight, answers))


def outcome(sight: Sight, told: Forecast) -> Outcome | None:
    """What came of a forecast, with its scores; None where the data do not say yet. Raises `EngineError`."""
    origin, target = date_to_day(told.origin), date_to_day(told.target)
    came, before = _seen(sight, told, origin, target)
    if came is None:
        return None
    again = None if before is None else before.again(_chance(told.question, told.estimate, told.of, origin), _DRAWS)
    naive = None if again is None else np.quantile(again, LEVELS).tolist()
    return Outcome(came.value, scores(told.quantiles, came.value, naive))


def _seen(sight: Sight, told: Forecast, origin: int, target: int) -> tuple[Seen | None, Seen | None]:
    """What was seen, and the like of it before the origin, which the naive forecast repeats."""
    if told.question in (growth.GROWTH, growth.PLAN):
        window = growth.window_of(told.of, origin, target)
        came = growth.happened(sight, told.estimate, window)
        return came, came and growth.naive(sight, told.estimate, window, origin)
    kind, window = KINDS.get((told.question, told.estimate)), Window(origin, target)
    happened = None if kind is None else kind.measure(sight, told.of, window)
    if kind is None or happened is None:
        return None, None
    return happened, kind.measure(sight, told.of, window.before)


def _of_growth(ahead: Growth | None) -> Iterator[Forecast]:
    if ahead is None:
        return
    origin = date_to_day(ahead.first_month) - 1
    for one in growth.ahead(ahead):
        yield _forecast(one.question, one.estimate, one.unit, one.grade, one.of, Window(origin, one.window.until),
                        one.draws)  # fmt: skip


def _of_answers(sight: Sight, answers: Mapping[str, Answer]) -> Iterator[Forecast]:
    sources = Sources(answers, draws=_DRAWS)
    for kind in KINDS.values():
        answer = answers.get(kind.question)
        if answer is not None and answer.refusal is None:
            yield from _of_kind(kind, sight, answer, sources)


def _of_kind(kind: Kind, sight: Sight, answer: Answer, sources: Sources) -> Iterator[Forecast]:
    for estimate, window in kind.tell(sight, answer):
        before = kind.measure(sight, estimate.of, window.before)
        if before is not None:
            draws = sources.of_estimate(kind.question, estimate)
            chance = _chance(kind.question, estimate.name, estimate.of, window.after)
            seen = draws if kind.certain else before.around(draws, chance)
            yield _forecast(kind.question, estimate.name, estimate.unit, Grade.ASSOCIATION, estimate.of, window, seen)


def _chance(question: str, estimate: str, of: Mapping[str, str], origin: int) -> np.random.Generator:
    """The chance that belongs to a forecast, the same in every run."""
    return Sources({}, seed=origin).rng(ground_key(question, estimate, of))


def _forecast(
    question: str, estimate: str, unit: str, grade: Grade, of: Mapping[str, str], window: Window, draws: Array
) -> Forecast:
    q = [float(number) for number in np.quantile(draws, LEVELS)]
    days = day_to_date(window.after), day_to_date(window.until)
    return Forecast(question, estimate, unit, grade, *days, (q[0], q[1], q[2], q[3], q[4]), float(draws.mean()), of)
