"""How each file of a folder could be read: its table, and which of its columns is which of the contract's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corrente.company.connectors import recognise
from corrente.company.contract import CONTRACT
from corrente.company.find import Found, by_name, files_in, mapped
from corrente.company.load import Raw, load
from corrente.company.reading import read, without_false_ids
from corrente.company.recognise import best_table, match, missing
from corrente.company.rules import Door, problem_columns, staged
from corrente.company.settings import TableSource
from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase
from corrente.engine.files import Workbench, quoted

SAMPLES = 3
"""Values of a column that are shown, so that a reader recognises it."""


@dataclass(frozen=True)
class Guess:
    """What is made of one file, and why.

    ``table``: the contract's table that it seems to hold, none where nothing fits. ``columns``: contract column to
    the file's column, or ``False`` for one that the table can do without and the file lacks. ``samples``: the file's
    own columns with their first values. ``connector``: the known export that needs no mapping. ``named``: the file is
    called after the table, and so is read as it unless it is mapped to another.
    """

    file: str
    because: Phrase
    table: str | None = None
    columns: Mapping[str, str | bool] = field(default_factory=dict)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    connector: str | None = None
    named: bool = False

    @property
    def lacking(self) -> tuple[str, ...]:
        """The table's required columns that no column of the file was found for."""
        return missing(CONTRACT[self.table], self.columns) if self.table else ()

    @property
    def left(self) -> tuple[str, ...]:
        """The file's columns that are none of the contract's."""
        used = set(self.columns.values())
        return tuple(name for name in self.samples if name not in used)


def guesses(
    folder: Path, said: Mapping[str, TableSource] | None = None, chosen: Mapping[str, str] | None = None
) -> tuple[Guess, ...]:
    """A guess per file of ``folder``.

    ``said`` is what ``corrente.toml`` says of tables already; ``chosen`` what a reader says now that a file holds, by
    its path in the folder. Raises `InputError` where the folder does not exist, or a source of ``said`` finds nothing.
    """
    if not folder.is_dir():
        raise InputError(
            phrase("There is no folder {folder}.", "Não existe a pasta {folder}.", folder=str(folder)),
            None,
            Phrase("Give the folder that holds the exports.", "Informe a pasta onde estão as exportações."),
        )
    told = {path: found for found in mapped(folder, said or {}).values() for path in found.paths}
    told |= {folder / file: Found(table) for file, table in (chosen or {}).items()}
    return tuple(_guesses(folder, files_in(folder), told))


def _guesses(folder: Path, files: Sequence[Path], told: Mapping[Path, Found]) -> Iterator[Guess]:
    exports = recognise([path for path in files if path not in told])
    known = {path: export for export in exports.values() for paths in export.inputs.values() for path in paths}
    named = {path: found for found in by_name(folder, files, {}).values() for path in found.paths}
    with Workbench() as bench:
        for path in files:
            name = str(path.relative_to(folder))
            if path in known:
                yield _as_export(name, known[path].table, known[path].connector)
            elif path in told:
                guess = _guess(bench, path, name, told[path], Phrase("you said so", "você indicou"))
                yield replace(guess, named=path in named)
            elif path in named:
                yield replace(_guess(bench, path, name, named[path], _CALLED), named=True)
            else:
                yield _guess(bench, path, name)


def _as_export(name: str, table: str, connector: str) -> Guess:
    because = phrase(
        "recognised as {connector}, read without mapping",
        "reconhecido como {connector}, lido sem mapeamento",
        connector=connector,
    )
    return Guess(name, because, table, connector=connector)


_CALLED = Phrase("the file is called after the table", "o arquivo tem o nome da tabela")


def _guess(bench: Workbench, path: Path, name: str, found: Found | None = None, because: Phrase | None = None) -> Guess:
    """A guess for one file; ``found`` is the table that it holds, where that is known, and ``because`` says whence."""
    try:
        raw = load(bench, "guess", [path])
    except InputError as failure:
        return Guess(name, failure.what)
    samples, columns = _samples(bench, raw), tuple(raw.columns)
    best = (found.table, match(CONTRACT[found.table], columns)) if found else best_table(columns)
    table = CONTRACT[best[0]] if best else None
    mapping = dict(without_false_ids(bench, raw, table, best[1])) if best and table else {}
    if table is None or (not found and _mostly_bad(bench, raw, table.name, mapping)):
        return Guess(name, _no_table(columns), samples=samples)
    mapping = _as_said(mapping, found.said, columns) if found else mapping
    spared = {column: False for column in missing(table, mapping) if table.column(column).spared}
    return Guess(name, because or _fits(table.name, mapping), table.name, {**mapping, **spared}, samples)


def _as_said(mapping: Mapping[str, str], said: TableSource, columns: Sequence[str]) -> dict[str, str]:
    """The mapping with what the company says of its columns, as far as the file has them."""
    own = {ours: theirs for ours, theirs in said.columns.items() if theirs in columns}
    return {**{o: t for o, t in mapping.items() if o not in said.absent and t not in own.values()}, **own}


def _fits(table: str, mapping: Mapping[str, str]) -> Phrase:
    return phrase(
        "its columns fit {table}: {columns}",
        "as colunas combinam com {table}: {columns}",
        table=table,
        columns=", ".join(mapping.values()),
    )


def _no_table(columns: Sequence[str]) -> Phrase:
    return phrase(
        "no table recognised in its columns ({columns})",
        "nenhuma tabela reconhecida nas colunas ({columns})",
        columns=", ".join(columns[:12]),
    )


def _samples(bench: Workbench, raw: Raw) -> Mapping[str, tuple[str, ...]]:
    """The first values of every column, as text."""
    wanted = ", ".join(f"cast({quoted(name)} as varchar)" for name in raw.columns)
    rows = bench.run(f"select {wanted} from {raw.relation} limit {SAMPLES}") if raw.columns else []
    return {name: tuple(row[k] for row in rows if row[k]) for k, name in enumerate(raw.columns)}


def _mostly_bad(bench: Workbench, raw: Raw, table: str, mapping: Mapping[str, str]) -> bool:
    """Whether most rows break a rule, so that the columns are called like the table's but hold something else."""
    readings = read(bench, raw, table, mapping)
    bench.teach_clock()
    staging = staged(raw.relation, readings, Door.of_now({}, "", hashing=False, timezone="UTC"))
    problems = " or ".join(f"{problem} is not null" for _, problem in problem_columns(readings).values())
    rows, bad = bench.run(f"select count(*), count(*) filter ({problems}) from ({staging})")[0]
    return bool(bad > 0.5 * rows)
