"""The scorecard as pages and reports show it: every metric in one line, by family, said in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corrente.core.answer import Estimate
from corrente.core.metrics import FAMILIES, METRICS
from corrente.core.question import Stream
from corrente.core.scorecard import Absent, Better, Change, Metric, Reading, Scorecard
from corrente.core.words import Form, Language, Number, Phrase, certainty
from corrente.reports.page import fixed, interval
from corrente.reports.sparkline import sparkline
from corrente.reports.terms import is_share, money_unit, of_whom
from corrente.reports.words import NAMES, text

SURE = 0.75
"""From this chance on, a change is called one (`certainty`)."""
_MOST_TIMES = 10


@dataclass(frozen=True)
class Moved:
    """A change in words; ``kind`` is good, bad or open; ``sure`` how certain it is."""

    said: str
    sure: str
    kind: str
    value: float


@dataclass(frozen=True)
class Line:
    """One reading: texts for people, the number to sort by, and its history as an SVG element."""

    metric: Metric
    family: str
    name: str
    of: str
    value: str
    low: str
    high: str
    unit: str
    number: float
    exact: bool
    history: str
    month: Moved | None
    year: Moved | None
    source: str


@dataclass(frozen=True)
class Part:
    """One stream's lines, in the order of the definitions."""

    stream: Stream
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Lack:
    """A metric that is absent, and what to bring."""

    name: str
    because: str
    next_step: str


@dataclass(frozen=True)
class Definition:
    """How a metric is defined, in words."""

    name: str
    family: str
    formula: str
    tables: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class View:
    """Everything that the page and the report show of a scorecard."""

    parts: tuple[Part, ...]
    lacks: tuple[Lack, ...]
    definitions: tuple[Definition, ...]


def view(card: Scorecard, language: Language) -> View:
    """The scorecard in ``language``."""
    parts = (Part(s, tuple(_lines(card.readings, s, language))) for s in Stream)
    return View(
        tuple(part for part in parts if part.lines),
        tuple(_lack(one, language) for one in card.absent),
        tuple(_definition(metric, language) for metric in METRICS.values()),
    )


def _lines(readings: Sequence[Reading], stream: Stream, language: Language) -> list[Line]:
    return [line(reading, language) for reading in readings if reading.metric.family.stream is stream]


def line(reading: Reading, language: Language) -> Line:
    """One reading in words."""
    value, low, high = _numbers(reading, language)
    currency, unit = money_unit(reading.value.unit, language)
    unit = f"{currency}{unit}" if currency else unit.strip()
    return Line(
        reading.metric,
        FAMILIES[reading.metric.family].say(language),
        reading.metric.name.say(language),
        whom(reading, language),
        value,
        low,
        high,
        unit,
        reading.value.value,
        reading.exact,
        sparkline(reading.history, _label(reading, value, language)),
        _moved(reading, reading.month, language),
        _moved(reading, reading.year, language),
        _source(reading.metric, language),
    )


def _numbers(reading: Reading, language: Language) -> tuple[str, str, str]:
    """Value, low and high; a booked sum without its cents, as no interval says how many digits matter."""
    if not reading.exact:
        return interval(reading.value, language)
    said = fixed(reading.value.value, 0 if abs(reading.value.value) >= 100 or reading.value.value == 0 else 2, language)
    return said, said, said


def whom(reading: Reading, language: Language) -> str:
    """Of whom a reading speaks, without what its metric is always of."""
    fixed = dict(reading.metric.carried.of) if reading.metric.carried else {}
    own = {"brand"} if reading.metric.carried and reading.metric.carried.own else set()
    left = [key for key in reading.of if key not in fixed and key not in own]
    return ", ".join(of_whom(_plainly(reading.value, key), language) for key in left)


def _plainly(value: Estimate, key: str) -> Estimate:
    """The estimate of one key alone, whose value speaks for itself beside the metric's name."""
    said = {"among": value.said[key]} if key in value.said else {}
    return replace(value, of={"among": value.of[key]}, said=said)


def _label(reading: Reading, value: str, language: Language) -> str:
    history = reading.history
    if len(history) < 2:
        return ""
    then = replace(reading.value, value=history[0].value, low=history[0].low, high=history[0].high)
    first, *_ = _numbers(replace(reading, value=then), language)
    said: dict[str, Number | Phrase | str] = {
        "name": reading.metric.name.say(language),
        "first": first,
        "last": value,
        "n": Number(len(history), Form.COUNT),
    }
    return text("spark_runs" if reading.by_run else "spark_months", language, **said)


def _moved(reading: Reading, change: Change | None, language: Language) -> Moved | None:
    if change is None:
        return None
    arrow = "→" if change.difference == 0 else "↑" if change.difference > 0 else "↓"
    return Moved(
        f"{arrow} {_by(reading, change, language)}",
        _sure(reading, change, language),
        _kind(reading, change),
        change.difference,
    )


def _by(reading: Reading, change: Change, language: Language) -> str:
    """By how much: shares in points, all else as a share of what it was."""
    if is_share(reading.value.unit):
        return Number(abs(change.difference), Form.POINTS).say(language)
    if change.ratio is not None and abs(change.ratio) <= _MOST_TIMES:
        return Number(abs(change.ratio), Form.SHARE).say(language)
    return Number(abs(change.difference), Form.ROUGH).say(language)


def _sure(reading: Reading, change: Change, language: Language) -> str:
    if reading.exact or change.difference == 0:
        return ""
    return certainty(change.chance).say(language) if change.chance >= SURE else text("may_be_chance", language)


def _kind(reading: Reading, change: Change) -> str:
    better = reading.metric.better
    if change.chance < SURE or better is Better.NEITHER or change.difference == 0:
        return "open"
    return "good" if (change.difference > 0) == (better is Better.HIGHER) else "bad"


def _source(metric: Metric, language: Language) -> str:
    if metric.carried is not None:
        return text("from_answer", language, question=NAMES[metric.carried.question])
    return text("from_counts", language, tables=", ".join(metric.tables))


def _lack(absent: Absent, language: Language) -> Lack:
    refusal = absent.refusal
    return Lack(absent.metric.name.say(language), refusal.because.say(language), refusal.next_step.say(language))


def _definition(metric: Metric, language: Language) -> Definition:
    return Definition(
        metric.name.say(language),
        FAMILIES[metric.family].say(language),
        metric.formula.say(language),
        metric.tables,
        _source(metric, language),
    )
