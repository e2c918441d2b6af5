"""Every question that real data sets reach: model against baseline, and the answers themselves as pages.

The data sets are not part of the project (see tests/data.py); one that is absent is left out, and the page says so.
"""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.page import Page, Table
from corrente.core.answer import Answer, Estimate
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.reports.markdown import markdown
from corrente.stream.company import open_company
from corrente.stream.rooms import is_built, missing_tables

DATA = ROOT.parent / "shared" / "data"
EXAMPLES = ROOT / "docs" / "examples"


@dataclass(frozen=True)
class Real:
    """One company: which files of a data set (``folder``) it would have, its ``corrente.toml``, and who reads it.

    ``only`` keeps the rows with this value in this column, ``without`` leaves out columns; ``page`` is where its
    answers are shown, which several may share.
    """

    folder: str
    title: str
    files: Sequence[str]
    settings: str = ""
    language: Language = Language.EN
    only: tuple[str, str] | None = None
    without: Sequence[str] = ()
    page: str = ""
    note: str = ""


_BASS = "adoption-bass"
_SERIES = (
    "room_air_conditioners", "color_televisions", "clothes_dryers", "ultrasound", "mammography", "foreign_language",
    "accelerated_program", "vcr",
)  # fmt: skip

SETS = (
    Real("cdnow", "CDNOW, sample of customers", ["CDNOW_sample.txt"]),
    Real("olist_funnel", "Olist, marketing funnel", ["olist_*_dataset.csv"], language=Language.PT),
    Real("olist_subset8135", "Olist, a biased sample of orders and reviews", ["*.csv"], language=Language.PT),
    Real("nps_verbatims", "Verbatims of a survey", ["verbatim.csv"]),
    Real("online_retail", "UCI Online Retail", ["onlineretail.csv.gz"]),
    Real("completejourney", "Complete Journey", ["*.csv", "*.csv.gz"]),
    Real("telco_churn", "Telco customer churn", ["*.csv"]),
    Real("uci_bank", "UCI bank marketing", ["bank_full.csv"]),
    Real("mmm_pymc", "Media mix of pymc-marketing", ["mmm_example.csv"]),
    Real("hillstrom", "Hillstrom's e-mails", ["hillstrom.csv"]),
    Real("positioning_brand_ratings", "Brand ratings", ["brand_ratings.csv"]),
    Real("b2b_salvirt", "B2B sales", ["B2B_dataset.csv"], '[tables.opportunities]\nsource = "B2B_dataset.csv"\n'
         'columns = { outcome = "Status", owner = "Seller", created_at = false }\n'),
    Real("uci_bank", "UCI bank, calls as deals", ["bank_full.csv"], '[tables.opportunities]\nsource = "bank_full.csv"\n'
         'columns = { opportunity_id = "Cust_num", outcome = "y", source = "contact", created_at = false }\n',
         without=["duration"], page="uci_bank-deals",
         note="Each call to a client is read as a deal. The column duration is left out: how long a call lasted is "
         "known only when it is over, and with it whether it was a success."),
    Real("attribution_pathdata", "Paths of ChannelAttribution", ["Data.csv"]),
    Real("choice_logitr", "Yogurt purchases", ["yogurt.csv"], '[tables.choices]\nsource = "yogurt.csv"\n'
         'columns = { respondent_id = "id", task = "obsID", alternative = "brand", chosen = "choice" }\n',
         without=["alt"],
         note="Each purchase of a household is read as a choice between four brands. The column alt is left out: it "
         "numbers the brands."),
    *(Real("bass_diffusion", f"Adoption of {series.replace('_', ' ')}", ["bass_series.csv"],
           '[tables.adoptions]\nsource = "bass_series.csv"\n'
           'columns = { period = "year", adopters = "adopters", product = "series" }\n',
           only=("series", series), page=_BASS) for series in _SERIES),
)  # fmt: skip

NOT_READ = {
    "facebook_ads_kag": "spend and conversions per advertisement without people: no question that is built reads it",
    "ga4_aggregates": "shares per day and source, without who did what: no question that is built reads it",
    "ab_udacity": "visits, clicks and payments per day, without who did what: no question that is built reads it",
    "export_formats": "samples of the shapes that exports have: read by tests/company",
    "conjoint_ratings": "ranks and ratings of whole profiles, where solutions reads choices",
    "sbg_retention": "two published curves, not a company's table: read by tests/inference",
    "dirichlet_toothpaste": "published shares, not purchases: read by tests/inference",
}

Told = tuple[Real, list[Answer]]


def run(data: Path = DATA, pages: Path | None = None, examples: Path = EXAMPLES) -> None:
    """Ask everything of every set, write a page per set and the table of model against baseline."""
    told = [(real, _ask(real, data)) for real in SETS if (data / real.folder).is_dir()]
    absent = sorted({real.folder for real in SETS if not (data / real.folder).is_dir()})
    write_examples(told, examples)
    rows = [row for real, answers in told for answer in answers for row in _row(real, answer)]
    table = Table("Model against baseline", _COLUMNS, rows)
    remarks = [
        "Whole data sets as exported, each opened as a company's folder; a question that lacks its tables is left out",
        "Each of Bass's series is a company of its own, forecast from its first half; its baseline is the better of "
        "two simple rules, known only afterwards",
        *(f"Not asked: {name}, {why}" for name, why in NOT_READ.items()),
        *([f"Not here when this page was written: {', '.join(absent)}"] if absent else []),
    ]
    page = Page("backtests", "Back-tests on real data", "python -m benchmarks real", [table], remarks)
    page.write(*([pages] if pages else []))


_COLUMNS = ("data", "question", "metric", "model", "baseline", "the baseline is", "better")


