"""Is the size below which a room refuses right? Companies below, at and above it, asked as if there were no limit."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest import mock

import numpy as np

from benchmarks import downstream_cases, upstream_cases
from benchmarks.judging import Judged
from benchmarks.kept import Kept
from benchmarks.limits import Case
from benchmarks.page import Cell, Page, Table
from benchmarks.planted import Asked, ask, opened, the_room

WORTH, HELD = 0.5, 0.8
"""How far from a guess to always right a decision must be to be worth giving, and how many 90% intervals must hold."""


@dataclass(frozen=True)
class Row:
    """What came of one size over several companies; of ``told``, those in which an answer could be worked out."""

    size: int
    companies: int
    answered: float
    told: float
    width: float
    coverage: float
    trials: int
    right: float
    chance: float

    @property
    def worth(self) -> float:
        """How far the decision is from a guess (0) to always right (1)."""
        return (self.right - self.chance) / max(1 - self.chance, 1e-9)

    @property
    def tells(self) -> bool:
        """The interval is narrow enough and honest, the decision nearer to always right than to a guess."""
        return self.width <= 1 and self.honest and self.worth >= WORTH

    @property
    def honest(self) -> bool:
        """Not clearly too few intervals hold: fewer than `HELD` by more than the error that so few trials have."""
        return not self.coverage < HELD - np.sqrt(HELD * (1 - HELD) / max(self.trials, 1))


def run(companies: int, rooms: Sequence[str] = (), keep: Path | None = None, pages: Path | None = None) -> None:
    """Measure every limit of the rooms, and write the page."""
    kept = Kept(keep)
    found = [(case, [measure(case, size, companies, kept) for size in sizes(case)]) for case in cases(rooms)]
    Page(
        "refusals",
        "The sizes below which rooms refuse",
        f"python -m benchmarks refusals --companies {companies}",
        [_verdicts(found), *(_table(case, rows) for case, rows in found)],
        [
            "Each room is asked of simulated companies below, at and above the size at which it begins to answer; "
            "below it, with its limit lifted",
            "An answer tells something where its main interval is no wider than the quantity itself (in the median), "
            f"{HELD:.0%} or more of its 90% intervals hold the truth (or no fewer than the error of so few trials "
            f"allows), and its decision is at least {WORTH:.0%} of the way from a guess to always right",
            "A limit is right where answers tell at it; where they tell well below it, it errs on the careful side",
            "Coverage is of 90% intervals, of the estimates whose truth is planted",
        ],
    ).write(*([pages] if pages else []))


def cases(rooms: Sequence[str]) -> Iterator[Case]:
    """Those of the rooms named, or all."""
    return (case for case in (*upstream_cases.CASES, *downstream_cases.CASES) if not rooms or case.room in rooms)


def sizes(case: Case) -> tuple[int, ...]:
    """Below, at and above the limit."""
    return tuple(round(factor * case.at) for factor in case.factors)


def measure(case: Case, size: int, companies: int, kept: Kept) -> Row:
    """One size of one case over so many companies."""
    seeds = range(1, min(companies * case.times, case.most) + 1)
    results = [kept.once(f"{case.name} {size} {seed}", lambda seed=seed: _asked(case, size, seed)) for seed in seeds]  # type: ignore[misc]
    row = _row(size, results)
    print(f"  {case.name} {size}: {row}", flush=True)
    return row


def _asked(case: Case, size: int, seed: int) -> Mapping[str, object]:
    """As the room is, and where it refuses, as it would be without the limit."""
    planted = case.make(size, seed)
    with opened(planted) as company:
        found = ask(company, case.room, case.scored)
        answered = isinstance(found, Asked)
        if not answered:
            with lifted(case.room, case.lowered):
                found = ask(company, case.room, case.scored)
    judged = case.judge(found, planted) if isinstance(found, Asked) else None
    return {"answered": answered, "judged": None if judged is None else asdict(judged)}


@contextmanager
def lifted(room: str, constants: Mapping[str, int]) -> Iterator[None]:
    """The room with other limits, in every module of it that names them. Raises ``ValueError`` where none does."""
    package = f"{the_room(room).__name__}."  # type: ignore[attr-defined]
    modules = [module for name, module in sys.modules.items() if name.startswith(package)]
    with ExitStack() as stack:
        for name, value in constants.items():
            naming = [module for module in modules if hasattr(module, name)]
            if not naming:
                raise ValueError(f"{room} has no limit {name}")
            for module in naming:
                stack.enter_context(mock.patch.object(module, name, value))
        yield


def _row(size: int, results: Sequence[Mapping[str, object]]) -> Row:
    """Means over the companies; a company of which nothing can be told is decided wrongly and known not at all."""
    told = [Judged(**r["judged"]) for r in results if r["judged"] is not None]  # type: ignore[arg-type]
    trials = sum(j.trials for j in told)
    guess = float(np.mean([j.chance for j in told])) if told else 0.0
    return Row(
        size,
        len(results),
        float(np.mean([bool(r["answered"]) for r in results])),
        len(told) / len(results),
        float(np.median([*(j.width for j in told), *[np.inf] * (len(results) - len(told))])),
        sum(j.held for j in told) / trials if trials else float("nan"),
        trials,
        sum(j.right for j in told) / len(results),
        guess,
    )


def _verdicts(found: Sequence[tuple[Case, Sequence[Row]]]) -> Table:
    told: list[tuple[Cell, ...]] = [(case.room, case.what, case.at, tells_from(rows)) for case, rows in found]
    columns = ("room", "of what", "limit", "tells from")
    return Table("Where answers begin to tell", columns, told, "The least size measured from which on they all do.")


def tells_from(rows: Sequence[Row]) -> int | None:
    """The least size from which on all measured sizes tell; none where the largest does not."""
    telling = 0
    while telling < len(rows) and rows[-1 - telling].tells:
        telling += 1
    return rows[-telling].size if telling else None


def _table(case: Case, rows: Sequence[Row]) -> Table:
    columns = (case.what, "companies", "answered", "can be told", "width", "coverage", "right", "by a guess", "worth")
    told: list[tuple[Cell, ...]] = [
        (r.size, r.companies, _share(r.answered), _share(r.told), _finite(r.width), _share(r.coverage),
         _share(r.right), _share(r.chance), _share(r.worth))
        for r in rows
    ]  # fmt: skip
    note = (
        f"Companies: {case.companies}. Width: {case.interval}, of the estimate itself (median). "
        f"Right: {case.decision}. Worth: how far right is from a guess (0) to always (100%)."
    )
    return Table(f"{case.room}: from {case.at:,} {case.what} on", columns, told, note)


def _share(value: float) -> str | None:
    return None if np.isnan(value) else f"{value:.0%}"


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
