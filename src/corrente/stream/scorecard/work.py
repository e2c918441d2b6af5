"""The scorecard of a company: answers carried over, counts by month, what earlier runs kept, and what is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from corrente.company.books import Books
from corrente.core.answer import Answer, Estimate, Refusal
from corrente.core.metrics import METRICS
from corrente.core.scorecard import Absent, Metric, Reading, Scorecard
from corrente.core.words import Phrase, phrase
from corrente.counts.tally import tally
from corrente.inference.monthly import Array
from corrente.stream.chance import generator
from corrente.stream.rooms import lacking
from corrente.stream.scorecard.carried import carried, end_of_data, last_day
from corrente.stream.scorecard.changes import YEAR, change, current, month_and_year, points
from corrente.stream.scorecard.kept import Kept, read_kept
from corrente.stream.scorecard.measures import MEASURES
from corrente.stream.scorecard.plan import plan
from corrente.stream.scorecard.series import Seen, Series, Today

Progress = Callable[[Phrase, float], None]


def work_out(books: Books, answers: Mapping[str, Answer], progress: Progress) -> Scorecard:
    """Every metric of a company from its answers and its own counts.

    What only today's data say is kept in the company's folder, where there is one, as history for the runs to come.
    """
    seen = _count(books, answers, progress)
    kept = read_kept(books.home)
    read = {metric.id: tuple(_readings(metric, seen, kept)) for metric in METRICS.values()}
    kept.add((r.metric.id, r.value, r.day) for r in chain(*read.values()) if r.day is not None and r.by_run)
    absent = tuple(Absent(METRICS[name], _absence(METRICS[name], seen)) for name, found in read.items() if not found)
    return Scorecard(books.settings.name, books.settings.currency, tuple(chain(*read.values())), absent)


def questions() -> tuple[str, ...]:
    """The questions whose answers the scorecard rests on."""
    return tuple(dict.fromkeys(chain(*(metric.questions for metric in METRICS.values()))))


def _count(books: Books, answers: Mapping[str, Answer], progress: Progress) -> Seen:
    planned = plan(books.profile)
    cache = books.home / "counts" if books.home else None
    cells = {}
    for done, (name, one) in enumerate(planned.items()):
        doing = phrase("Counting {name}", "Contando {name}", name=name.replace("_", " "))
        progress(doing, done / len(planned))
        cells[name] = tally(books.engine, one.count, books.fingerprints, cache)
    calendars = {name: one.calendar for name, one in planned.items() if one.calendar is not None}
    return Seen(books.profile, cells, calendars, answers)


def _readings(metric: Metric, seen: Seen, kept: Kept) -> Iterator[Reading]:
    """A metric's readings: carried from an answer (with the months of its own count, where it has one), or measured."""
    if lacking(metric.needs, seen.profile):
        return
    measured = tuple(_measured(metric, seen))
    if metric.carried is None:
        for found in measured:
            yield _of_months(metric, found, seen) if isinstance(found, Series) else _of_today(metric, found, seen, kept)
        return
    day = last_day(metric.carried, seen.answers, seen.profile)
    for estimate in carried(metric.carried, seen.answers, seen.profile):
        months = next((found for found in measured if isinstance(found, Series)), None)
        yield _with_months(metric, estimate, day, months) if months else _of_run(metric, estimate, day, kept)


def _measured(metric: Metric, seen: Seen) -> Iterator[Series | Today]:
    if metric.id in MEASURES:
        counted = {name: seen.cells[name] for name in metric.counts if name in seen.cells}
        yield from MEASURES[metric.id](seen, generator(metric.id, counted))


def _of_months(metric: Metric, found: Series, seen: Seen) -> Reading:
    """The latest month that is over, and those before it."""
    place = current(found.months, found.calendar) or 0
    value = float(found.months.value[place])
    estimate = _estimate(metric, found.months.draws[:, place], value, found.of, seen)
    return replace(_with_months(metric, estimate, int(found.calendar.ends[place]), found), exact=found.exact)


def _with_months(metric: Metric, estimate: Estimate, day: int | None, found: Series) -> Reading:
    place = current(found.months, found.calendar)
    month, year = (None, None) if place is None else (
        change(found.months, found.calendar, place, 1), change(found.months, found.calendar, place, YEAR)
    )  # fmt: skip
    return Reading(metric, estimate, day, points(found.months, found.calendar), month, year)


def _of_today(metric: Metric, found: Today, seen: Seen, kept: Kept) -> Reading:
    estimate = _estimate(metric, found.draws, found.value, found.of, seen)
    day = found.day if found.day is not None else end_of_data(seen.profile)
    return _of_run(metric, estimate, day, kept)


def _of_run(metric: Metric, estimate: Estimate, day: int | None, kept: Kept) -> Reading:
    """What only today's data say, beside what earlier runs said of earlier data."""
    history = kept.history(metric.id, estimate, day)
    return Reading(metric, estimate, day, history, *month_and_year(history), by_run=True)


def _estimate(metric: Metric, draws: Array, value: float, of: Mapping[str, str], seen: Seen) -> Estimate:
    """The estimate with the value seen in its interval's reach: at a border the interval begins there."""
    unit = metric.unit.format(currency=seen.profile.settings.currency)
    found = Estimate.from_draws(metric.id, draws, unit, of, value)
    return replace(found, low=min(found.low, value), high=max(found.high, value))


def _absence(metric: Metric, seen: Seen) -> Refusal:
    """Why a metric has no reading: a table is missing, the answer was refused, or what it brings itself."""
    missing = lacking(metric.needs, seen.profile)
    refused = [seen.answers[name].refusal for name in metric.questions]
    because = phrase("The data does not give it yet.", "Os dados ainda não permitem calcular.")
    return missing or next(filter(None, refused), None) or Refusal(because, (), metric.bring)
