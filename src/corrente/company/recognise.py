"""Which contract column a source column is, and which table a file holds, by names and their synonyms."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from corrente.company.contract import CONTRACT, Column, Table
from corrente.core.errors import InputError
from corrente.core.words import phrase


def plain(name: str) -> str:
    """A name without accents, case, spaces and signs, so that spellings of it compare equal."""
    folded = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", folded.lower())


def match(table: Table, names: Sequence[str]) -> dict[str, str]:
    """Contract column to source column: own names first, then synonyms in their order; no source column twice."""
    left = {plain(name): name for name in reversed(names)}
    found = {c.name: left.pop(plain(c.name)) for c in table.columns if plain(c.name) in left}
    for column in sorted(table.columns, key=lambda c: not c.required):
        if column.name not in found:
            hit = next((key for synonym in column.synonyms if (key := plain(synonym)) in left), None)
            if hit is not None:
                found[column.name] = left.pop(hit)
    return {c.name: found[c.name] for c in table.columns if c.name in found}


def needed(table: Table) -> tuple[str, ...]:
    """The required columns that cannot be made: a missing key is made from the line number."""
    return tuple(name for name in table.required if name != table.key or table.key in ("customer_id", "feedback_id"))


def missing(table: Table, mapping: Iterable[str], spared: Iterable[str] = ()) -> tuple[str, ...]:
    """The required columns that a mapping lacks."""
    have = {*mapping, *spared}
    return tuple(name for name in needed(table) if name not in have)


def table_of_name(stem: str) -> str | None:
    """The table that a file's name says it holds ("orders", "pedidos_2024_01"), if any."""
    bare = plain(re.sub(r"[\s_.-]*\d[\d\s_.-]*$", "", stem))
    for table in CONTRACT.values():
        if bare in {plain(table.name), *map(plain, table.synonyms)}:
            return table.name
    return None


def best_table(names: Sequence[str]) -> tuple[str, dict[str, str]] | None:
    """The table whose required columns are there and that knows the largest share of the names."""
    candidates = {}
    for table in CONTRACT.values():
        mapping = match(table, names)
        lacking = [c for c in missing(table, mapping) if not table.column(c).spared]
        if not lacking and len(mapping) > 1:
            candidates[table.name] = mapping
    if not candidates:
        return None
    best = max(candidates, key=lambda name: _fit(CONTRACT[name], candidates[name]))
    return best, candidates[best]


def _fit(table: Table, mapping: Mapping[str, str]) -> tuple[float, float]:
    """Columns known by their own name count double; a table with free columns is less easily the right one."""
    own = sum(plain(source) == plain(name) for name, source in mapping.items())
    return len(mapping) + own, len(mapping) / len(table.columns)


def closest(name: str, among: Iterable[str]) -> str | None:
    """The most similar name, if any is similar."""
    by_plain = {plain(other): other for other in among}
    hits = difflib.get_close_matches(plain(name), list(by_plain), n=1, cutoff=0.5)
    return by_plain[hits[0]] if hits else None


def missing_column(table: Table, column: Column, file: str, names: Sequence[str]) -> InputError:
    """The error for a required column that is not there: file, column, what was found, the closest, what to do."""
    near = closest(column.name, names)
    found = ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")
    next_step = (
        phrase(
            'If "{near}" is it, write in corrente.toml: [tables.{table}] columns = {{ {column} = "{near}" }}.',
            'Se for "{near}", escreva no corrente.toml: [tables.{table}] columns = {{ {column} = "{near}" }}.',
            near=near,
            table=table.name,
            column=column.name,
        )
        if near
        else phrase(
            "Say which column it is in corrente.toml, under [tables.{table}], or see: corrente template {table}.",
            "Diga no corrente.toml qual é a coluna, em [tables.{table}], ou veja: corrente template {table}.",
            table=table.name,
        )
    )
    return InputError(
        phrase(
            "{file} has no column {column}, which {table} needs ({meaning}).",
            "{file} não tem a coluna {column}, que {table} exige ({meaning}).",
            file=file,
            column=column.name,
            table=table.name,
            meaning=column.meaning,
        ),
        phrase("Columns found: {found}.", "Colunas encontradas: {found}.", found=found),
        next_step,
    )


def unknown_table(name: str) -> InputError:
    """The error for a table that the contract does not have."""
    near = closest(name, CONTRACT)
    return InputError(
        phrase("There is no table {name}.", "Não existe a tabela {name}.", name=name),
        None,
        phrase("Did you mean {near}?", "Você quis dizer {near}?", near=near)
        if near
        else phrase("Tables are: {all}.", "As tabelas são: {all}.", all=", ".join(CONTRACT)),
    )
