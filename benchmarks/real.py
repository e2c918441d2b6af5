"""Every question that real data sets reach: model against baseline, and the answers themselves as pages.

The data sets are not part of the project (see tests/data.py); one that is absent is left out, and the page says so.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.page import Page, Table
from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.reports.markdown import markdown
from corrente.stream.company import open_company
from corrente.stream.rooms import is_built, missing_tables

DATA = ROOT.parent / "shared" / "data"
EXAMPLES = ROOT / "docs" / "examples"


@dataclass(frozen=True)
class Real:
    """One real data set: which of its files a company would have, what its ``corrente.toml`` says, who reads it."""

    name: str
    title: str
    files: Sequence[str]
    settings: str = ""
    language: Language = Language.EN


SETS = (
    Real("cdnow", "CDNOW, sample of customers", ["CDNOW_sample.txt"]),
    Real("olist_funnel", "Olist, marketing funnel", ["olist_*_dataset.csv"], language=Language.PT),
    Real("olist_subset8135", "Olist, a biased sample of orders and reviews", ["*.csv"], language=Language.PT),
    Real("nps_verbatims", "Verbatims of a survey", ["verbatim.csv"]),
    Real("online_retail", "UCI Online Retail", ["onlineretail.csv.gz"]),
    Real("completejourney", "Complete Journey", ["*.csv", "*.csv.gz"]),
    Real("telco_churn", "Telco customer churn", ["*.csv"]),
    Real("uci_bank", "UCI bank marketing", ["bank_full.csv"]),
    Real("hillstrom", "Hillstrom's e-mails", ["hillstrom.csv"]),
    Real("positioning_brand_ratings", "Brand ratings", ["brand_ratings.csv"]),
    Real("b2b_salvirt", "B2B sales", ["B2B_dataset.csv"], '[tables.opportunities]\nsource = "B2B_dataset.csv"\n'
         'columns = { outcome = "Status", owner = "Seller", created_at = false }\n'),
)  # fmt: skip


def run(data: Path = DATA, pages: Path | None = None, examples: Path = EXAMPLES) -> None:
    """Ask everything of every set, write a page per set and the table of model against baseline."""
    rows, absent = [], []
    for real in SETS:
        if not (data / real.name).is_dir():
            absent.append(real.name)
            continue
        answers = asked(real, data)
        rows += [row for answer in answers for row in _row(real, answer)]
        write_example(real, answers, examples)
        print(f"  {real.name}: {sum(answer.refusal is None for answer in answers)} answers", flush=True)
    table = Table("Model against baseline", _COLUMNS, rows)
    remarks = [
        "Whole data sets as exported, each opened as a company's folder; a question that lacks its tables is left out",
        *([f"Not here when this page was written: {', '.join(absent)}"] if absent else []),
    ]
    page = Page("backtests", "Back-tests on real data", "python -m benchmarks real", [table], remarks)
    page.write(*([pages] if pages else []))


_COLUMNS = ("data", "question", "metric", "model", "baseline", "the baseline is", "better")


def asked(real: Real, data: Path = DATA) -> list[Answer]:
    """The answers to every question whose tables the set has."""
    with tempfile.TemporaryDirectory(prefix="corrente-real-") as folder:
        for file in _files(real, data / real.name):
            _bring(file, Path(folder))
        if real.settings:
            (Path(folder) / "corrente.toml").write_text(real.settings)
        company = open_company(folder)
        reached = [q for q in QUESTIONS.values() if is_built(q) and missing_tables(q, company.books.profile) is None]
        answers = [company.ask(question.id) for question in reached]
        company.close()
    return answers


def _files(real: Real, folder: Path) -> Iterator[Path]:
    for pattern in real.files:
        yield from sorted(folder.glob(pattern))


def _bring(file: Path, folder: Path) -> None:
    """A copy under its own name, unpacked: a company's exports seldom come packed."""
    if file.suffix == ".gz":
        with gzip.open(file) as packed, (folder / file.stem).open("wb") as target:
            shutil.copyfileobj(packed, target)
    else:
        shutil.copy(file, folder)


def _row(real: Real, answer: Answer) -> Iterator[tuple[str | float | None, ...]]:
    question = answer.question.id
    if answer.refusal is not None:
        yield real.title, question, f"refused: {answer.refusal.because.say()}", None, None, "", ""
    elif answer.proof and answer.proof.backtest:
        found = answer.proof.backtest
        better = "model" if found.beats_baseline else "baseline"
        yield real.title, question, found.metric, found.model, found.baseline, found.baseline_name.say(), better


def write_example(real: Real, answers: Sequence[Answer], folder: Path) -> None:
    """What corrente says of the set, as anybody would get it."""
    folder.mkdir(exist_ok=True)
    told = [answer for answer in answers if answer.refusal is None]
    files = ", ".join(f"`{pattern}`" for pattern in real.files)
    settings = f"\n```toml\n{real.settings.strip()}\n```\n" if real.settings else ""
    head = f"# {real.title}\n\nWritten by `python -m benchmarks real` from {files}.\n{settings}\n"
    (folder / f"{real.name}.md").write_text(head + markdown(told, real.language))
