"""Companies run for three years with a plan whose forecasts are kept each quarter and scored when the data come.

Every company is opened as of the last day of thirteen quarters; what it foretells is stored with the plan's revision,
and scored once, at the end, by the very door that the app and the command line use.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.page import Cell, Page, Table
from benchmarks.three_years import LAST, write
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase
from corrente.state.forecasts import Foretold
from corrente.state.plans import Edit, save
from corrente.state.store import State, open_state
from corrente.stream.company import Company, open_company
from corrente.stream.growth.work import work_out
from corrente.stream.planning import MAIN
from corrente.stream.record import kinds, work
from corrente.stream.record.summary import group
from corrente.stream.record.words import against_naive, headline

FIRST = 100
"""The first company: those below were looked at while the record was made."""
WANDER = 0.03
"""By how much rates walk in a month in the companies that change."""
QUARTERS = 13
_DRAWS = 2000


@dataclass(frozen=True)
class Lived:
    """One company's forecasts with their outcomes, what its page says, and seconds to keep a quarter and to score."""

    forecasts: tuple[Foretold, ...]
    headline: str
    keeping: float
    scoring: float


def quarters(last: dt.date, number: int) -> list[dt.date]:
    """The last days of so many quarters, the latest of them being ``last``."""
    ends = np.datetime64(last, "M") + 1 - 3 * np.arange(number)[::-1]
    return [day.astype("datetime64[D]").astype(dt.date) - dt.timedelta(days=1) for day in ends]


def live(seed: int, wander: float) -> Lived:
    """Three years of one company."""
    with TemporaryDirectory() as folder:
        write(Path(folder), seed, wander)
        store, company = open_state(Path(folder) / "state.sqlite"), open_company(folder)
        began = time.process_time()
        for day in quarters(LAST, QUARTERS):
            plan(company.as_of(day), store, day)
        kept = time.process_time()
        record = work.score(company, store)
        scored = time.process_time()
        store.close()
        company.close()
    said = [headline(record), against_naive(record.overall) if record.overall else None]
    told = " ".join(one.say(Language.EN) for one in said if one)
    return Lived(record.scored, told, (kept - began) / QUARTERS, scored - kept)


def plan(company: Company, store: State, day: dt.date) -> int:
    """Change the plan, and keep what the new revision foretells from the data of that day."""
    words = Phrase.same(f"as of {day}")
    edit = {f"segment.{day}": Edit(Item(f"segment.{day}", ItemKind.SEGMENT, words, words))}
    revision = save(store, MAIN, edit, author="benchmark", reason="a quarter ends")[-1].number
    answers = {question: company.ask(question) for question in kinds.QUESTIONS}
    return work.keep(company, store, work_out(company.books, answers), revision)


def run(companies: int = 2, processes: int = 1) -> None:
    """Let so many companies of each sort live, and write ``docs/benchmarks/record.md``."""
    with get_context("spawn").Pool(processes) as pool:
        lives = {
            wander: pool.map(partial(live, wander=wander), range(FIRST, FIRST + companies), chunksize=1)
            for wander in (0.0, WANDER)
        }
    page(lives).write()


def page(lives: Mapping[float, Sequence[Lived]]) -> Page:
    """The page: by question for both sorts, calibration, revenue by how far ahead, and every company's own sentence."""
    steady, wandering = lives.values()
    seconds = [one.keeping for one in steady], [one.scoring for one in steady]
    return Page(
        "record", "Track record of simulated companies", "python -m benchmarks record",
        [
            _by("By question: companies whose rates stay", steady, lambda one: one.forecast.question),
            _by("By question: companies whose rates walk at random", wandering, lambda one: one.forecast.question),
            _by("By estimate: companies whose rates stay", steady, _estimate),
            _calibration(lives),
            _by("Revenue by how far ahead", steady, _months_ahead),
            _sentences(steady),
        ],
        [f"{len(steady)} companies of each sort (seeds from {FIRST}), {QUARTERS} quarters each; rates that walk do so "
         f"by {WANDER:.0%} a month. Working out a quarter's answers, growth forecast and foretold figures took "
         f"{np.median(seconds[0]):.1f} CPU seconds (median), scoring all of them {np.median(seconds[1]):.1f}. With few "
         "companies, from and to are hardly more than the range between them."],
    )  # fmt: skip


def _by(title: str, lived: Sequence[Lived], of: Callable[[Foretold], str]) -> Table:
    names = dict.fromkeys(of(told) for one in lived for told in one.forecasts)
    groups = {name: [[t for t in one.forecasts if of(t) == name] for one in lived] for name in sorted(names) if name}
    if of is not _months_ahead:
        groups = {"all": [list(one.forecasts) for one in lived], **groups}
    return Table(title, _COLUMNS, [[name, *_figures(told)] for name, told in groups.items()], _NOTE)


_COLUMNS = ("", "forecasts", "in the 90% band", "from", "to", "in the 50% band", "below the median", "CRPS skill",
            "interval score skill")  # fmt: skip
_NOTE = (
    "Shares of forecasts; from and to: the 90% interval of the share in the band, companies being drawn anew "
    "(bootstrap). Skill is by how much the score is below that of the naive forecast (1 is perfect, 0 no better)."
)


def _figures(told: Sequence[Sequence[Foretold]]) -> list[Cell]:
    every = [one for company in told for one in company]
    whole = group("all", every)
    low, high = _bootstrap(told)
    return [len(every), whole.covered_90.value, low, high, whole.covered_50.value, whole.below[2].value, whole.skill,
            whole.interval_skill]  # fmt: skip


def _bootstrap(told: Sequence[Sequence[Foretold]]) -> tuple[float, float]:
    inside = np.array([sum(t.outcome.scores["covered_90"] for t in one if t.outcome) for one in told])
    number = np.array([len(one) for one in told])
    drawn = np.random.default_rng(1).integers(0, len(told), (_DRAWS, len(told)))
    shares = inside[drawn].sum(axis=1) / np.maximum(number[drawn].sum(axis=1), 1)
    low, high = np.quantile(shares, [0.05, 0.95])
    return float(low), float(high)


def _estimate(told: Foretold) -> str:
    return f"{told.forecast.question}: {told.forecast.estimate}"


def _months_ahead(told: Foretold) -> str:
    if told.forecast.estimate != "revenue":
        return ""
    days = (told.forecast.target - told.forecast.origin).days
    return f"{'month' if 'month' in told.forecast.of else 'sum of months'} {round(days / 30.44):02d}"


def _calibration(lives: Mapping[float, Sequence[Lived]]) -> Table:
    rows: list[list[Cell]] = []
    for wander, lived in lives.items():
        found = group("all", [told for one in lived for told in one.forecasts])
        rows.append([f"{wander:.0%} a month", *(share.value for share in found.below)])
    columns = ("rates walk by", "below the 5% quantile", "25%", "50%", "75%", "95%")
    return Table("Calibration", columns, rows, "Shares of outcomes below each foretold quantile.")


def _sentences(lived: Iterable[Lived]) -> Table:
    rows: list[list[Cell]] = [[FIRST + n, one.headline] for n, one in enumerate(lived)]
    return Table("What each company's page says at the end", ("company", "sentence"), rows)
