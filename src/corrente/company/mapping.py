"""From a table's source to its raw relation and readings: which source column is which column of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.contract import CONTRACT
from corrente.company.find import Found
from corrente.company.load import Raw, load, load_export, load_frame
from corrente.company.reading import Readings, read, without_false_ids
from corrente.company.recognise import closest, match, missing, missing_column
from corrente.core.errors import InputError
from corrente.core.words import phrase
from corrente.engine.files import Workbench


def load_table(bench: Workbench, found: Found) -> tuple[Raw, Readings]:
    """The raw relation of a table, and how each of its columns is written; raises `InputError` where one lacks."""
    raw = _raw(bench, found)
    mapping = _mapping(bench, found, raw)
    return raw, read(bench, raw, found.table, mapping)


def _raw(bench: Workbench, found: Found) -> Raw:
    name = f"{found.name} raw"
    if found.frame is not None:
        return load_frame(bench, name, found.frame)
    if found.export is None:
        return load(bench, name, found.paths)
    return load_export(bench, name, found.export)


def _mapping(bench: Workbench, found: Found, raw: Raw) -> dict[str, str]:
    """Contract columns to source columns: as the company says, the rest by name; raises where a required one lacks."""
    table, said = CONTRACT[found.table], found.said
    names = [name for name in raw.columns if name not in said.columns.values()]
    for column, source in said.columns.items():
        if source not in raw.columns:
            raise _said_but_absent(found, column, source, tuple(raw.columns))
    guessed = {c: s for c, s in match(table, names).items() if c not in said.columns and c not in said.absent}
    guessed = guessed if found.export else without_false_ids(bench, raw, table, guessed)
    mapping = {**guessed, **said.columns}
    lacking = missing(table, mapping, said.absent)
    if lacking:
        file = found.paths[0].name if found.paths else found.table
        raise missing_column(table, table.column(lacking[0]), file, tuple(raw.columns))
    return {column.name: mapping[column.name] for column in table.columns if column.name in mapping}


def _said_but_absent(found: Found, column: str, source: str, names: Sequence[str]) -> InputError:
    near = closest(source, names)
    return InputError(
        phrase(
            '{file} has no column "{source}", which corrente.toml gives for {table}.{column}.',
            '{file} não tem a coluna "{source}", que o corrente.toml indica para {table}.{column}.',
            file=found.paths[0].name if found.paths else found.table,
            source=source,
            table=found.table,
            column=column,
        ),
        phrase("Columns found: {found}.", "Colunas encontradas: {found}.", found=", ".join(names[:30])),
        phrase('Did you mean "{near}"?', 'Você quis dizer "{near}"?', near=near) if near else None,
    )