def _ask(real: Real, data: Path) -> list[Answer]:
    answers = asked(real, data)
    print(f"  {real.title}: {sum(answer.refusal is None for answer in answers)} answers", flush=True)
    return answers


def asked(real: Real, data: Path = DATA) -> list[Answer]:
    """The answers to every question whose tables the set has."""
    with tempfile.TemporaryDirectory(prefix="corrente-real-") as folder:
        for file in _files(real, data / real.folder):
            _bring(real, file, Path(folder))
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


def _bring(real: Real, file: Path, folder: Path) -> None:
    """A copy under its own name, unpacked (exports seldom come packed), with the rows and columns wanted."""
    if file.suffix == ".gz":
        with gzip.open(file) as packed, (folder / file.stem).open("wb") as target:
            shutil.copyfileobj(packed, target)
    elif real.only or real.without:
        (folder / file.name).write_text(_part(real, file.read_text()))
    else:
        shutil.copy(file, folder)


def _part(real: Real, text: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    part = io.StringIO()
    kept = [name for name in rows[0] if name not in real.without]
    writer = csv.DictWriter(part, kept, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in rows if real.only is None or row[real.only[0]] == real.only[1])
    return part.getvalue()


def _row(real: Real, answer: Answer) -> Iterator[tuple[str | float | None, ...]]:
    question = answer.question.id
    if answer.refusal is not None:
        yield real.title, question, f"refused: {answer.refusal.because.say()}", None, None, "", ""
    elif answer.proof and answer.proof.backtest:
        found = answer.proof.backtest
        better = "model" if found.beats_baseline else "baseline"
        yield real.title, question, found.metric, found.model, found.baseline, found.baseline_name.say(), better
    else:
        yield real.title, question, "no back-test: it would need what these data do not hold", None, None, "", ""


def write_examples(told: Sequence[Told], folder: Path) -> None:
    """What corrente says of the sets, as anybody would get it: a page per set, and one for all of Bass's series."""
    folder.mkdir(exist_ok=True)
    for real, answers in told:
        if real.page != _BASS:
            page = folder / f"{real.page or real.folder}.md"
            page.write_text(f"{_head(real, real.title)}\n{_answers(real, answers)}")
    series = [(real, answers) for real, answers in told if real.page == _BASS]
    if series:
        (folder / f"{_BASS}.md").write_text(_bass(series))


def _head(real: Real, title: str) -> str:
    files = ", ".join(f"`{pattern}`" for pattern in real.files)
    settings = f"\n```toml\n{real.settings.strip()}\n```\n" if real.settings else ""
    note = f"\n{real.note}\n" if real.note else ""
    return f"# {title}\n\nWritten by `python -m benchmarks real` from {files}.\n{note}{settings}"


def _answers(real: Real, answers: Sequence[Answer]) -> str:
    return markdown([answer for answer in answers if answer.refusal is None], real.language)


def _bass(told: Sequence[Told]) -> str:
    """Each series by itself: the forecasts, the fits beside the published ones, and the whole answer to the last."""
    found = [(real, answer) for real, answers in told for answer in answers if answer.refusal is None]
    last, answers = told[-1]
    parts = [
        f"{_head(last, 'Eight published series of adoption')}\n{_ABOUT}",
        Table("Forecasts of the second half from the first", _FORECAST, [_forecast(*pair) for pair in found],
              _FORECAST_NOTE).markdown(),
        Table("Fits of the whole series", _FIT, [_fit(*pair) for pair in found], _FIT_NOTE).markdown(),
        f"# {last.title}\n\n{_answers(last, answers)}",
    ]  # fmt: skip
    return "\n\n".join(parts)


_ABOUT = (
    "Eight series that the literature on diffusion has used since Bass 1969, one number a year. Each was a company's "
    "folder of its own, with the rows of the one series."
)
_FORECAST_NOTE = (
    "Mean absolute error per year. The forecast averages the curve and the last value carried on, each by how sure it "
    "is; it is held against the better of two simple rules, which is known only afterwards. Half of a short series, "
    "which mostly ends before the peak, is too little to tell how far a curve will go."
)
_FORECAST = ("series", "years forecast", "forecast", "curve alone", "last value", "straight line", "best",
             "share within the 90% interval")  # fmt: skip
_FIT_NOTE = (
    "Least squares figures are those of the literature (the form on intervals); the posterior has weak priors, and "
    "noise that grows with the curve and lasts, so its centre may lie elsewhere."
)
_FIT = ("series", "m", "from", "to", "p", "q", "m by least squares", "p by least squares", "q by least squares")


def _forecast(real: Real, answer: Answer) -> tuple[str | float | None, ...]:
    if answer.proof is None or answer.proof.backtest is None:
        raise ValueError(f"{real.title} was not tested")
    found = answer.proof.backtest
    periods, alone, last, line, held = (
        float(found.details[name])
        for name in ("periods", "curve_alone", "last_value", "linear_trend", "share_within_90")
    )
    best = "forecast" if found.beats_baseline else found.baseline_name.say()
    return _name(real), int(periods), found.model, alone, last, line, best, held


def _fit(real: Real, answer: Answer) -> tuple[str | float | None, ...]:
    if answer.proof is None:
        raise ValueError(f"{real.title} has no proof")
    m, p, q = (_only(answer, name) for name in ("potential", "innovation", "imitation"))
    published = [answer.proof.parameters[f"least_squares.{name}"] for name in "mpq"]
    return _name(real), m.value, m.low, m.high, p.value, q.value, *published


def _only(answer: Answer, name: str) -> Estimate:
    return next(estimate for estimate in answer.estimates if estimate.name == name)


def _name(real: Real) -> str:
    return real.title.removeprefix("Adoption of ")
