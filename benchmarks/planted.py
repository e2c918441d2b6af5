"""One room asked of one small company whose truth is planted, such as one part of the market by itself."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import RandomState

from corrente.core.answer import Answer, Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import ConvergenceError
from corrente.core.room import Given, Room
from corrente.counts.tally import score_rows, tally
from corrente.engine.generate import Workshop
from corrente.market.simulate import PARTS, define
from corrente.market.size import Size
from corrente.market.truth import Values
from corrente.stream.company import Company, open_company
from corrente.stream.rooms import find_room

SETTINGS = (files("corrente.market") / "corrente.toml").read_text()


@dataclass(frozen=True)
class Planted:
    """A company's ``tables``, the truth of its estimates, and whatever else is known of it."""

    tables: Mapping[str, pa.Table]
    truth: Values = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a room says of a company: its estimate, its answer, and per-person scores where they were asked for."""

    estimate: Any
    answer: Answer
    scores: Mapping[str, list[Any]] = field(default_factory=dict)


def part(name: str, question: str, size: Size, seed: int, keep: tuple[str, ...] = ()) -> Planted:
    """One part of the market number ``seed``, with the same truth as in the whole; only the tables to ``keep``."""
    macros, constants = define(seed)
    with tempfile.TemporaryDirectory(prefix="corrente-planted-") as folder:
        with Workshop(Path(folder), constants) as workshop:
            for macro in macros:
                workshop.run(macro)
            truth = PARTS[name](workshop, RandomState(zlib.crc32(f"{seed} {name}".encode())), size)
        tables = {file.stem: pq.read_table(file) for file in Path(folder).glob("*.parquet")}
    return Planted({table: rows for table, rows in tables.items() if not keep or table in keep}, truth[question])


@contextmanager
def opened(planted: Planted) -> Iterator[Company]:
    """The company with these tables, as one of the market's settings, for as long as it is asked."""
    with tempfile.TemporaryDirectory(prefix="corrente-planted-") as folder:
        (Path(folder) / "corrente.toml").write_text(SETTINGS)
        for name, table in planted.tables.items():
            pq.write_table(table, Path(folder) / f"{name}.parquet")
        company = open_company(folder)
        try:
            yield company
        finally:
            company.close()


def ask(company: Company, room: str, scored: bool = False) -> Asked | Refusal:
    """The room alone, without the answers that it may build on; a model that cannot be trusted is a refusal too."""
    try:
        return _ask(company, room, scored)
    except ConvergenceError as error:
        return Refusal(error.what, (), error.what)


def _ask(company: Company, name: str, scored: bool) -> Asked | Refusal:
    room, profile, engine = the_room(name), company.books.profile, company.books.engine
    plan = room.counts(profile)
    if isinstance(plan, Refusal):
        return plan
    counted = {key: tally(engine, count, {}, None) for key, count in plan.items()}
    estimate = room.infer(counted, Given(profile), np.random.default_rng(1))
    if isinstance(estimate, Refusal):
        return estimate
    scores = score_rows(engine, room.scores(estimate)).read_all().to_pydict() if scored else {}  # type: ignore[attr-defined]
    return Asked(estimate, room.answer(estimate), scores)


def the_room(name: str) -> Room:
    """A room by its question's id. Raises ``ValueError`` where it is not built."""
    found = find_room(QUESTIONS[name])
    if found is None:
        raise ValueError(f"the room {name} is not built")
    return found
