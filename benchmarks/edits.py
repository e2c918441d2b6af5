"""Many people edit and read one plan, with kills in between: what is lost or doubled, and how long it takes.

Everybody appends entries of their own to items that all share, each person in a process, so that an edit that
overwrites another's loses its entry. Who is killed comes back and repeats the edit that was under way.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.page import Cell, Page, Table
from corrente.core.plan import Item, ItemKind, Revision
from corrente.core.words import Phrase
from corrente.state import plans
from corrente.state.plans import Conflict, Edit
from corrente.state.store import FILE, State, now, open_state

PLAN = "plan"
ITEMS = 30
"""A plan of nine decisions and twenty campaigns or so."""
WRONG = ("lost", "doubled", "out of line")
LONGEST_DELAY = 0.004
"""Seconds from the beginning of a save to a kill: about as long as a save takes."""


@dataclass(frozen=True)
class Task:
    """So many people make so many edits each, of ``items``, in the store at ``place``.

    ``kills`` of them are killed while they save, and a share ``unsaid`` of edits ends in a kill after it was saved and
    before anybody was told.
    """

    place: Path | str
    people: int
    edits: int
    kills: int
    items: int = ITEMS
    unsaid: float = 0.05


@dataclass(frozen=True)
class Attempt:
    """One edit of a person, as it is sent: which, of which item, its entries with the new one, and what was seen."""

    edit: int
    item: str
    entries: tuple[str, ...]
    based_on: int | None


@dataclass(frozen=True)
class Saved:
    """An edit that was acknowledged: its revision's number, and whether a save before a kill had already made it."""

    edit: int
    number: int
    repeated: bool
    reading: float
    saving: float
    conflicts: int


@dataclass
class Person:
    """What is known of one person from outside: what was acknowledged, and what was under way."""

    name: str
    saved: list[Saved] = field(default_factory=list)
    under_way: Attempt | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it all: revisions found, what is wrong with them, what was acknowledged, and seconds."""

    found: int
    lost: int
    doubled: int
    broken: int
    kills: int
    saved: Sequence[Saved]
    seconds: float


def edit_together(task: Task) -> Outcome:
    """Let everybody do their edits, and hold the store to what was asked for and acknowledged.

    The store need not be there yet. Raises ``RuntimeError`` where a person fails otherwise than by being killed.
    """
    began = time.perf_counter()
    everyone = [Person(f"person {n}") for n in range(task.people)]
    kills = _Crowd(task, everyone).run()
    seconds = time.perf_counter() - began
    state = open_state(task.place)
    history = plans.history(state, PLAN)
    state.close()
    wrong = _wrong(history, everyone, task.edits)
    return Outcome(len(history), *wrong, kills, [done for person in everyone for done in person.saved], seconds)


class _Crowd:
    """The people's processes, who is heard of them, and who is killed next."""

    def __init__(self, task: Task, everyone: Sequence[Person]) -> None:
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(["benchmarks.edits", "psycopg", "sqlalchemy.dialects.sqlite"])
        self._task, self._everyone = task, everyone
        self._here: dict[Any, tuple[Person, BaseProcess]] = {}
        self._chance = Random(20)
        self._killed = 0

    def run(self) -> int:
        """Until everybody has done all; returns how many were killed."""
        for person in self._everyone:
            self._send_in(person)
        aimed, every = 0, max(self._task.people * self._task.edits // (self._task.kills + 1), 1)
        while self._here:
            for pipe in wait(list(self._here)):
                acknowledged = sum(len(person.saved) for person in self._everyone)
                aimed += self._hear(pipe, aimed < self._task.kills and acknowledged >= every * (aimed + 1))
        return self._killed

    def _send_in(self, person: Person) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        work = (theirs, self._task, person.name, len(person.saved), person.under_way)
        process = self._context.Process(target=_work, args=work, daemon=True)
        process.start()
        theirs.close()
        self._here[ours] = (person, process)

    def _hear(self, pipe: Any, kill: bool) -> bool:
        """Take in one message; where a kill is due and a save begins, kill."""
        person, process = self._here[pipe]
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            del self._here[pipe]
            self._gone(person, process)
            return False
        if isinstance(said, Saved):
            person.saved.append(said)
            return False
        person.under_way = said
        if kill:
            time.sleep(self._chance.uniform(0, LONGEST_DELAY))
            process.kill()
        return kill

    def _gone(self, person: Person, process: BaseProcess) -> None:
        """Who was killed comes back."""
        process.join()
        if process.exitcode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"{person.name} failed")
        self._killed += process.exitcode != 0
        if len(person.saved) < self._task.edits:
            self._send_in(person)


