"""Answers of earlier runs come back whole, and only while all they rest on is the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corrente.core.catalogue import QUESTIONS
from corrente.core.codec import decode, encode
from corrente.engine.duckdb import DuckDB
from corrente.engine.header import parse
from corrente.stream import company as stream
from corrente.stream.company import Company, open_company
from corrente.stream.rooms import is_built
from tests.web.fake import ANSWERS

BUILT = [question.id for question in QUESTIONS.values() if is_built(question)]


@pytest.mark.parametrize("id", BUILT)
def test_an_answer_comes_back_as_it_was(sample: Company, id: str) -> None:
    answer = sample.ask(id)
    assert decode(json.loads(json.dumps(encode(answer)))) == answer


def test_what_an_answer_may_hold_comes_back() -> None:
    for answer in ANSWERS.values():
        estimates = tuple(replace(e, low=float("-inf")) for e in answer.estimates)
        assert decode(json.loads(json.dumps(encode(replace(answer, estimates=estimates))))).estimates == estimates


@pytest.mark.parametrize(
    "said", [["Popen", "ls"], ["Path", "/"], ["tuple", ["object"]], ["Estimate", 1], ["question", "x"]]
)
def test_nothing_else_comes_out_of_a_file(said: list[object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(said)


@pytest.fixture
def inferred(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each question was worked out from its counts."""
    ran: Counter[str] = Counter()
    infer = stream._infer

    def noted(room, counted, given, question):  # type: ignore[no-untyped-def]
        ran[question.id] += 1
        return infer(room, counted, given, question)

    monkeypatch.setattr(stream, "_infer", noted)
    return ran


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that the engine was asked to count."""
    asked: list[str] = []
    count = DuckDB.count

    def noted(self, sql, *given):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return count(self, sql, *given)

    monkeypatch.setattr(DuckDB, "count", noted)
    return asked


ASKED = ("win_rate", "conversion", "share_of_wallet", "positioning")


def _ask(folder: Path) -> dict[str, object]:
    company = open_company(folder)
    answers = {name: company.ask(name) for name in ASKED}
    company.close()
    return answers


def _copied(sample_folder: Path, folder: Path) -> Path:
    for source in (*sample_folder.glob("*.parquet"), sample_folder / "corrente.toml"):
        (folder / source.name).write_bytes(source.read_bytes())
    return folder


def test_only_what_rests_on_a_changed_table_is_worked_out_again(
    sample_folder: Path, tmp_path: Path, inferred: Counter[str], counted: list[str]
) -> None:
    folder = _copied(sample_folder, tmp_path)
    first = _ask(folder)
    assert set(inferred) == set(ASKED)
    inferred.clear()
    counted.clear()
    assert _ask(folder) == first
    assert not inferred
    assert not counted
    ratings = pq.read_table(folder / "ratings.parquet")
    pq.write_table(ratings.slice(0, ratings.num_rows - 7), folder / "ratings.parquet")
    again = _ask(folder)
    assert set(inferred) == {"positioning"}
    assert counted
    assert all("ratings" in parse(sql).tables for sql in counted)
    assert again["positioning"] != first["positioning"]


def test_settings_and_broken_files_make_an_answer_new(
    sample_folder: Path, tmp_path: Path, inferred: Counter[str]
) -> None:
    folder = _copied(sample_folder, tmp_path)
    first = _ask(folder)["win_rate"]
    for file in (folder / ".corrente" / "answers").glob("win_rate-*.json"):
        file.write_text('["Estimate", 1]', encoding="utf-8")
    inferred.clear()
    assert _ask(folder)["win_rate"] == first
    assert set(inferred) == {"win_rate"}
    said = (folder / "corrente.toml").read_text(encoding="utf-8")
    (folder / "corrente.toml").write_text(said.replace('currency = "BRL"', 'currency = "EUR"'), encoding="utf-8")
    inferred.clear()
    _ask(folder)
    assert set(inferred) == set(ASKED)


def test_scores_of_a_remembered_answer_are_those_of_the_first(sample_folder: Path, tmp_path: Path) -> None:
    folder = _copied(sample_folder, tmp_path)
    first = open_company(folder).score("win_rate").to_arrow()
    assert open_company(folder).score("win_rate").to_arrow().equals(first)


def test_frames_are_never_remembered(sample_folder: Path, inferred: Counter[str]) -> None:
    from corrente import open as opened

    orders = pq.read_table(sample_folder / "opportunities.parquet")
    for _ in range(2):
        opened(opportunities=orders).ask("win_rate")
    assert inferred["win_rate"] == 2
