"""Words in two languages, numbers in each one's habit, and the one rule for how sure a sentence may sound."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Self

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

EPOCH = dt.date(1970, 1, 1)


class Language(StrEnum):
    """The languages in which corrente speaks to people."""

    EN = "en"
    PT = "pt-BR"


class Form(StrEnum):
    """How a number reads in a sentence."""

    COUNT = "count"  # 1,204
    ROUGH = "rough"  # two significant digits
    EXACT = "exact"  # up to four significant digits
    SHARE = "share"  # 0.105 as 11%
    EXACT_SHARE = "exact share"  # 0.10525 as 10.5%
    POINTS = "points"  # a difference of shares, in percentage points
    MONEY = "money"  # with its currency, two significant digits
    DATE = "date"  # days since 1970-01-01, as a date


@dataclass(frozen=True)
class Number:
    """A number that knows how it wants to be read; ``unit`` is the currency where the form is money."""

    value: float
    form: Form = Form.ROUGH
    unit: str = ""

    def say(self, language: Language) -> str:
        """The number as a reader of ``language`` writes it; a value that is not finite reads as a dash."""
        if not math.isfinite(self.value):
            return "–"
        match self.form:
            case Form.COUNT:
                return _decimals(round(self.value), 0, language)
            case Form.ROUGH:
                return _significant(self.value, 2, language)
            case Form.EXACT:
                return _significant(self.value, 4, language)
            case Form.SHARE:
                return f"{_significant(100 * self.value, 2, language)}%"
            case Form.EXACT_SHARE:
                return f"{_decimals(100 * self.value, 1, language)}%"
            case Form.POINTS:
                unit = "percentage points" if language is Language.EN else "pontos percentuais"
                return f"{_significant(100 * self.value, 2, language)} {unit}"
            case Form.MONEY:
                symbol = currency_symbol(self.unit, language) if self.unit else ""
                amount = f"{symbol}\N{NO-BREAK SPACE}{_significant(abs(self.value), 2, language)}".strip()
                return f"-{amount}" if self.value < 0 else amount
            case Form.DATE:
                return format_date(day_to_date(int(self.value)), "medium", locale=_LOCALE[language])


_LOCALE = {Language.EN: "en", Language.PT: "pt_BR"}


def currency_symbol(currency: str, language: Language) -> str:
    """How a reader writes a currency: ``R$``; one without a sign as its code."""
    return str(get_currency_symbol(currency, _LOCALE[language]))


@lru_cache(maxsize=20_000)  # a page says hundreds of numbers, the same ones each time
def _decimals(value: float, decimals: int, language: Language) -> str:
    nought_is_plain = value or 0  # not "-0", whichever was asked for first
    return format_decimal(nought_is_plain, format=f"#,##0.{'#' * decimals}", locale=_LOCALE[language])


def _significant(value: float, digits: int, language: Language) -> str:
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return _decimals(round(value, decimals), max(decimals, 0), language)


def day_to_date(day: int) -> dt.date:
    """The calendar date of a day number (days since 1970-01-01, as the clean tables keep time)."""
    return EPOCH + dt.timedelta(days=day)


def date_to_day(date: dt.date) -> int:
    """The day number of a calendar date: the inverse of `day_to_date`."""
    return (date - EPOCH).days


@dataclass(frozen=True)
class Phrase:
    """One sentence, written in both languages, with named places for its values.

    Values are `Number`s (formatted by language), other `Phrase`s (said in the same language) or plain
    strings (names that come from the data).
    """

    en: str
    pt: str
    values: Mapping[str, Number | Phrase | str] = field(default_factory=dict)

    def say(self, language: Language = Language.EN) -> str:
        """The sentence in ``language``, its places filled."""
        template = self.en if language is Language.EN else self.pt
        said = {name: value if isinstance(value, str) else value.say(language) for name, value in self.values.items()}
        return template.format_map(said) if said else template

    def __str__(self) -> str:
        return self.say()

    @classmethod
    def same(cls, text: str) -> Self:
        """A text that is the same in both languages, such as a name from the data."""
        return cls("{text}", "{text}", {"text": text})


def phrase(en: str, pt: str, **values: Number | Phrase | str) -> Phrase:
    """A `Phrase` with its values given by name."""
    return Phrase(en, pt, values)


def certainty(probability: float) -> Phrase:
    """How sure a sentence may sound, by rule from the posterior probability that it is true.

    The steps follow the calibrated-language convention of the IPCC (Mastrandrea et al. 2010), reduced to
    words a reader does not have to look up; below 0.75 nothing is claimed.
    """
    if probability >= 0.99:
        return Phrase("almost certainly", "quase com certeza")
    if probability >= 0.9:
        return Phrase("very probably", "muito provavelmente")
    if probability >= 0.75:
        return Phrase("probably", "provavelmente")
    return Phrase("we cannot tell yet whether", "ainda não dá para dizer se")
