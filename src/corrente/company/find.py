"""Which files hold which table: mapped in ``corrente.toml``, called after a table, or a known export."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corrente.company.connectors import recognise
from corrente.company.contract import CONTRACT
from corrente.company.export import Export
from corrente.company.load import ENDINGS, ending
from corrente.company.recognise import table_of_name, unknown_table
from corrente.company.settings import CompanyFile, TableSource
from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase


@dataclass(frozen=True)
class Found:
    """A table's source: files, or a frame; mapped columns where the company says so; the known export that it is.

    ``collected``: corrente itself wrote it, and it stands behind what the company brings of the table.
    """

    table: str
    paths: tuple[Path, ...] = ()
    frame: object | None = None
    said: TableSource = field(default_factory=TableSource)
    export: Export | None = None
    collected: bool = False

    @property
    def name(self) -> str:
        """What tells it from another source of the same table."""
        return f"{self.table} collected" if self.collected else self.table


def files_in(folder: Path) -> tuple[Path, ...]:
    """Every file of the folder that could be a table, sorted; sub-folders of a table's name included."""
    own = [path for path in folder.iterdir() if path.is_file() and _readable(path)]
    nested = [
        path
        for inner in folder.iterdir()
        if inner.is_dir() and not inner.name.startswith(".") and table_of_name(inner.name)
        for path in inner.rglob("*")
        if path.is_file() and _readable(path)
    ]
    return tuple(sorted([*own, *nested]))


def _readable(path: Path) -> bool:
    return not path.name.startswith((".", "~", "_")) and ending(path) in ENDINGS


def mapped(folder: Path, tables: Mapping[str, TableSource]) -> dict[str, Found]:
    """The tables whose files the company names; raises `InputError` where a pattern finds nothing."""
    found = {}
    for table, said in tables.items():
        if said.sources:
            paths = [path for pattern in said.sources for path in _matching(folder, pattern)]
            if not paths:
                raise _nothing(table, said, folder)
            found[table] = Found(table, tuple(dict.fromkeys(paths)), said=said)
    return found


def _matching(folder: Path, pattern: str) -> list[Path]:
    if Path(pattern).is_absolute():
        root = Path(Path(pattern).anchor)
        return sorted(path for path in root.glob(str(Path(pattern).relative_to(root))) if path.is_file())
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def _nothing(table: str, said: TableSource, folder: Path) -> InputError:
    here = ", ".join(path.name for path in files_in(folder)[:20]) or "–"
    return InputError(
        phrase(
            "No file matches {pattern}, the source of {table}.",
            "Nenhum arquivo corresponde a {pattern}, a origem de {table}.",
            pattern=", ".join(said.sources),
            table=table,
        ),
        phrase("Files in the folder: {here}.", "Arquivos na pasta: {here}.", here=here),
        phrase(
            "Correct source under [tables.{table}] in corrente.toml.",
            "Corrija source em [tables.{table}] no corrente.toml.",
            table=table,
        ),
    )


def by_name(folder: Path, files: Iterable[Path], tables: Mapping[str, TableSource]) -> dict[str, Found]:
    """The tables that files, or the sub-folders they are in, are called after; one format per table, Parquet first."""
    groups: dict[str, list[Path]] = {}
    for path in files:
        name = path.parent.name if path.parent != folder else path.name.split(".")[0]
        table = table_of_name(name)
        if table:
            groups.setdefault(table, []).append(path)
    return {
        table: Found(table, _one_format(table, paths), said=tables.get(table, TableSource()))
        for table, paths in groups.items()
    }


def _one_format(table: str, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Files of the best format; those called exactly as the table before those called by a synonym."""
    exact = [path for path in paths if path.name.split(".")[0] == table or path.parent.name == table]
    chosen = exact or list(paths)
    parquet = [path for path in chosen if ending(path) == ".parquet"]
    return tuple(parquet or chosen)


def find_sources(
    folder: Path | None, said: CompanyFile, frames: Mapping[str, object], database: Collection[str] = ()
) -> dict[str, Found]:
    """Every table that is there and where: frames, mapped files, known exports, files called after a table.

    A mapped source that names one of the ``database``'s tables is not looked for among the files.
    """
    for name in frames:
        if name not in CONTRACT:
            raise unknown_table(name)
    given = {name: Found(name, frame=frame) for name, frame in frames.items()}
    if folder is None:
        return given
    named = mapped(folder, {t: s for t, s in said.tables.items() if not _in_database(s, database)})
    taken = {path for found in named.values() for path in found.paths}
    files = [path for path in files_in(folder) if path not in taken]
    exports = recognise(files)
    used = {path for export in exports.values() for paths in export.inputs.values() for path in paths}
    known = {
        table: Found(table, tuple(p for paths in export.inputs.values() for p in paths), export=export)
        for table, export in exports.items()
    }
    plainly = by_name(folder, [path for path in files if path not in used], said.tables)
    found = {**known, **plainly, **named, **given}
    found = {t: f for t, f in found.items() if t in given or not _in_database(said.tables.get(t), database)}
    return {table: found[table] for table in CONTRACT if table in found}


def unread(folder: Path, sources: Mapping[str, Found]) -> tuple[Phrase, ...]:
    """A note on the files of the folder that no table is read from, so that none is left out unseen."""
    read = {path for found in sources.values() for path in found.paths}
    left = [str(path.relative_to(folder)) for path in files_in(folder) if path not in read]
    if not left:
        return ()
    return (
        phrase(
            "Not read: {files}. They have no table's name and are no known export, or another holds that table.",
            "Não lidos: {files}. Não têm nome de tabela nem são exportação conhecida, ou outro já traz a tabela.",
            files=", ".join(left[:20]) + (", ..." if len(left) > 20 else ""),
        ),
    )


def _in_database(said: TableSource | None, database: Collection[str]) -> bool:
    """Whether the company's source is a table of the database: it is there, or it is no file's name."""
    last = {name.split(".")[-1] for name in database}
    if said is None or not said.sources or not database:
        return False
    return all(source.split(".")[-1] in last or ending(Path(source)) not in ENDINGS for source in said.sources)


def nothing_here(folder: Path | None) -> InputError:
    """The error for a folder in which no table was recognised."""
    return InputError(
        phrase(
            "No table was found in {folder}.", "Nenhuma tabela foi encontrada em {folder}.", folder=str(folder or "–")
        ),
        Phrase(
            "No file is called after a table (orders.csv) or is an export that is known.",
            "Nenhum arquivo tem nome de tabela (orders.csv, pedidos.csv) nem é uma exportação conhecida.",
        ),
        phrase(
            "Run: corrente init {folder}. It proposes how your files are read.",
            "Execute: corrente init {folder}. Ele propõe como ler os seus arquivos.",
            folder=str(folder or "."),
        ),
    )
