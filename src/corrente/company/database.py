"""Tables of a connected database, adopted as clean tables: the same kinds and row rules, as portable SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrente.company.checks import Reason, TableCheck
from corrente.company.contract import (
    AMOUNT_SCALE,
    ATTRIBUTE_SLOTS,
    CONTRACT,
    Column,
    Family,
    Kind,
    Table,
    clean_columns,
    clean_names,
    slots,
)
from corrente.company.profile import MAX_LEVELS, day_column
from corrente.company.recognise import closest, match, missing, missing_column, plain
from corrente.company.settings import TableSource
from corrente.core.count import Cells
from corrente.core.errors import InputError, TooManyRejects
from corrente.core.profile import Level, Settings, TableProfile
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.engine.port import Engine

_WHOLE = ("BIGINT", "INT", "INTEGER", "SMALLINT", "TINYINT", "INT2", "INT4", "INT8", "INT16", "INT32", "INT64",
          "UINT8", "UINT16", "UINT32", "LONG", "HUGEINT")  # fmt: skip
_TEMPORAL = ("TIMESTAMP", "DATE")


@dataclass(frozen=True)
class Adoption:
    """A database's table on its way to being a clean one: mapped columns, their types, and free attributes."""

    table: Table
    source: str
    types: Mapping[str, str]
    mapping: Mapping[str, str]
    attributes: tuple[str, ...]


def find_adoptions(engine: Engine, said: Mapping[str, TableSource], others: Sequence[str]) -> tuple[Adoption, ...]:
    """The database's tables called after a contract table or named by the company; ``others`` come from files.

    Raises `InputError` where a named table or a required column is not there.
    """
    catalogue = engine.catalogue()
    found = []
    for table in CONTRACT.values():
        source = said.get(table.name, TableSource())
        name = None if table.name in others else _source_name(table, source, catalogue)
        if name is not None:
            found.append(_adoption(table, name, catalogue[name], source))
    return tuple(found)


def _source_name(table: Table, said: TableSource, catalogue: Mapping[str, Mapping[str, str]]) -> str | None:
    for wanted in said.sources:
        hit = next((name for name in catalogue if name == wanted or name.split(".")[-1] == wanted.split(".")[-1]), None)
        if hit is None:
            raise _no_table(table, wanted, catalogue)
        return hit
    return next((name for name in catalogue if plain(name.split(".")[-1]) == plain(table.name)), None)


def _no_table(table: Table, wanted: str, catalogue: Mapping[str, Mapping[str, str]]) -> InputError:
    near = closest(wanted, catalogue)
    return InputError(
        phrase(
            "The database has no table {wanted}, the source of {table}.",
            "O banco não tem a tabela {wanted}, a origem de {table}.",
            wanted=wanted,
            table=table.name,
        ),
        phrase("Tables found: {found}.", "Tabelas encontradas: {found}.", found=", ".join(list(catalogue)[:30]) or "–"),
        phrase("Did you mean {near}?", "Você quis dizer {near}?", near=near) if near else None,
    )


def _adoption(table: Table, name: str, columns: Mapping[str, str], said: TableSource) -> Adoption:
    guessed = match(table, [c for c in columns if c not in said.columns.values()])
    mapping = {c: s for c, s in guessed.items() if c not in said.absent} | dict(said.columns)
    absent = next((source for source in said.columns.values() if source not in columns), None)
    if absent is not None:
        column = next(c for c, s in said.columns.items() if s == absent)
        raise missing_column(table, table.column(column), name, tuple(columns))
    lacking = missing(table, mapping, said.absent)
    if lacking:
        raise missing_column(table, table.column(lacking[0]), name, tuple(columns))
    for column, source in mapping.items():
        _refuse_undated(table, table.column(column), name, source, columns[source])
    free = tuple(c for c in columns if c not in mapping.values()) if table.attributes else ()
    return Adoption(table, name, columns, mapping, free)


def _refuse_undated(table: Table, column: Column, name: str, source: str, kind: str) -> None:
    if column.kind in (Kind.MOMENT, Kind.PERIOD) and not _is_temporal(kind):
        raise InputError(
            phrase(
                "{name}.{source} is {kind}; {table}.{column} has to be a date or a timestamp.",
                "{name}.{source} é {kind}; {table}.{column} tem de ser data ou timestamp.",
                name=name,
                source=source,
                kind=kind,
                table=table.name,
                column=column.name,
            ),
            None,
            Phrase(
                "Cast it in a view and name the view as source.", "Converta em uma view e indique a view como source."
            ),
        )


