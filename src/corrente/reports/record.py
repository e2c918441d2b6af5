"""The track record as pages and terminals show it: groups and forecasts said in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corrente.core.answer import say_day
from corrente.core.words import Form, Language, Number, Phrase, currency_symbol
from corrente.reports.figures import Figure, data_table, drawn
from corrente.reports.page import fixed
from corrente.reports.terms import is_share, money_unit, term
from corrente.reports.words import GRADES, NAMES
from corrente.state.forecasts import Foretold
from corrente.stream.record import words
from corrente.stream.record.picture import calibration
from corrente.stream.record.summary import Group, Record

ALL = Phrase("All", "Todas")


@dataclass(frozen=True)
class GroupLine:
    """How one question's (or grade's) forecasts did, in words; ``link`` is the question's id where it is one."""

    name: str
    link: str | None
    forecasts: int
    covered_90: str
    between_90: str
    covered_50: str
    skill: str
    interval_skill: str
    verdict: str
    kind: str


@dataclass(frozen=True)
class Line:
    """One forecast in words; ``inside`` is None where nothing came yet."""

    question: str
    name: str
    of: str
    meaning: str
    origin: str
    target: str
    foretold: str
    between: str
    actual: str
    naive: str
    inside: bool | None
    revision: int


def groups(found: Iterable[Group], language: Language) -> list[GroupLine]:
    """Groups as the rows of a table."""
    return [_group(group, language) for group in found]


def lines(told: Iterable[Foretold], language: Language) -> list[Line]:
    """Forecasts as the rows of a table."""
    return [_line(one, language) for one in told]


def figure(record: Record, language: Language) -> Figure | None:
    """The calibration picture; None where nothing has been scored."""
    if record.overall is None:
        return None
    picture = calibration(record.overall)
    wide, narrow = drawn(picture, language, "calibration")
    return Figure(picture.title.say(language), picture.subtitle.say(language), wide, narrow,
                  *data_table(picture, language))  # fmt: skip


def name(group: str) -> Phrase:
    """What a group is called: its question, its grade, or all."""
    return {"all": ALL, **NAMES, **words.NAMES, **GRADES}[group]


def _group(group: Group, language: Language) -> GroupLine:
    covered = group.covered_90
    return GroupLine(
        name(group.name).say(language),
        group.name if group.name in NAMES else None,
        group.forecasts,
        _share(covered.value, language),
        f"{_share(covered.low, language)} – {_share(covered.high, language)}",
        _share(group.covered_50.value, language),
        _skill(group.skill, language),
        _skill(group.interval_skill, language),
        words.VERDICTS[group.verdict].say(language),
        group.verdict.value,
    )


def _share(value: float, language: Language) -> str:
    return Number(value, Form.SHARE).say(language)


def _skill(value: float | None, language: Language) -> str:
    return "–" if value is None else Number(value, Form.SHARE).say(language)


def _line(one: Foretold, language: Language) -> Line:
    told, came = one.forecast, one.outcome
    numbers = [told.quantiles[2], told.quantiles[0], told.quantiles[4]]
    numbers += [came.actual, came.scores.get("naive", math.nan)] if came else [math.nan, math.nan]
    middle, low, high, actual, naive = _said(numbers, told.unit, language)
    return Line(
        name(told.question).say(language),
        term(told.estimate, language),
        words.of_what(told, language),
        words.meaning(told).say(language),
        say_day(told.origin, language),
        say_day(told.target, language),
        middle,
        f"{low} – {high}",
        actual,
        naive,
        None if came is None else bool(came.scores["covered_90"]),
        one.revision,
    )


def _said(numbers: Sequence[float], unit: str, language: Language) -> Iterator[str]:
    """Numbers of one unit, as exact as the band (from the second to the third) is wide in two digits."""
    share = is_share(unit)
    currency, _ = ("", "") if share else money_unit(unit, language)
    scaled = [100 * number if share else number for number in numbers]
    width = scaled[2] - scaled[1]
    decimals = min(1 - math.floor(math.log10(width)), 6) if 0 < width < math.inf else 0
    after, before = "%" if share else "", f"{currency_symbol(currency, language)}\N{NO-BREAK SPACE}" if currency else ""
    for number in scaled:
        said = fixed(round(number, decimals), max(decimals, 0), language)
        yield f"{before}{said}{after}" if math.isfinite(number) else said
