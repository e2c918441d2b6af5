"""How each column is written, decided by evidence over the whole column: dates, decimal marks, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from corrente.company.contract import CONTRACT, Column, Kind, Table
from corrente.company.load import Raw
from corrente.company.styles import (
    SLASHED,
    Style,
    bare_amount,
    in_range,
    is_text,
    is_total,
    nothing_words,
    says_mark,
    text_of,
)
from corrente.core.words import Phrase, phrase
from corrente.engine.files import Workbench, literal, quoted


@dataclass(frozen=True)
class Reading:
    """One contract column as this source has it.

    ``whole``: an id column of whole numbers only; ``timed``: a moment with a time of day; ``secret``: holds
    e-mail addresses and is hashed; ``tidy``: text that needs no trimming, because all of it was seen to be clean;
    ``zoned``: moments as text of which some may carry a zone of their own.
    """

    column: Column
    source: str
    type: str
    style: Style = Style.PLAIN
    whole: bool = False
    timed: bool = True
    secret: bool = False
    tidy: bool = False
    zoned: bool = True

    @property
    def text(self) -> str:
        """SQL for the column as text, null where it says that there is nothing."""
        return quoted(self.source) if self.tidy else text_of(self.source, self.type, self.column.kind)


@dataclass(frozen=True)
class Readings:
    """All columns of one source, the names of its free attributes, and what a reader should know."""

    columns: tuple[Reading, ...]
    attributes: tuple[str, ...] = ()
    notes: tuple[Phrase, ...] = ()


def read(bench: Workbench, raw: Raw, table: str, mapping: Mapping[str, str]) -> Readings:
    """Decide how every mapped column is written; ``mapping`` goes from contract columns to source columns.

    A first scan asks whether the columns are as the engine itself reads them; only those that are not are looked at
    again, trimmed and without the words for nothing.
    """
    contract = CONTRACT[table]
    first = [Reading(contract.column(name), source, raw.columns[source]) for name, source in mapping.items()]
    seen = _ask(bench, raw, {r.column.name: _tidiness(r) for r in first})
    seen |= {r.column.name: _words_untidy(bench, raw, r) for r in first if not _parsed(r) and is_text(r.type)}
    first = [replace(r, tidy=seen[r.column.name].get("untidy") == 0) for r in first]
    counts = _ask(bench, raw, {r.column.name: {} if r.tidy and _parsed(r) else _first_look(r) for r in first})
    decided = [_decide(bench, raw, r, seen[r.column.name] | counts[r.column.name]) for r in first]
    return Readings(
        tuple(reading for reading, _ in decided),
        _attributes(contract, raw, mapping),
        tuple(note for _, note in decided if note),
    )


def _untidy(raw: str, kind: Kind) -> str:
    edges = r"^[\s\x{a0}\x{feff}]|[\s\x{a0}\x{feff}]$"
    return f"({raw} = '' or lower({raw}) in ({nothing_words(kind)}) or regexp_matches({raw}, {literal(edges)}))"


def _parsed(reading: Reading) -> bool:
    return reading.column.kind in (Kind.MOMENT, Kind.PERIOD, Kind.AMOUNT, Kind.INTEGER, Kind.ID)


def without_false_ids(bench: Workbench, raw: Raw, table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """A guessed mapping without optional ids that tell almost no rows apart ("Client" with Current, Past and New)."""
    ids = [c.name for c in table.columns if c.kind is Kind.ID and not c.required and c.name in mapping]
    ids = [name for name in ids if name != table.key]
    counts = [f"count({quoted(mapping[name])}), count(distinct {quoted(mapping[name])})" for name in ids]
    row = bench.run(f"select {', '.join(counts)} from {raw.relation}")[0] if ids else ()
    false = {name for i, name in enumerate(ids) if row[2 * i] >= 50 and row[2 * i + 1] < 0.02 * row[2 * i]}
    return {name: source for name, source in mapping.items() if name not in false}


def _tidiness(reading: Reading) -> Mapping[str, str]:
    """Aggregates over a parsed text column as it stands: values, and how many are not yet what they should be."""
    if not (is_text(reading.type) and _parsed(reading)):
        return {}
    raw, kind = quoted(reading.source), reading.column.kind
    if kind in (Kind.MOMENT, Kind.PERIOD):
        bad = f"coalesce({in_range(f'try_cast({raw} as timestamp)', 'timestamp')}, false) = false"
    elif kind in (Kind.AMOUNT, Kind.INTEGER):
        bad = f"try_cast({raw} as decimal(18, 4)) is null"
    else:
        bad = f"cast(try_cast({raw} as bigint) as varchar) is distinct from {raw}"
    return {
        "n": f"count({raw})",
        "untidy": f"count(*) filter ({raw} is not null and {bad})",
        "fit": f"count({raw}) - count(*) filter ({raw} is not null and {bad})",
        "long": f"max(length({raw}))",
        "zoned": f"count(*) filter (not {_bare_clock(raw)})" if kind is Kind.MOMENT else "0",
    }


def _words_untidy(bench: Workbench, raw: Raw, reading: Reading) -> dict[str, int]:
    """How many different words or texts of a column need trimming or say that there is nothing."""
    words = f"(select distinct {quoted(reading.source)} from {raw.relation})"
    return {
        "untidy": bench.run(
            f"select count(*) from {words} where {_untidy(quoted(reading.source), reading.column.kind)}"
        )[0][0]
    }


def _bare_clock(raw: str) -> str:
    """SQL: whether a text is a plain date, or a date and a time to the minute or second, without a zone."""
    return (
        f"(length({raw}) = 10 or (length({raw}) = 16 and {raw}[14] = ':') or (length({raw}) = 19 and {raw}[17] = ':'))"
    )


def _attributes(contract: Table, raw: Raw, mapping: Mapping[str, str]) -> tuple[str, ...]:
    taken = set(mapping.values())
    return tuple(name for name in raw.columns if name not in taken) if contract.attributes else ()


def _ask(bench: Workbench, raw: Raw, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """Several aggregates for several columns in one scan: column to name of aggregate to result."""
    flat = [(column, name, sql) for column, parts in wanted.items() for name, sql in parts.items()]
    if not flat:
        return {column: {} for column in wanted}
    row = bench.run(f"select {', '.join(sql for _, _, sql in flat)} from {raw.relation}")[0]
    found: dict[str, dict[str, Any]] = {column: {} for column in wanted}
    for (column, name, _), value in zip(flat, row, strict=True):
        found[column][name] = value
    return found


def _first_look(reading: Reading) -> Mapping[str, str]:
    kind, text = reading.column.kind, reading.text
    match kind:
        case Kind.ID if is_text(reading.type):
            return {
                "n": f"count({text})",
                "fit": f"count(*) filter (cast(try_cast({text} as bigint) as varchar) = {text} or {is_total(text)})",
                "untidy": f"count(*) filter ({_untidy(quoted(reading.source), kind)})",
                "mail": f"count(*) filter (contains({quoted(reading.source)}, '@'))",
            }
        case Kind.ID if reading.type in ("DOUBLE", "FLOAT"):
            return {
                "n": f"count({text})",
                "fit": f"count(*) filter ({quoted(reading.source)} = round({quoted(reading.source)}))",
            }
        case Kind.MOMENT | Kind.PERIOD if not _temporal(reading.type):
            return {
                "n": f"count({text})",
                "fit": f"count(*) filter ({in_range(f'try_cast({text} as timestamp)', 'timestamp')})",
                "long": f"max(length({text}))",
            }
        case Kind.AMOUNT | Kind.INTEGER if is_text(reading.type):
            return {"n": f"count({text})", "fit": f"count(try_cast({text} as decimal(18, 4)))"}
    return {}


def _temporal(type_name: str) -> bool:
    return type_name.startswith(("TIMESTAMP", "DATE"))


def _decide(bench: Workbench, raw: Raw, reading: Reading, seen: Mapping[str, Any]) -> tuple[Reading, Phrase | None]:
    match reading.column.kind:
        case Kind.ID:
            return _decide_id(bench, raw, reading, seen), None
        case Kind.MOMENT | Kind.PERIOD:
            return _decide_date(bench, raw, reading, seen)
        case Kind.AMOUNT | Kind.INTEGER:
            return _decide_amount(bench, raw, reading, seen)
    return replace(reading, style=Style.PLAIN if is_text(reading.type) else Style.TYPED), None


def _decide_id(bench: Workbench, raw: Raw, reading: Reading, seen: Mapping[str, Any]) -> Reading:
    if not seen:
        whole = reading.type in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT")
        return replace(reading, style=Style.TYPED, whole=whole)
    whole = seen["fit"] == seen["n"]
    if not is_text(reading.type):
        return replace(reading, style=Style.TYPED, whole=whole)
    reading = replace(reading, whole=whole, tidy=seen["untidy"] == 0)
    if whole or seen["fit"]:
        return reading
    if seen["mail"] > 0.5 * seen["n"]:
        return replace(reading, secret=True)
    text = reading.text
    floats = bench.run(
        f"select count(*) filter (regexp_matches({text}, '^(0|[1-9]\\d{{0,17}})\\.0$')) from {raw.relation}"
    )
    return replace(reading, style=Style.FLOAT_ID, whole=True) if floats[0][0] == seen["n"] else reading


def _decide_date(
    bench: Workbench, raw: Raw, reading: Reading, seen: Mapping[str, Any]
) -> tuple[Reading, Phrase | None]:
    if not seen:
        return replace(reading, style=Style.TYPED, timed=not reading.type.startswith("DATE")), None
    timed = (seen["long"] or 0) > 10
    if seen["fit"] >= 0.9 * seen["n"]:
        return replace(reading, timed=timed, zoned=not reading.tidy or seen["zoned"] > 0), None
    text = reading.text
    found = _ask(bench, raw, {"": _date_evidence(text)})[""] | {"plain": seen["fit"]}
    style = _date_style(found)
    reading = replace(reading, style=style, timed=timed and style is not Style.MONTH)
    sure = found["over_first"] or found["over_second"] or style not in (Style.DAY_FIRST, Style.MONTH_FIRST)
    return reading, None if sure else _ambiguous_date(reading)


def _date_evidence(text: str) -> Mapping[str, str]:
    def part(number: int) -> str:
        return f"try_cast(regexp_extract({text}, {literal(SLASHED)}, {number}) as integer)"

    def like(pattern: str) -> str:
        return f"count(*) filter (regexp_matches({text}, {literal(pattern)}))"

    return {
        "slashed": like(SLASHED),
        "over_first": f"count(*) filter ({part(1)} > 12)",
        "over_second": f"count(*) filter ({part(2)} > 12)",
        "compact": like(r"^(19|20|21)\d{2}[01]\d[0-3]\d$"),
        "seconds": like(r"^\d{9,10}(\.\d+)?$"),
        "milliseconds": like(r"^\d{12,13}$"),
        "microseconds": like(r"^\d{15,16}$"),
        "month": like(r"^\d{4}[-/]\d{1,2}$"),
        "year": like(r"^(1[5-9]|20|21)\d{2}(\.0)?$"),
        "named": like(r"(?i)[a-z]{3}"),
    }


def _date_style(found: Mapping[str, Any]) -> Style:
    """The style that most values have; the day comes first unless the evidence says otherwise."""
    slashed = Style.MONTH_FIRST if found["over_second"] > found["over_first"] else Style.DAY_FIRST
    votes = {
        Style.PLAIN: found["plain"], slashed: found["slashed"], Style.COMPACT: found["compact"],
        Style.SECONDS: found["seconds"], Style.MILLISECONDS: found["milliseconds"], Style.MONTH: found["month"],
        Style.MICROSECONDS: found["microseconds"], Style.YEAR: found["year"], Style.NAMED: found["named"],
    }  # fmt: skip
    return max(votes, key=lambda style: votes[style])


def _ambiguous_date(reading: Reading) -> Phrase:
    return phrase(
        "Dates in {column} could be read day first or month first; they are read day first.",
        "As datas em {column} podem ser lidas com o dia ou com o mês primeiro; são lidas com o dia primeiro.",
        column=reading.source,
    )


def _decide_amount(
    bench: Workbench, raw: Raw, reading: Reading, seen: Mapping[str, Any]
) -> tuple[Reading, Phrase | None]:
    if not seen:
        return replace(reading, style=Style.TYPED), None
    if seen["fit"] == seen["n"] and not raw.comma_likely:
        return reading, None
    text = bare_amount(reading.text)
    found = _ask(bench, raw, {"": _amount_evidence(text)})[""]
    if found["point"] == found["comma"] == 0:
        return _either(reading, raw, found)
    if found["point"] >= found["comma"] and seen["fit"] == seen["n"]:
        return reading, None
    return replace(reading, style=Style.POINT if found["point"] >= found["comma"] else Style.COMMA), None


def _either(reading: Reading, raw: Raw, found: Mapping[str, Any]) -> tuple[Reading, Phrase | None]:
    """No value tells the decimal mark: groups of three digits are thousands in a file that separates by semicolons."""
    if not found["groups_comma"] and not found["groups_point"]:
        return replace(reading, style=Style.POINT), None
    thousands_point = found["groups_point"] > 0 and raw.comma_likely
    style = Style.COMMA if thousands_point else Style.POINT
    return replace(reading, style=style), phrase(
        "Numbers in {column} such as 1.234 or 1,234 do not show their decimal mark; it is read as a {mark}.",
        "Números em {column} como 1.234 ou 1,234 não mostram qual é o separador decimal; ele é lido como {mark}.",
        column=reading.source,
        mark=Phrase("comma", "vírgula") if thousands_point else Phrase("point", "ponto"),
    )


def _amount_evidence(text: str) -> Mapping[str, str]:
    def like(pattern: str) -> str:
        return f"count(*) filter (regexp_matches({text}, {literal(pattern)}))"

    return {
        "point": like(says_mark(r"\.", ",")),
        "comma": like(says_mark(",", r"\.")),
        "groups_point": like(r"^[(-]?[1-9]\d{0,2}\.\d{3}[)-]?$"),
        "groups_comma": like(r"^[(-]?[1-9]\d{0,2},\d{3}[)-]?$"),
    }  # fmt: skip
