"""What changed since a reader's last visit, by two cookies: what was seen then, and what is seen now.

A visit ends half an hour after its last look at the stream. What the stream showed goes into `LATEST` each time; where
a visit begins, it becomes what the whole visit is compared with (`BEFORE`). Nothing of it is kept on the server.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.web.render import YEAR

LATEST, BEFORE = "latest", "before"
VISIT_SECONDS = 1800
_NONE = "-"


@dataclass(frozen=True)
class Seen:
    """What the stream showed: the plan's last revision, and for each question a short sign of its answer."""

    revision: int
    answers: tuple[str, ...]

    @classmethod
    def of(cls, answers: Mapping[str, Answer], revision: int) -> Seen:
        """What it shows now."""
        return cls(revision, tuple(_sign(answers.get(id)) for id in QUESTIONS))

    @classmethod
    def read(cls, cookie: str) -> Seen | None:
        """From a cookie; ``None`` where it says nothing that can be compared."""
        revision, *signs = cookie.split(".")
        known = revision.isascii() and revision.isdigit() and len(revision) < 10 and len(signs) == len(QUESTIONS)
        return cls(int(revision), tuple(signs)) if known else None

    def write(self) -> str:
        """As a cookie."""
        return ".".join((str(self.revision), *self.answers))

    def changed(self, before: Seen | None) -> frozenset[str]:
        """The questions that are answered otherwise than ``before``."""
        if before is None:
            return frozenset()
        pairs = zip(QUESTIONS, before.answers, self.answers, strict=True)
        return frozenset(id for id, then, now in pairs if then != now and _NONE not in (then, now))


def before(cookies: Mapping[str, str]) -> Seen | None:
    """What this visit is compared with; ``None`` at a reader's first visit."""
    return Seen.read(cookies.get(BEFORE) or cookies.get(LATEST, ""))


def remember(page: Response, now: Seen, compared: Seen | None) -> None:
    """Leave with the reader what the page shows, and what this visit is ``compared`` with."""
    page.set_cookie(LATEST, now.write(), max_age=YEAR, httponly=True, samesite="lax")
    page.set_cookie(BEFORE, (compared or now).write(), max_age=VISIT_SECONDS, httponly=True, samesite="lax")


def _sign(answer: Answer | None) -> str:
    """The same for the same words: a change that no sentence shows is none to look at."""
    return _NONE if answer is None else f"{zlib.crc32(f'{answer.status}{answer.headline}'.encode()):08x}"[:5]
