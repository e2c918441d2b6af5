"""From files and frames to raw relations: everything as it stands there, with file and row of origin."""

from __future__ import annotations

import csv
import mmap
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from corrente.company.dialect import ABSENT, FOLDER, layout_of, normalised, survey, unreadable
from corrente.company.export import Export
from corrente.core.errors import CorrenteError
from corrente.core.words import Phrase
from corrente.engine.files import MAX_LINE, BrokenLine, Layout, Workbench, quoted

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
ENDINGS = (*TEXT_ENDINGS, *JSON_ENDINGS, ".parquet")

Lines = Callable[[Sequence[int]], Mapping[int, int]]
"""Row numbers of one file (from 1) to the lines on which they begin."""


@dataclass(frozen=True)
class Broken:
    """A line that has not the shape of a row."""

    file: int
    line: int
    error: str
    text: str


@dataclass(frozen=True)
class Raw:
    """A relation with the columns ``#file`` and ``#row`` before the source's own, and how to find lines again.

    ``comma_likely``: separated by semicolons, so decimal commas are likely; ``blank_is_broken``: a row without any
    value is a line that could not be parsed (JSON); ``aside``: a column ``#aside`` names, in rows that the export's
    own rule leaves out, the column that says so.
    """

    relation: str
    columns: Mapping[str, str]
    files: tuple[str, ...]
    broken: tuple[Broken, ...] = ()
    lines: Mapping[int, Lines] = field(default_factory=dict)
    comma_likely: bool = False
    blank_is_broken: bool = False
    aside: Phrase | None = None


def ending(path: Path) -> str:
    """The ending that says the format: ``.csv`` for ``orders.csv`` and ``orders.csv.gz``."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


def load(bench: Workbench, name: str, paths: Sequence[Path]) -> Raw:
    """Make the files visible as one relation ``name``; files of one table have one format.

    Raises `InputError` for what is not a table.
    """
    for path in paths:
        if not path.is_file():
            raise unreadable(path, FOLDER if path.is_dir() else ABSENT)
    if all(ending(path) == ".parquet" for path in paths):
        return _load_parquet(bench, name, paths)
    parts = [_load_text(bench, f"{name} part {i}", path, i) for i, path in enumerate(paths)]
    selects = [
        f'select {i} as "#file", rowid + 1 as "#row", * from {quoted(f"{name} part {i}")}' for i in range(len(paths))
    ]
    bench.run(f"create or replace temp view {quoted(name)} as {' union all by name '.join(selects)}")
    return Raw(
        quoted(name),
        _source_columns(bench, name),
        tuple(path.name for path in paths),
        tuple(line for part in parts for line in part.broken),
        {i: part.lines for i, part in enumerate(parts)},
        any(part.comma_likely for part in parts),
        any(ending(path) in JSON_ENDINGS for path in paths),
    )


def load_lines(bench: Workbench, name: str, paths: Sequence[Path]) -> Raw:
    """Load text files unsplit: one column ``line`` holds each line that is not blank."""
    for number, path in enumerate(paths):
        seen = survey(path)
        plain = normalised(path, seen, bench.folder)
        bench.load_csv(f"{name} part {number}", plain, Layout("\x01", 0, ("line",), quote=""))
    selects = [
        f'select {i} as "#file", rowid + 1 as "#row", * from {quoted(f"{name} part {i}")}' for i in range(len(paths))
    ]
    bench.run(f"create or replace temp view {quoted(name)} as {' union all by name '.join(selects)}")
    return Raw(quoted(name), _source_columns(bench, name), tuple(path.name for path in paths))


def load_export(bench: Workbench, name: str, export: Export) -> Raw:
    """Load a known export's files as they are and put its SELECT over them; files are numbered through all inputs."""
    loader = load_lines if export.whole_lines else load
    inputs = [loader(bench, key, paths) for key, paths in export.inputs.items()]
    starts = [sum(len(before.files) for before in inputs[:i]) for i in range(len(inputs))]
    bench.run(
        f'create or replace temp table {quoted(name)} as select * from ({export.select}) order by "#file", "#row"'
    )
    return Raw(
        quoted(name),
        _source_columns(bench, name),
        tuple(file for raw in inputs for file in raw.files),
        tuple(
            replace(line, file=line.file + at) for raw, at in zip(inputs, starts, strict=True) for line in raw.broken
        ),
        {file + at: lines for raw, at in zip(inputs, starts, strict=True) for file, lines in raw.lines.items()},
        comma_likely=any(raw.comma_likely for raw in inputs),
        aside=export.aside,
    )


