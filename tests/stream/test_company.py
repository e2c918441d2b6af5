"""A company that is asked: each question once, cut at a day, told about progress, from frames as from files."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

import corrente
from corrente.core.answer import Answer, Status
from corrente.core.answer_json import to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase
from corrente.stream import company as stream
from corrente.stream.company import Company
from tests.data import shared


class Cancelled(Exception):
    """Raised by a progress that wants no more."""


def test_a_question_is_worked_out_once(sample: Company) -> None:
    assert sample.ask("conversion") is sample.ask("conversion")


def test_progress_rises_and_may_cancel(sample_folder: Path, tmp_path: Path) -> None:
    for name in ("touchpoints.parquet", "orders.parquet", "corrente.toml"):  # a folder that remembers no answer
        (tmp_path / name).write_bytes((sample_folder / name).read_bytes())
    company = corrente.open(tmp_path)

    def stop(_doing: Phrase, _done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        company.ask("touchpoints", stop)
    told: list[float] = []
    assert company.ask("touchpoints", lambda _doing, done: told.append(done)).status is Status.ANSWERED
    assert told
    assert told == sorted(told)


@pytest.fixture
def asked(sample: Company, monkeypatch: pytest.MonkeyPatch) -> tuple[Company, list[tuple[str, bool]]]:
    """A company that answers at once, and when each question was begun (False) and done (True)."""
    events: list[tuple[str, bool]] = []
    answer = sample.ask("conversion")

    def work_out(_books, question, earlier, _progress):  # type: ignore[no-untyped-def]
        assert tuple(earlier) == question.after
        events.append((question.id, False))
        if question.id == FAILING.get("question"):
            raise Cancelled
        events.append((question.id, True))
        return stream.Finding(replace(answer, question=question))

    monkeypatch.setattr(stream, "_work_out", work_out)
    return Company(sample.books), events


FAILING: dict[str, str] = {}


def test_all_questions_are_asked_once_after_what_they_need(asked: tuple[Company, list[tuple[str, bool]]]) -> None:
    company, events = asked
    told: list[float] = []
    answers = company.ask_all(lambda _doing, done: told.append(done))
    assert list(answers) == list(QUESTIONS)
    assert [answer.question.id for answer in answers.values()] == list(QUESTIONS)
    assert sorted(events) == sorted((name, done) for name in QUESTIONS for done in (False, True))
    assert told == sorted(told)
    for name, question in QUESTIONS.items():
        assert all(events.index((before, True)) < events.index((name, False)) for before in question.after)


def test_a_failure_begins_no_further_question(
    asked: tuple[Company, list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    company, events = asked
    monkeypatch.setitem(FAILING, "question", "segments")
    with pytest.raises(Cancelled):
        company.ask_all()
    assert not {"access", "personas"} & {name for name, _ in events}


def test_frames_give_the_same_answer_as_files(sample: Company, sample_folder: Path) -> None:
    frames = {source.stem: pq.read_table(source) for source in sample_folder.glob("stage_changes.parquet")}
    frames |= {name: pq.read_table(sample_folder / f"{name}.parquet") for name in ("leads", "opportunities")}
    asked = corrente.open(**frames).ask("conversion")
    # The folder's own settings (currency) are not known to frames, so numbers are compared and words are not.
    assert to_json(asked)["estimates"] == to_json(sample.ask("conversion"))["estimates"]


def test_any_arrow_readable_frame_is_taken(sample_folder: Path) -> None:
    orders = pq.read_table(sample_folder / "orders.parquet")
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    answers = [
        corrente.open(orders=frame).ask("loyalty")
        for frame in (orders, orders.to_pandas(), polars.from_arrow(orders), pandas.DataFrame(orders.to_pylist()))
    ]
    assert all(to_json(a)["estimates"] == to_json(answers[0])["estimates"] for a in answers)


def test_scores_of_a_question_that_scores_nobody_are_an_error(sample: Company) -> None:
    with pytest.raises(InputError, match="does not score people"):
        sample.score("touchpoints")


def test_as_of_sees_nothing_later(tmp_path: Path) -> None:
    """CDNOW as of the end of its 39th week: the answer's own fit to all it sees has the published parameters."""
    (tmp_path / "CDNOW_sample.txt").write_bytes((shared("cdnow") / "CDNOW_sample.txt").read_bytes())
    answer = corrente.open(tmp_path).as_of(dt.date(1997, 9, 30)).ask("loyalty")
    assert answer.proof is not None
    details = answer.proof.details
    # Three printed decimals in Fader, Hardie & Lee (2005).
    assert [round(float(details[f"now.{name}"]), 3) for name in ("r", "alpha", "a", "b")] == [
        0.243,
        4.414,
        0.793,
        2.426,
    ]


def test_an_answer_shows_itself_in_a_notebook(sample: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[type, object] = {}
    formatter = SimpleNamespace(for_type=shown.__setitem__)
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    from corrente.reports.notebook import install

    assert install(Language.EN)
    html = shown[Answer](sample.ask("conversion"))  # type: ignore[operator]
    assert html.startswith("<iframe")
    assert "&lt;svg" in html
