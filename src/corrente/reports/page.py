"""The templates' environment: what every page and report is written with."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corrente.core.answer import Answer, Cell, Estimate, Table, say_cell, say_day
from corrente.core.words import Form, Language, Number, Phrase
from corrente.reports import theme
from corrente.reports.figures import figure
from corrente.reports.sheets import sheets
from corrente.reports.terms import is_share, money_unit, of_whom, term
from corrente.reports.words import GRADES, NAMES, STATUSES, text

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


def style() -> str:
    """The one style sheet: the theme's tokens, then the rules that use them."""
    return theme.css() + (HERE / "static" / "style.css").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def environment(language: Language, *folders: Path) -> Environment:
    """The Jinja environment of one language; templates are sought in ``folders`` before the reports' own.

    In templates ``t(key, **values)`` is a text of the interface, ``say`` a phrase, ``number`` a number.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    def number(value: float, form: str = Form.EXACT, unit: str = "") -> str:
        return Number(value, Form(form), unit).say(language)

    env = Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "say": lambda phrase: phrase.say(language),
        "number": number,
        "cell": lambda value: cell(value, language),
        "of": lambda estimate: of_whom(estimate, language),
        "rows": lambda table, most: table_rows(table, most, language),
        "numeric": numeric,
        "interval": lambda estimate: interval(estimate, language),
    }
    env.tests["day"] = lambda value: isinstance(value, dt.date)
    env.globals |= {
        "t": lambda key, **values: text(key, language, **worded(values, language)),
        "figure": lambda answer: figure(answer, language),
        "sheets": lambda answer: sheets(answer, language),
        "language": language,
        "names": NAMES,
        "grades": GRADES,
        "statuses": STATUSES,
        "Form": Form,
        "term": lambda name: term(name, language),
        "effect": lambda estimate: effect(estimate, language),
    }
    return env


def worded(values: dict[str, Any], language: Language) -> dict[str, Number | Phrase | str]:
    """A text's values as a sentence takes them; cells as a table shows them."""
    return {name: value if isinstance(value, Number | Phrase | str) else cell(value, language)
            for name, value in values.items()}  # fmt: skip


def cell(value: Cell, language: Language) -> str:
    """A cell as a table shows it: whole numbers grouped, others with up to four digits, nothing as a dash."""
    value = say_cell(value, language)
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return say_day(value, language)
    return Number(value, Form.COUNT if isinstance(value, int) else Form.EXACT).say(language)


def interval(estimate: Estimate, language: Language) -> tuple[str, str, str]:
    """Value, low and high with as many decimals as give the interval's width two significant digits.

    Shares are said in percent.
    """
    share = is_share(estimate.unit)
    numbers = [100 * v if share else v for v in (estimate.value, estimate.low, estimate.high)]
    width = numbers[2] - numbers[1]
    decimals = min(max(1 - math.floor(math.log10(width)), 0), 6) if 0 < width < math.inf else 2
    value, low, high = (fixed(v, decimals, language) + ("%" if share else "") for v in numbers)
    return value, low, high


def effect(estimate: Estimate, language: Language) -> str:
    """An expected effect with its interval; differences of shares are said in percentage points."""
    share = is_share(estimate.unit)
    currency, unit = ("", "") if share else money_unit(estimate.unit, language)
    form = Form.POINTS if share else Form.MONEY if currency else Form.ROUGH
    value = Number(estimate.value, form, currency).say(language)
    low, high = (
        Number(100 * v if share else v, Form.ROUGH if share else form, currency).say(language)
        for v in (estimate.low, estimate.high)
    )
    return text("effect_says", language, value=value, unit=unit, low=low, high=high)


def table_rows(table: Table, most: int, language: Language) -> list[list[tuple[str, Cell]]]:
    """The first rows as (text, value); the numbers of a column all have the same decimals."""
    shown = table.rows[:most]
    columns = [_column([row[i] for row in shown], name in table.shares, language)
               for i, name in enumerate(table.columns)]  # fmt: skip
    return [list(zip(said, row, strict=True)) for said, row in zip(zip(*columns, strict=True), shown, strict=True)]


def numeric(table: Table) -> list[bool]:
    """For each column, whether it holds numbers, which are set to the right."""
    return [any(isinstance(row[i], float | int) for row in table.rows) for i in range(len(table.columns))]


def _column(cells: Sequence[Cell], share: bool, language: Language) -> list[str]:
    """The cells of a column as text; shares in percent."""
    if share:
        return [percent(v, cells, language) if isinstance(v, float) else cell(v, language) for v in cells]
    decimals = _decimals(cells)
    return [fixed(v, decimals, language) if isinstance(v, float) else cell(v, language) for v in cells]


def percent(value: float, beside: Sequence[Cell], language: Language) -> str:
    """A share in percent, with one decimal; with two where none beside it reaches one percent."""
    largest = max((abs(v) for v in beside if isinstance(v, float) and math.isfinite(v)), default=0.0)
    said = fixed(100 * value, 2 if largest < 0.01 else 1, language)
    return f"{said}%" if math.isfinite(value) else said


def _decimals(column: Sequence[Cell]) -> int:
    """So many that the largest number of a column has three significant digits, and none where all are whole."""
    numbers = [abs(v) for v in column if isinstance(v, float) and math.isfinite(v)]
    if not numbers or max(numbers) == 0 or all(v == round(v) for v in numbers):
        return 0
    return min(max(2 - math.floor(math.log10(max(numbers))), 0), 4)


def fixed(value: float, decimals: int, language: Language) -> str:
    """A number with exactly so many decimals; a dash for one that is not finite."""
    if not math.isfinite(value):
        return "–"
    said = f"{value:z,.{decimals}f}"  # z: a negative number that rounds to nothing has no sign
    return said if language is Language.EN else said.translate(str.maketrans(",.", ".,"))


def solid(answer: Answer) -> bool:
    """Whether the answer is whole and its model beat the naive baseline: what pictures draw as solid."""
    from corrente.core.answer import Status

    backtest = answer.proof.backtest if answer.proof else None
    return answer.status is Status.ANSWERED and (backtest is None or backtest.beats_baseline)