def load_frame(bench: Workbench, name: str, frame: object) -> Raw:
    """Make an Arrow-readable frame visible as the relation ``name``."""
    import pyarrow as pa

    bench.register(f"{name} frame", pa.table(cast("Any", frame)))
    bench.run(
        f'create or replace temp view {quoted(name)} as select 0 as "#file", row_number() over () as "#row", * '
        f"from {quoted(f'{name} frame')}"
    )
    return Raw(quoted(name), _source_columns(bench, name), (name,))


def _source_columns(bench: Workbench, name: str) -> Mapping[str, str]:
    return {column: kind for column, kind in bench.columns(quoted(name)).items() if not column.startswith("#")}


def _load_parquet(bench: Workbench, name: str, paths: Sequence[Path]) -> Raw:
    try:
        bench.view_parquet(name, paths)
        columns = _source_columns(bench, name)
    except CorrenteError as failure:
        raise unreadable(paths[0], failure.why or failure.what) from failure
    return Raw(quoted(name), columns, tuple(path.name for path in paths))


@dataclass(frozen=True)
class _Part:
    broken: tuple[Broken, ...]
    lines: Lines
    comma_likely: bool = False


def _load_text(bench: Workbench, name: str, path: Path, number: int) -> _Part:
    seen = survey(path)
    plain = normalised(path, seen, bench.folder)
    if ending(path) in JSON_ENDINGS:
        return _load_json(bench, name, path, plain)
    layout = layout_of(plain)
    try:
        broken = bench.load_csv(name, plain, layout)
    except CorrenteError as failure:
        raise unreadable(path, failure.why or failure.what) from failure
    starts = _line_numbers(plain, [line.offset for line in broken])
    rows = int(bench.run(f"select count(*) from {quoted(name)}")[0][0])
    simple = seen.lines == layout.skip + rows + len(broken)
    return _Part(
        tuple(Broken(number, starts[line.offset], line.error, line.text) for line in broken),
        _counted(layout, broken) if simple else _walked(plain, layout, frozenset(starts.values())),
        layout.delimiter == ";",
    )


def _load_json(bench: Workbench, name: str, path: Path, plain: Path) -> _Part:
    try:
        bench.load_json(name, plain)
    except CorrenteError as failure:
        raise unreadable(path, failure.why or failure.what) from failure
    return _Part((), lambda rows: {row: row for row in rows})


def _line_numbers(path: Path, offsets: Sequence[int]) -> Mapping[int, int]:
    """The line of each byte offset; an offset on a line end belongs to the line after."""
    if not offsets:
        return {}
    found: dict[int, int] = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        line, position = 1, 0
        for offset in sorted(set(offsets)):
            end = offset + (data[offset : offset + 1] == b"\n")
            while position < end:
                step = min(position + (1 << 22), end)
                line, position = line + data[position:step].count(b"\n"), step
            found[offset] = line
    return found


def _counted(layout: Layout, broken: Sequence[BrokenLine]) -> Lines:
    """Rows to lines where every line holds one record: skip the preamble and the broken lines before."""
    marks = sorted(line.record for line in broken)

    def lines(rows: Sequence[int]) -> Mapping[int, int]:
        return {row: _nth_outside(marks, layout.skip, row) for row in rows}

    return lines


def _nth_outside(marks: Sequence[int], skip: int, row: int) -> int:
    """The line of the ``row``-th line after ``skip`` that is not among the sorted ``marks``."""
    line = skip + row
    while True:
        shifted = skip + row + bisect_left(marks, line + 1)
        if shifted == line:
            return line
        line = shifted


def _walked(path: Path, layout: Layout, broken: frozenset[int]) -> Lines:
    """Rows to lines where records span lines or lines are blank: walk the records, only when a line is asked for."""

    def lines(rows: Sequence[int]) -> Mapping[int, int]:
        wanted, found, row = set(rows), {}, 0
        csv.field_size_limit(MAX_LINE)
        with path.open(encoding="utf-8", newline="") as file:
            for _ in range(layout.skip):
                file.readline()
            reader = csv.reader(file, delimiter=layout.delimiter)
            start = layout.skip + 1
            for record in reader:
                if record and start not in broken:
                    row += 1
                    if row in wanted:
                        found[row] = start
                        if len(found) == len(wanted):
                            break
                start = layout.skip + reader.line_num + 1
        return found

    return lines
