"""How a text file is written: its encoding, line ends, separator and header, found by looking at it."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corrente.core.errors import InputError
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.engine.files import MAX_LINE, Layout

_CHUNK = 1 << 22
_HEAD = 1 << 18
_SAMPLE_ROWS = 300
_SEPARATORS = ("\t", ";", ",", "|")
_NUMBER = re.compile(r"^\W*\d[\d.,:/ -]*\W*$")


@dataclass(frozen=True)
class Survey:
    """What a pass over the bytes shows: encoding, lines (-1: unknown), and whether the engine reads it as it is."""

    encoding: str
    lines: int
    plain: bool


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where they are gzipped."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def head(path: Path, size: int = _HEAD) -> bytes:
    """The first ``size`` bytes; raises `InputError` where the file cannot be read or is empty."""
    try:
        with open_bytes(path) as file:
            start = file.read(size)
    except (OSError, EOFError) as failure:
        raise unreadable(path, Phrase.same(f"{failure}.")) from failure
    if not start.strip(b"\r\n\t \x00\xef\xbb\xbf\xff\xfe"):
        raise InputError(
            phrase("{file} is empty.", "{file} está vazio.", file=path.name),
            None,
            phrase("Export it again, or remove it from the folder.", "Exporte-o de novo ou tire-o da pasta."),
        )
    return start


BINARY = Phrase("It is binary, not text.", "É binário, não texto.")
FOLDER = Phrase("It is a folder.", "É uma pasta.")
ABSENT = Phrase("There is no such file.", "O arquivo não existe.")


def unreadable(path: Path, why: Phrase) -> InputError:
    """The error for a file that is not a table."""
    return InputError(
        phrase("{file} cannot be read as a table.", "{file} não pode ser lido como tabela.", file=path.name),
        why,
        phrase(
            "Save it as CSV, Parquet or JSON lines and try again.",
            "Salve-o como CSV, Parquet ou JSON por linha e tente de novo.",
        ),
    )


def encoding_of(start: bytes) -> str | None:
    """The encoding that the first bytes betray; ``None`` where they are binary."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name
    if b"\x00" in start:
        even, odd = start[::2].count(0), start[1::2].count(0)
        half = len(start) / 2
        if odd > 0.4 * half and even < 0.1 * half:
            return "utf-16-le"
        return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else None
    control = sum(start.count(bytes([byte])) for byte in range(32) if byte not in (9, 10, 12, 13, 26))
    return None if control > 0.02 * len(start) else "utf-8"


def survey(path: Path) -> Survey:
    """One pass over the file: bounded memory, whatever its size.

    Raises `InputError` for what is binary, empty, or has a line of more than 4 million bytes.
    """
    encoding = encoding_of(head(path))
    if encoding is None:
        raise unreadable(path, BINARY)
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, feeds, pairs, returns, since, last = encoding == "utf-8", 0, 0, 0, 0, b""
    with open_bytes(path) as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            valid = valid and _decodes(decoder, chunk)
            here = chunk.count(b"\n")
            feeds, returns = feeds + here, returns + chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            since = _line_length(path, chunk, since, feeds + returns)
            last = chunk[-1:]
    lines = feeds + returns - pairs + (last not in (b"\n", b"\r"))
    same_ends = returns == pairs and pairs in (0, feeds)
    if encoding == "utf-8" and not (valid and _decodes(decoder, b"", final=True)):
        encoding = "cp1252"
    lines = -1 if encoding.startswith("utf-16") else lines
    return Survey(encoding, lines, valid and encoding == "utf-8" and same_ends and not _gzipped(path))


def _gzipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _line_length(path: Path, chunk: bytes, since: int, seen: int) -> int:
    """Bytes since the last line end after ``chunk``; raises `InputError` where a line has become too long."""
    first, last = (max(chunk.find(b"\n"), chunk.find(b"\r")), max(chunk.rfind(b"\n"), chunk.rfind(b"\r")))
    if since + (first if first >= 0 else len(chunk)) > MAX_LINE:
        raise InputError(
            phrase(
                "{file} has a line of more than {limit} bytes.",
                "{file} tem uma linha com mais de {limit} bytes.",
                file=path.name,
                limit=Number(MAX_LINE, Form.COUNT),
            ),
            phrase(
                "It begins near line {line}.", "Ela começa perto da linha {line}.", line=Number(seen + 1, Form.COUNT)
            ),
            phrase(
                "A quote may be missing, or this is not a table with one row per line: export it again.",
                "Pode faltar uma aspa, ou isto não é uma tabela com uma linha por registro: exporte de novo.",
            ),
        )
    return since + len(chunk) if last < 0 else len(chunk) - last - 1