def _work(tell: Connection, task: Task, name: str, first: int, under_way: Attempt | None) -> None:
    """One person at work: says what will be saved before it is, and what was acknowledged after."""
    came, chance = now(), Random(f"{name} {first}")
    state = open_state(task.place)
    for edit in range(first, task.edits):
        read = time.perf_counter()
        repeat = under_way if under_way is not None and under_way.edit == edit else None
        attempt = repeat or _new(state, name, edit, f"item {chance.randrange(task.items)}")
        began = time.perf_counter()
        revision, conflicts = _saved(state, name, attempt, tell)
        spent = (began - read, time.perf_counter() - began)
        if repeat is None and chance.random() < task.unsaid:
            os.kill(os.getpid(), signal.SIGKILL)
        tell.send(Saved(edit, revision.number, revision.at < came, *spent, conflicts))


def _new(state: State, name: str, edit: int, item: str) -> Attempt:
    return _on(plans.as_of(state, PLAN).get(item), Attempt(edit, item, (_entry(name, edit),), None))


def _on(current: Revision | None, attempt: Attempt) -> Attempt:
    """The same edit on top of what is there now."""
    if current is None:
        return attempt
    return replace(attempt, entries=(*_entries(current), attempt.entries[-1]), based_on=current.number)


def _saved(state: State, name: str, attempt: Attempt, tell: Connection) -> tuple[Revision, int]:
    """The revision of an edit, and how many conflicts came before it."""
    conflicts = 0
    while True:
        tell.send(attempt)
        title = Phrase.same(attempt.item)
        body = Item(attempt.item, ItemKind.CAMPAIGN, title, title, {"entries": attempt.entries})
        wanted, key = {attempt.item: Edit(body, attempt.based_on)}, _entry(name, attempt.edit)
        try:
            return plans.save(state, PLAN, wanted, author=name, reason="benchmark", key=key)[0], conflicts
        except Conflict as conflict:
            conflicts += 1
            attempt = _on(conflict.theirs[0], attempt)


def _entry(name: str, edit: int) -> str:
    return f"{name}, edit {edit}"


def _entries(revision: Revision | None) -> tuple[object, ...]:
    held = revision.body.fields["entries"] if revision is not None and revision.body is not None else ()
    assert isinstance(held, tuple)
    return held


def _wrong(history: Sequence[Revision], everyone: Sequence[Person], edits: int) -> tuple[int, int, int]:
    """How many edits were lost, how many doubled, and what else is not as it was asked for and acknowledged."""
    wanted = {_entry(person.name, edit) for person in everyone for edit in range(edits)}
    made = Counter(str(_entries(revision)[-1]) for revision in history)
    kept = Counter(str(entry) for last in {r.item: r for r in history}.values() for entry in _entries(last))
    lost = sum(entry not in made or entry not in kept for entry in wanted)
    doubled = sum(n > 1 for n in made.values()) + sum(n > 1 for n in kept.values())
    right = [revision.number == place for place, revision in enumerate(history, 1)]
    right += [*_in_line(history), *_as_acknowledged(history, everyone)]
    return lost, doubled, right.count(False)


