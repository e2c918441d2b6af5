"""Tables of a connected database: which there are, how their columns are mapped, and what came through the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corrente.company.adoption import (
    MOMENTS,
    NUMBERS,
    Adoption,
    Rule,
    Sort,
    clean_select,
    dotted,
    flags_select,
    rules_of,
)
from corrente.company.checks import KEEPS_ROW, WORDS, Reason, TableCheck
from corrente.company.contract import ATTRIBUTE_SLOTS, CONTRACT, Column, Kind, Table, clean_names, slots
from corrente.company.profile import MAX_LEVELS, ends_of, span
from corrente.company.recognise import closest, match, missing, missing_column, plain
from corrente.company.rules import Door
from corrente.company.settings import TableSource
from corrente.core.errors import InputError, TooManyRejects
from corrente.core.profile import Level, Settings, TableProfile
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.engine.files import quoted
from corrente.engine.port import Engine


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
            found.append(_with_secrets(engine, _adoption(table, name, catalogue[name], source)))
    return tuple(found)


def _source_name(table: Table, said: TableSource, catalogue: Mapping[str, Mapping[str, str]]) -> str | None:
    if len(said.sources) > 1:
        raise _several(table, said.sources)
    for wanted in said.sources:
        if wanted not in catalogue:
            raise _no_table(table, wanted, catalogue)
        return wanted
    return next((name for name in catalogue if plain(name) == plain(table.name)), None)


def _several(table: Table, sources: Sequence[str]) -> InputError:
    return InputError(
        phrase(
            "{table} has {n} sources in the database; it can have one.",
            "{table} tem {n} origens no banco; só pode ter uma.",
            table=table.name,
            n=Number(len(sources), Form.COUNT),
        ),
        None,
        Phrase("Join them in a view and name the view as source.", "Una-as em uma view e indique a view como source."),
    )


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
    free = tuple(c for c in columns if c not in mapping.values()) if table.attributes else ()
    adoption = Adoption(table, name, columns, mapping, free)
    for known in adoption.columns:
        _refuse_unread(adoption, known)
    return adoption


_READ: Mapping[Kind, tuple[tuple[Sort, ...], Phrase]] = {
    **dict.fromkeys((Kind.MOMENT, Kind.PERIOD), (MOMENTS, Phrase("a date or a timestamp", "data ou timestamp"))),
    **dict.fromkeys((Kind.AMOUNT, Kind.INTEGER), (NUMBERS, Phrase("a number", "número"))),
}


def _refuse_unread(adoption: Adoption, column: Column) -> None:
    """Raise `InputError` for a date or a number that the database keeps as text: how it is written is not guessed."""
    wanted, words = _READ.get(column.kind, ((), Phrase.same("")))
    if not wanted or adoption.sort(column) in wanted:
        return
    source = adoption.mapping[column.name]
    raise InputError(
        phrase(
            "{name}.{source} is {kind}; {table}.{column} has to be {wanted}.",
            "{name}.{source} é {kind}; {table}.{column} tem de ser {wanted}.",
            name=adoption.source,
            source=source,
            kind=adoption.types[source],
            table=adoption.table.name,
            column=column.name,
            wanted=words,
        ),
        None,
        Phrase("Cast it in a view and name the view as source.", "Converta em uma view e indique a view como source."),
    )


def _with_secrets(engine: Engine, adoption: Adoption) -> Adoption:
    """The adoption with the id columns of which most values hold an @, as e-mail addresses do."""
    ids = [c.name for c in adoption.columns if c.kind is Kind.ID and adoption.sort(c) is Sort.OTHER]
    if not ids:
        return adoption
    name = adoption.table.name
    texts = ", ".join(f"cast({quoted(adoption.mapping[column])} as varchar) as {column}" for column in ids)
    engine.adopt(name, f"select {texts} from {dotted(adoption.source)}")
    sums = ", ".join(
        f"count({c}) as n_{c}, coalesce(sum(case when {c} like '%@%' then 1 else 0 end), 0) as mail_{c}" for c in ids
    )
    seen = engine.count(f"select {sums} from {name}", {}, {})
    return replace(adoption, secret=frozenset(c for c in ids if seen[f"mail_{c}"][0] > 0.5 * seen[f"n_{c}"][0]))


def adopt(engine: Engine, adoption: Adoption, settings: Settings, door: Door) -> tuple[TableCheck, TableProfile]:
    """Make the table visible in the engine and measure it; raises `TooManyRejects` above the company's limit."""
    name, key = adoption.table.name, adoption.table.key
    rules = rules_of(adoption, door)
    rows, reasons = _broken_rules(engine, adoption, door, rules)
    engine.adopt(name, clean_select(adoption, door, rules))
    seen = _measure(engine, adoption)
    again = seen.get("keyed", 0) - seen.get(f"different_{key}", 0)
    if again:
        engine.adopt(name, clean_select(adoption, door, rules, once=True))
        reasons[Reason.DUPLICATE] = again
        seen = _measure(engine, adoption)
    notes = _notes(adoption, again)
    profile = _profile(engine, adoption, seen, rows, tuple(note.say(settings.language) for note in notes))
    check = TableCheck(
        name,
        (adoption.source,),
        rows,
        profile.rows,
        rows - profile.rows,
        reasons,
        dict(adoption.mapping),
        notes=notes,
    )
    if rows and check.rejected > settings.max_reject_share * rows:
        raise _too_many(check, settings)
    return check, profile