def normalised(path: Path, seen: Survey, folder: Path) -> Path:
    """A path to the same text in UTF-8 with one kind of line end: the file itself where it is so already."""
    if seen.plain:
        return path
    copy = folder / f"{abs(hash(path.resolve()))}-{path.name}.txt"
    with open_bytes(path) as source, copy.open("w", encoding="utf-8", newline="") as target:
        for text in _decoded(source, seen.encoding):
            target.write(text)
    return copy


def _decoded(source: IO[bytes], encoding: str) -> Iterator[str]:
    """The text in pieces, line ends as line feeds; a byte that Windows-1252 leaves undefined is read as Latin-1."""
    codecs.register_error("corrente_latin", _as_latin)
    decoder = codecs.getincrementaldecoder(encoding)(errors="corrente_latin" if encoding == "cp1252" else "replace")
    ends = io.IncrementalNewlineDecoder(None, translate=True)
    for chunk in iter(lambda: source.read(_CHUNK), b""):
        yield ends.decode(decoder.decode(chunk))
    yield ends.decode(decoder.decode(b"", True), True)


def _as_latin(failure: UnicodeError) -> tuple[str, int]:
    if not isinstance(failure, UnicodeDecodeError):
        raise failure
    return failure.object[failure.start : failure.end].decode("latin-1"), failure.end


def sample_rows(text: str, delimiter: str, whole: bool) -> list[tuple[list[str], int]]:
    """The first rows of ``text`` with the number of the line on which each ends; a cut last line is left out."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO("\n".join(lines if whole else lines[:-1]), newline=""), delimiter=delimiter)
    rows: list[tuple[list[str], int]] = []
    csv.field_size_limit(MAX_LINE)
    try:
        for row in reader:
            rows.append((row, reader.line_num))
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def text_of_head(start: bytes) -> str | None:
    """The first bytes of a file as text with one kind of line end; ``None`` where they are binary."""
    encoding = encoding_of(start)
    if encoding is None:
        return None
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        text = decoder().decode(start)
    except UnicodeDecodeError:
        text = start.decode("cp1252" if encoding == "utf-8" else encoding, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def layout_of(path: Path) -> Layout:
    """Separator, header and preamble of a normalised text file."""
    start = head(path)
    return layout_of_text(start.decode("utf-8", errors="ignore").replace("\r\n", "\n"), whole=len(start) < _HEAD)


def layout_of_text(text: str, whole: bool = False) -> Layout:
    """Separator, header and preamble of the beginning of a text; a cut last line is left out unless it is ``whole``."""
    candidates = {mark: sample_rows(text, mark, whole) for mark in _SEPARATORS}
    delimiter = max(_SEPARATORS, key=lambda mark: _fit([row for row, _ in candidates[mark]]))
    rows = candidates[delimiter]
    width = _modal_width([row for row, _ in rows])
    position = _header([row for row, _ in rows], width)
    names, line = rows[position] if rows else ([], 0)
    return Layout(delimiter, line, unique_names([*names, *[""] * (width - len(names))]))


def _widths(rows: Iterable[Sequence[str]]) -> Counter[int]:
    return Counter(len(row) for row in rows if any(cell.strip() for cell in row))


def _modal_width(rows: Sequence[Sequence[str]]) -> int:
    """The width that most rows have; the wider where two are equally common."""
    widths = _widths(rows)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _fit(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How well a separator fits: rows of the most common width above one, then that width."""
    widths = {width: count for width, count in _widths(rows).items() if width > 1}
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _header(rows: Sequence[Sequence[str]], width: int) -> int:
    """The position of the header: the first row as wide as the rest (or one short) whose cells are names."""
    for position, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        wide = len(row) == width or (len(row) == width - 1 > 1)
        if wide and sum(map(bool, cells)) > 0.5 * width and not any(_NUMBER.match(cell) for cell in cells):
            return position
    return next((position for position, row in enumerate(rows) if len(row) == width), 0)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names trimmed; nameless ones numbered, and repeated ones told apart by a number in brackets."""
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for position, name in enumerate(names, start=1):
        plain = " ".join(name.replace("\ufeff", "").split()) or f"column {position}"
        seen[plain.lower()] += 1
        unique.append(plain if seen[plain.lower()] == 1 else f"{plain} ({seen[plain.lower()]})")
    return tuple(unique)
