"""Files that a reader drops: checked by name and kind, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from corrente.core.errors import InputError
from corrente.core.words import Phrase
from corrente.reports.words import TEXTS

KINDS = frozenset({".csv", ".tsv", ".txt", ".parquet", ".jsonl", ".ndjson", ".json"})


def safe_name(name: str) -> str:
    """The file's bare name, if it can stand in the company's folder.

    Raises `InputError` for a kind that is not read, and for names that are hidden, empty or full of tricks.
    """
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not bare or bare.startswith(".") or not bare.isprintable() or len(bare.encode()) > 200:
        raise InputError(_text("bad_name", name=name))
    if Path(bare).suffix.lower() not in KINDS:
        raise InputError(_text("bad_kind", name=bare))
    return bare


def save(folder: Path, files: Sequence[tuple[str, BinaryIO]], replace: bool) -> tuple[str, ...]:
    """Write all files into ``folder`` and return their names; none is there before each is complete.

    Raises `InputError` where a name cannot be used, or is there already and is not to be replaced.
    """
    names = [safe_name(name) for name, _ in files]
    if not names:
        raise InputError(_text("no_files"))
    for name in names:
        if (folder / name).exists() and not replace:
            raise InputError(_text("is_there", name=name))
    parts = [_write(folder, name, content) for name, (_, content) in zip(names, files, strict=True)]
    for part, name in zip(parts, names, strict=True):
        part.replace(folder / name)
    return tuple(names)


def _write(folder: Path, name: str, content: BinaryIO) -> Path:
    handle, part = tempfile.mkstemp(dir=folder, prefix=".upload-", suffix=f"-{name}")
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file)
    return Path(part)


def _text(key: str, **values: str) -> Phrase:
    return Phrase(TEXTS[key].en, TEXTS[key].pt, values)