def _notes(adoption: Adoption, again: int) -> tuple[Phrase, ...]:
    notes = []
    if again:
        notes.append(
            phrase(
                "A database's rows have no order: of those with one {key}, the first by all columns' values is kept.",
                "As linhas de um banco não têm ordem: das que repetem {key}, fica a primeira pelos valores de todas as "
                "colunas.",
                key=adoption.mapping[str(adoption.table.key)],
            )
        )
    if len(adoption.attributes) > ATTRIBUTE_SLOTS:
        notes.append(
            phrase(
                "Only the first {kept} of {all} further columns are kept.",
                "Só as primeiras {kept} de {all} colunas adicionais são guardadas.",
                kept=Number(ATTRIBUTE_SLOTS, Form.COUNT),
                all=Number(len(adoption.attributes), Form.COUNT),
            )
        )
    return tuple(notes)


def _broken_rules(
    engine: Engine, adoption: Adoption, door: Door, rules: Sequence[Rule]
) -> tuple[int, dict[Reason, int]]:
    """The source's rows and how many values break each rule, asked through a view of one flag per rule."""
    name = adoption.table.name
    engine.adopt(name, flags_select(adoption, door, rules))
    sums = "".join(f", coalesce(sum(rule_{i}), 0) as n_{i}" for i in range(len(rules)))
    counted = engine.count(f"select count(*) as n{sums} from {name}", {}, {})
    reasons: dict[Reason, int] = {}
    for i, rule in enumerate(rules):
        n = int(counted[f"n_{i}"][0])
        if n:
            reasons[rule.reason] = reasons.get(rule.reason, 0) + n
    return int(counted["n"][0]), reasons


def _too_many(check: TableCheck, settings: Settings) -> TooManyRejects:
    costly = {reason: n for reason, n in check.reasons.items() if reason not in KEEPS_ROW}
    worst = max(costly, key=lambda reason: costly[reason])
    return TooManyRejects(
        phrase(
            "{table}: {bad} of {rows} rows ({share}) cannot be used, above the limit of {limit}.",
            "{table}: {bad} de {rows} linhas ({share}) não podem ser usadas, acima do limite de {limit}.",
            table=check.table,
            bad=Number(check.rejected, Form.COUNT),
            rows=Number(check.rows, Form.COUNT),
            share=Number(check.rejected / check.rows, Form.SHARE),
            limit=Number(settings.max_reject_share, Form.SHARE),
        ),
        phrase(
            "Most often: {reason} ({n} times, in {file}).",
            "O mais comum: {reason} ({n} vezes, em {file}).",
            reason=WORDS[worst],
            n=Number(costly[worst], Form.COUNT),
            file=", ".join(check.sources),
        ),
        Phrase(
            "Correct them in a view and name the view as source, or raise max_reject_share in corrente.toml.",
            "Corrija-as em uma view e indique a view como source, ou aumente max_reject_share no corrente.toml.",
        ),
    )


def _measure(engine: Engine, adoption: Adoption) -> dict[str, int]:
    """Rows, span, rows with a key and different ids of the clean table, in one scan."""
    name, key = adoption.table.name, adoption.table.key
    parts = [f"count(distinct {c.name}) as different_{c.name}" for c in adoption.columns if c.kind is Kind.ID]
    parts += [
        f"count(distinct {clean_names(c)[-1]}) as different_{c.name}"
        for c in ends_of(name, frozenset(adoption.mapping))
    ]
    parts += [f"count({key}) as keyed"] if key in adoption.mapping else []
    days = span(name, frozenset(adoption.mapping))
    parts += [f"coalesce({days[0]}, 0) as first_day, {days[1]} as last_day"] if days else []
    found = engine.count(f"select {', '.join(['count(*) as n', *parts])} from {name}", {}, {})
    return {column: int(values[0]) for column, values in found.items()}


def _profile(
    engine: Engine, adoption: Adoption, seen: Mapping[str, int], source_rows: int, notes: tuple[str, ...]
) -> TableProfile:
    kept = adoption.attributes[:ATTRIBUTE_SLOTS]
    texts = [c.name for c in adoption.columns if c.kind in (Kind.CATEGORY, Kind.TEXT)]
    levels, distinct = _levels(engine, adoption.table.name, [*texts, *slots()[: len(kept)]])
    rows = seen["n"]
    return TableProfile(
        rows,
        source_rows - rows,
        seen.get("first_day") if rows else None,
        seen.get("last_day") if rows else None,
        frozenset(adoption.mapping),
        kept,
        levels,
        distinct | {c.name: seen[f"different_{c.name}"] for c in adoption.columns if f"different_{c.name}" in seen},
        notes,
    )


def _levels(engine: Engine, table: str, columns: Sequence[str]) -> tuple[dict[str, tuple[Level, ...]], dict[str, int]]:
    """The most frequent values of each column, and how many different ones it has, in one statement."""
    groups = " union all ".join(
        f"select {i} as place, {column} as level, count(*) as n from {table} group by {column}"
        for i, column in enumerate(columns)
    )
    ranked = (
        "select place, level, n, count(level) over (partition by place) as different, "
        f"row_number() over (partition by place order by n desc, level) as r from ({groups}) as g"
    )
    levels: dict[str, list[Level]] = {column: [] for column in columns}
    distinct = dict.fromkeys(columns, 0)
    if columns:
        kept = f"select place, level, n, different, r from ({ranked}) as k where r <= {MAX_LEVELS}"
        found = engine.count(f"{kept} order by place, r", {}, {})
        for place, level, n, different in zip(*(found[c] for c in ("place", "level", "n", "different")), strict=True):
            levels[columns[place]].append(Level(level, int(n)))
            distinct[columns[place]] = int(different)
    return {column: tuple(found) for column, found in levels.items()}, distinct