def _bare(kind: str) -> str:
    return kind.upper().removeprefix("NULLABLE(").rstrip(")").removeprefix("LOWCARDINALITY(")


def _is_temporal(kind: str) -> bool:
    return _bare(kind).startswith(_TEMPORAL)


def _is_whole(kind: str) -> bool:
    return _bare(kind) in _WHOLE


def families_not_whole(adoption: Adoption) -> frozenset[Family]:
    """The id families that this table keeps from being whole numbers."""
    ids = [adoption.table.column(name) for name in adoption.mapping]
    return frozenset(
        c.family
        for c in ids
        if c.kind is Kind.ID and c.family and not _is_whole(adoption.types[adoption.mapping[c.name]])
    )


def _name(identifier: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def _value(adoption: Adoption, column: Column, settings: Settings, id_types: Mapping[str, str]) -> Mapping[str, str]:
    """Clean column name to portable SQL."""
    raw, names = _name(adoption.mapping[column.name]), clean_names(column)
    zone = "'" + settings.timezone + "'"
    match column.kind:
        case Kind.MOMENT:
            return {names[0]: f"utc_second({raw}, {zone})", names[1]: f"local_day({raw}, {zone})"}
        case Kind.PERIOD:
            return {names[0]: f"local_day({raw}, {zone})"}
        case Kind.AMOUNT:
            return {names[0]: f"cast(round(cast({raw} as decimal(18, 4)) * {AMOUNT_SCALE}, 0) as bigint)"}
        case Kind.INTEGER:
            return {names[0]: f"cast({raw} as bigint)"}
        case Kind.ID if id_types.get(str(column.family)) == "BIGINT":
            return {names[0]: f"cast({raw} as bigint)"}
    text = f"nullif(trim(cast({raw} as varchar)), '')"
    return {names[0]: _listed(column, text) if column.allowed else text}


def _listed(column: Column, text: str) -> str:
    branches = " ".join(
        f"when lower({text}) in ({', '.join(_literal(word) for word in words)}) then "
        f"{value if column.kind is Kind.FLAG else _literal(value)}"
        for value, words in column.allowed.items()
    )
    return f"case {branches} end"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def select_of(adoption: Adoption, settings: Settings, id_types: Mapping[str, str], filtered: bool = True) -> str:
    """The SELECT that reads the clean table; ``filtered`` leaves out the rows that break a rule."""
    table = adoption.table
    known: dict[str, str] = {}
    for name in adoption.mapping:
        column = table.column(name)
        if column.kind is not Kind.PERSONAL or not settings.hash_personal_data:
            known.update(_value(adoption, column, settings, id_types))
    for slot, source in zip(slots(), adoption.attributes, strict=False):
        known[slot] = f"nullif(trim(cast({_name(source)} as varchar)), '')"
    parts = [
        f"cast({known.get(name, 'null')} as {kind}) as {name}"
        for name, kind in clean_columns(table.name, id_types).items()
    ]
    rules = [f"not ({rule})" for rule, _ in _rules(adoption, settings, id_types)]
    where = f" where {' and '.join(rules)}" if filtered and rules else ""
    return f"select {', '.join(parts)} from {_name(adoption.source)}{where}"


def _rules(adoption: Adoption, settings: Settings, id_types: Mapping[str, str]) -> list[tuple[str, Reason]]:
    """Conditions, never null, under which a row is set aside, and why."""
    today = date_to_day(dt.datetime.now(dt.UTC).date())
    rules = []
    for name, source in adoption.mapping.items():
        column, raw = adoption.table.column(name), _name(source)
        value = _value(adoption, column, settings, id_types).get(clean_names(column)[-1], "null")
        if column.required:
            text = raw if _is_temporal(adoption.types[source]) else f"nullif(trim(cast({raw} as varchar)), '')"
            rules.append((f"{text} is null", Reason.MISSING))
        if column.non_negative:
            rules.append((f"coalesce({raw}, 0) < 0", Reason.NEGATIVE))
        if column.not_future and not column.after:
            rules.append((f"coalesce({value}, 0) > {today + 1}", Reason.FUTURE))
        if column.allowed:
            rules.append((f"{raw} is not null and {value} is null", Reason.UNKNOWN))
    return rules


def adopt(
    engine: Engine, adoption: Adoption, settings: Settings, id_types: Mapping[str, str]
) -> tuple[TableCheck, TableProfile]:
    """Make the table visible in the engine and measure it; raises `TooManyRejects` above the company's limit."""
    name = adoption.table.name
    rules = _rules(adoption, settings, id_types)
    reasons = _broken_rules(engine, adoption, rules)
    engine.adopt(name, select_of(adoption, settings, id_types, filtered=False))
    rows = _number(engine.count(f"select count(*) as n from {name}", {}, {}))
    if reasons:
        engine.adopt(name, select_of(adoption, settings, id_types))
    profile = _profile(engine, adoption, rows)
    check = TableCheck(
        name, (adoption.source,), rows, profile.rows, rows - profile.rows, reasons, dict(adoption.mapping)
    )
    if rows and check.rejected > settings.max_reject_share * rows:
        raise _too_many(check)
    return check, profile


def _broken_rules(engine: Engine, adoption: Adoption, rules: Sequence[tuple[str, Reason]]) -> dict[Reason, int]:
    """How many rows break each rule, asked through a view of one flag per rule."""
    if not rules:
        return {}
    name = adoption.table.name
    flags = ", ".join(f"case when {rule} then 1 else 0 end as rule_{i}" for i, (rule, _) in enumerate(rules))
    engine.adopt(name, f"select {flags} from {_name(adoption.source)}")
    sums = ", ".join(f"coalesce(sum(rule_{i}), 0) as n_{i}" for i in range(len(rules)))
    counted = engine.count(f"select {sums} from {name}", {}, {})
    reasons: dict[Reason, int] = {}
    for i, (_, reason) in enumerate(rules):
        n = int(counted[f"n_{i}"][0])
        if n:
            reasons[reason] = reasons.get(reason, 0) + n
    return reasons


def _number(cells: Cells) -> int:
    return int(cells["n"][0])


def _too_many(check: TableCheck) -> TooManyRejects:
    return TooManyRejects(
        phrase(
            "{table}: {bad} of {rows} rows cannot be used.",
            "{table}: {bad} de {rows} linhas não podem ser usadas.",
            table=check.table,
            bad=Number(check.rejected, Form.COUNT),
            rows=Number(check.rows, Form.COUNT),
        ),
        check.lines()[0],
        Phrase(
            "Correct them in a view and name the view as source, or raise max_reject_share in corrente.toml.",
            "Corrija-as em uma view e indique a view como source, ou aumente max_reject_share no corrente.toml.",
        ),
    )


def _profile(engine: Engine, adoption: Adoption, seen: int) -> TableProfile:
    name, present = adoption.table.name, frozenset(adoption.mapping)
    rows = _number(engine.count(f"select count(*) as n from {name}", {}, {}))
    day = day_column(name, present)
    first, last = _span(engine, name, day) if day else (None, None)
    kept = adoption.attributes[:ATTRIBUTE_SLOTS]
    texts = [c.name for c in adoption.table.columns if c.name in present and c.kind in (Kind.CATEGORY, Kind.TEXT)]
    levelled = [*texts, *slots()[: len(kept)]]
    ids = [c.name for c in adoption.table.columns if c.name in present and c.kind is Kind.ID]
    distinct = {
        column: _number(engine.count(f"select count(distinct {column}) as n from {name}", {}, {}))
        for column in [*levelled, *ids]
    }
    levels = {column: _levels(engine, name, column) for column in levelled}
    return TableProfile(rows, seen - rows, first, last, present, kept, levels, distinct)


def _span(engine: Engine, table: str, day: str) -> tuple[int | None, int | None]:
    span = f"min({day}) as first_day, max({day}) as last_day, count({day}) as n"
    found = engine.count(f"select * from (select {span} from {table}) as span where n > 0", {}, {})
    return (int(found["first_day"][0]), int(found["last_day"][0])) if len(found["n"]) else (None, None)


def _levels(engine: Engine, table: str, column: str) -> tuple[Level, ...]:
    found = engine.count(
        f"select {column} as level, count(*) as n from {table} group by {column} "
        f"order by n desc, level limit {MAX_LEVELS}",
        {},
        {},
    )
    return tuple(Level(value, int(n)) for value, n in zip(found["level"], found["n"], strict=True))