def _in_line(history: Sequence[Revision]) -> Iterator[bool]:
    """Whether each revision is the item's one before with one entry more."""
    last: dict[str, Revision] = {}
    for revision in history:
        before = last.get(revision.item)
        yield revision.based_on == (before.number if before else None) and _entries(revision)[:-1] == _entries(before)
        last[revision.item] = revision


def _as_acknowledged(history: Sequence[Revision], everyone: Sequence[Person]) -> Iterator[bool]:
    for person in everyone:
        for done in person.saved:
            there = done.number <= len(history)
            yield there and _entries(history[done.number - 1])[-1] == _entry(person.name, done.edit)


def run(
    people: tuple[int, int] = (10, 50),
    edits: int = 40,
    kills: int = 100,
    home: Path | None = None,
    pages: Path | None = None,
) -> None:
    with tempfile.TemporaryDirectory(dir=home) as folder, _postgres() as url:
        tasks = {"SQLite": Task(Path(folder) / FILE, people[0], edits, kills)}
        if url:
            tasks["PostgreSQL"] = Task(url, people[1], edits, kills)
        done = [(name, task, edit_together(task)) for name, task in tasks.items()]
    remarks = [
        f"Each person is a process; all share {ITEMS} items; before each edit the whole plan is read; nobody rests",
        f"A kill is SIGKILL: {kills} up to {1000 * LONGEST_DELAY:.0f} ms after a save began, the others after one "
        "ended and before anybody was told; who was killed comes back and repeats the edit",
        "PostgreSQL runs on the same machine over a unix socket and waits for its disk, as SQLite does",
    ]
    facts = {"SQLAlchemy": version("sqlalchemy"), "psycopg": version("psycopg"), "SQLite": sqlite3.sqlite_version}
    tables = [_counted(done), _timed(done)]
    page = Page("edits", "Many people, one plan", "python -m benchmarks edits", tables, remarks, facts)
    page.write(*([pages] if pages else []))


@contextmanager
def _postgres() -> Iterator[str | None]:
    """A server of our own, where PostgreSQL is installed."""
    from tests.engines import postgres_server

    if postgres_server.binaries() is None:
        yield None
        return
    with postgres_server.server(durable=True) as url:
        yield url


def _counted(done: Sequence[tuple[str, Task, Outcome]]) -> Table:
    columns = ["store", "people", "edits", "kills", "revisions", *WRONG, "conflicts shown", "repeats"]
    rows: list[list[Cell]] = [
        [name, task.people, task.people * task.edits, o.kills, o.found, o.lost, o.doubled, o.broken, *_told(o)]
        for name, task, o in done
    ]
    note = (
        "Lost: an edit without its revision, or whose entry is not in the item at the end. Doubled: with two. Out of "
        "line: a gap in the numbers, a revision that is not the one before it with one entry more, or an acknowledged "
        "number that is another's. Repeats: edits that a kill cut off after they were saved, and that were asked for "
        "again."
    )
    return Table("Revisions", columns, rows, note)


def _told(outcome: Outcome) -> tuple[int, int]:
    return sum(s.conflicts for s in outcome.saved), sum(s.repeated for s in outcome.saved)


def _timed(done: Sequence[tuple[str, Task, Outcome]]) -> Table:
    columns = ("store", "edits a second", "save, median ms", "save, 95% ms", "read, median ms", "read, 95% ms")
    rows: list[list[Cell]] = [
        [name, len(o.saved) / o.seconds, *_spread(o, lambda s: s.saving), *_spread(o, lambda s: s.reading)]
        for name, _, o in done
    ]
    note = "With everybody at work at once; a save's time includes its conflicts and what came of them."
    return Table("Time", columns, rows, note)


def _spread(outcome: Outcome, what: Callable[[Saved], float]) -> tuple[float, float]:
    spent = sorted(1000 * what(saved) for saved in outcome.saved)
    return statistics.median(spent), spent[int(0.95 * (len(spent) - 1))]
