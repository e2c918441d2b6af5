"""Changes to ``corrente.toml``: what a person wrote there stays, comments too, and the file is never half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from corrente.company.settings import FILE, read_settings

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table as Section


@dataclass(frozen=True)
class Change:
    """What is to be said: ``company`` settings by their key, and ``tables`` by name (none: no longer said)."""

    company: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, MappedTable | None] = field(default_factory=dict)


@dataclass(frozen=True)
class MappedTable:
    """A table's files, and its columns there: ``False`` for one that they do not have."""

    sources: tuple[str, ...]
    columns: Mapping[str, str | bool]


def write_settings(folder: Path, change: Change) -> None:
    """Put the change into the company's file, whole or not at all.

    Raises `InputError` where the file, as it is or as it would be, says something that cannot be.
    """
    import tomlkit

    read_settings(folder)
    path = folder / FILE
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else tomlkit.document()
    company = _section(document, "company")
    for key, value in change.company.items():
        company[key] = value
    for name, table in change.tables.items():
        _put(_section(document, "tables", super_table=True), name, table)
    _replace(path, tomlkit.dumps(document))


def _section(document: TOMLDocument, name: str, super_table: bool = False) -> Section:
    import tomlkit

    if name not in document:
        document.add(name, tomlkit.table(super_table))
    return cast("Section", document[name])


def _put(tables: Section, name: str, table: MappedTable | None) -> None:
    import tomlkit

    if name in tables:
        del tables[name]
    if table is None:
        return
    said, columns = tomlkit.table(), tomlkit.table()
    said["source"] = table.sources[0] if len(table.sources) == 1 else list(table.sources)
    for column, source in table.columns.items():
        columns[column] = source
    said["columns"] = columns
    tables[name] = said


def _replace(path: Path, text: str) -> None:
    """Write beside the file in a folder of its own, read it as it would be read, then let it take its place."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".settings-") as beside:
        part = Path(beside) / FILE
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        read_settings(part.parent)
        part.replace(path)
