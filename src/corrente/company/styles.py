"""How a value can be written, and the SQL that reads it so: dates, numbers, words for nothing and for totals."""

from __future__ import annotations

from enum import StrEnum

from corrente.company.contract import Kind
from corrente.engine.files import literal, quoted


class Style(StrEnum):
    """How the values of a column are written."""

    PLAIN = "plain"  # as the engine itself reads it: ISO dates, decimal points
    TYPED = "typed"  # not text at all
    POINT = "decimal point"
    COMMA = "decimal comma"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    COMPACT = "yyyymmdd"
    NAMED = "month names"
    SECONDS = "seconds since 1970"
    MILLISECONDS = "milliseconds since 1970"
    MICROSECONDS = "microseconds since 1970"
    MONTH = "year and month"
    YEAR = "year"
    FLOAT_ID = "whole numbers written with .0"


TOTALS = (
    "total", "totals", "grand total", "total geral", "totais", "total general", "subtotal", "sum", "soma", "overall",
    "total: account", "total: campaigns", "all", "total account",
)  # fmt: skip
NOTHING = ("", "-", "--", "---", "–", "—", "null", "n/a", "#n/a", "nan", "nat", "(not set)", "(null)")
NOTHING_AT_ALL = (*NOTHING, "na", "none", "nil", "undefined")
_SPACES = literal(" \t\r\n\u00a0\ufeff")
_CURRENCY = r"(?i)(R\$|US\$|[$€£¥]|\b(BRL|USD|EUR|GBP)\b|[\s\x{a0}'%]|\+)"
_POINT = r"^[(-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?[)-]?$"
_COMMA = r"^[(-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?[)-]?$"
SLASHED = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(\D.*)?$"


def is_total(text: str) -> str:
    """SQL: whether a text is a word for totals."""
    return f"rtrim(lower({text}), ': ') in ({', '.join(literal(word) for word in TOTALS)})"


def is_text(type_name: str) -> bool:
    """Whether a source column is text, so that its style has to be found."""
    return type_name == "VARCHAR"


def text_of(source: str, type_name: str, kind: Kind) -> str:
    """SQL for a source column as trimmed text, null where it says that there is nothing."""
    if not is_text(type_name):
        return f"cast({quoted(source)} as varchar)"
    trimmed = f"trim({quoted(source)}, {_SPACES})"
    return f"case when lower({trimmed}) in ({nothing_words(kind)}) then null else {trimmed} end"


def nothing_words(kind: Kind) -> str:
    """SQL list of the words that mean nothing in a column of this kind."""
    words = NOTHING if kind in (Kind.CATEGORY, Kind.TEXT) else NOTHING_AT_ALL
    return ", ".join(literal(word) for word in words)


def bare_amount(text: str) -> str:
    """SQL for an amount's text without currency, spaces and percent signs."""
    return f"regexp_replace({text}, {literal(_CURRENCY)}, '', 'g')"


def in_range(instant: str, kind: str) -> str:
    """SQL: whether an instant lies between the years 1500 and 2200; the engine reads 28-02-24 as the year 28."""
    return f"({instant} between {kind} '1500-01-01' and {kind} '2200-01-01')"


def says_mark(mark: str, group: str) -> str:
    """A pattern of the numbers that betray their decimal mark: groups before it, or not three digits after."""
    forms = (
        rf"\d*{mark}(\d{{1,2}}|\d{{4,}})",
        rf"(\d{{4,}}|0*){mark}\d{{3}}",
        rf"\d{{1,3}}({group}\d{{3}})+{mark}\d+",
        rf"\d{{1,3}}({group}\d{{3}}){{2,}}",
    )
    return rf"^[(-]?({'|'.join(forms)})[)-]?$"


def number_of(text: str, style: Style) -> str:
    """SQL for a text as ``DECIMAL(18, 4)`` under a decimal mark; null where it is not a number so written."""
    if style is Style.PLAIN:
        return f"try_cast({text} as decimal(18, 4))"
    bare = bare_amount(text)
    pattern, group, mark = (_POINT, ",", ".") if style is Style.POINT else (_COMMA, ".", ",")
    digits = f"replace(replace(translate({bare}, '()-', ''), {literal(group)}, ''), {literal(mark)}, '.')"
    sign = f"case when regexp_matches({bare}, '^[(-]|-$') then '-' else '' end"
    return (
        f"case when regexp_matches({bare}, {literal(pattern)}) then try_cast({sign} || {digits} as decimal(18, 4)) end"
    )


_NAMED_FORMATS = tuple(
    f"{date}{time}"
    for date in (
        "%d %b %Y",
        "%d-%b-%Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%b %d %Y",
        "%d %b %y",
        "%d-%b-%y",
        "%a, %d %b %Y",
    )
    for time in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", ", %I:%M %p", " %I:%M:%S %p")
)


def moment_of(text: str, style: Style) -> str:
    """SQL for a text as ``TIMESTAMPTZ``: without a zone of its own it is the session's wall clock."""
    match style:
        case Style.PLAIN:
            return f"try_cast({text} as timestamptz)"
        case Style.DAY_FIRST | Style.MONTH_FIRST:
            return _slashed(text, day=1 if style is Style.DAY_FIRST else 2)
        case Style.COMPACT:
            iso = f"regexp_replace({text}, '^(\\d{{4}})(\\d{{2}})(\\d{{2}})$', '\\1-\\2-\\3')"
            return f"try_cast({iso} as timestamptz)"
        case Style.NAMED:
            formats = ", ".join(literal(form) for form in _NAMED_FORMATS)
            return f"cast(try_strptime({text}, [{formats}]) as timestamptz)"
        case Style.MONTH:
            return f"try_cast(replace({text}, '/', '-') || '-01' as timestamptz)"
        case Style.YEAR:
            return f"try_cast(substr({text}, 1, 4) || '-01-01' as timestamptz)"
    scale = {Style.SECONDS: 1_000_000, Style.MILLISECONDS: 1_000, Style.MICROSECONDS: 1}[style]
    return f"make_timestamptz(cast(try_cast({text} as decimal(28, 6)) * {scale} as bigint))"


def _slashed(text: str, day: int) -> str:
    order = f"\\3-\\{3 - day}-\\{day}\\4"
    long = f"regexp_replace({text}, '^(\\d{{1,2}})[/.-](\\d{{1,2}})[/.-](\\d{{4}}),?(.*)$', '{order}')"
    short = f"regexp_replace({text}, '^(\\d{{1,2}})[/.-](\\d{{1,2}})[/.-](\\d{{2}}),?(\\D.*)?$', '20{order}')"
    twelve = ", ".join(f"'%Y-%m-%d {clock}'" for clock in ("%I:%M:%S %p", "%I:%M %p"))
    fallback = f"cast(try_strptime({long}, [{twelve}]) as timestamptz)"
    return f"coalesce(try_cast({short} as timestamptz), try_cast({long} as timestamptz), {fallback})"
