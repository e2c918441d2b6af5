"""Answers of earlier runs: an answer is worked out again only when something that it rests on has changed.

It rests on the counts (their statements, parameters and the fingerprints of the tables they read), what is known of the
question's tables, the settings, the answers it comes after, and corrente's own code.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from corrente.company.profile import profile_to_json
from corrente.core.codec import decode, encode
from corrente.counts.tally import count_key

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from corrente.company.books import Books
    from corrente.core.answer import Answer
    from corrente.core.count import Count
    from corrente.core.question import Question

MOST_KEPT = 16
"""Answers kept of each question: those of today's data, and of earlier days and settings."""


@dataclass(frozen=True)
class Place:
    """Where the answer to a question, as things stand, is kept."""

    folder: Path
    question: str
    key: str

    @property
    def file(self) -> Path:
        """Its file."""
        return self.folder / f"{self.question}-{self.key}.json"

    def recall(self) -> Answer | None:
        """The answer, if it is there and can be read."""
        try:
            said = json.loads(self.file.read_text(encoding="utf-8"))
            found: Answer = decode(said)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found

    def remember(self, answer: Answer) -> None:
        """Keep the answer, whole or not at all, and forget the oldest of its question."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f".{self.question}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(encode(answer), file, ensure_ascii=False)
            os.replace(name, self.file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for old in sorted(self.folder.glob(f"{self.question}-*.json"), key=_age)[MOST_KEPT:]:
            old.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def place(books: Books, question: Question, plan: Mapping[str, Count], earlier: Mapping[str, Answer]) -> Place | None:
    """Where the answer is kept; None where nothing is, or a table may have changed unseen."""
    counts = {name: count_key(count, books.fingerprints) for name, count in plan.items()}
    if books.home is None or None in counts.values():
        return None
    profile = books.profile
    tables = {name: profile_to_json(profile.tables[name]) for name in question.tables if name in profile.tables}
    before = {name: encode(answer) for name, answer in earlier.items()}
    rests_on = [_code(), repr(profile.settings), profile.as_of, sorted(profile.tables), tables, counts, before]
    said = json.dumps(rests_on, sort_keys=True, ensure_ascii=False)
    return Place(books.home / "answers", question.id, hashlib.sha256(said.encode()).hexdigest()[:32])


@cache
def _code() -> str:
    """A digest of every file of the package that answers come from."""
    digest = hashlib.sha256()
    for file in sorted(_files(files("corrente")), key=str):
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for inside in folder.iterdir():
        if inside.is_dir():
            yield from _files(inside)
        elif inside.name.endswith((".py", ".sql")):
            yield inside
