"""The contract that every room keeps; a new room is found here by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from corrente.core.answer import Answer, Grade, Refusal, Status
from corrente.core.answer_json import read_schema, to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language, Phrase
from corrente.counts.tally import read
from corrente.stream.company import Company, open_company
from corrente.stream.rooms import find_room, is_built

BUILT = [question.id for question in QUESTIONS.values() if is_built(question)]
CAUSAL = {Language.EN: ("causes", "brings"), Language.PT: ("causa", "traz")}
rooms = pytest.mark.parametrize("id", BUILT)


def test_five_rooms_are_built() -> None:
    assert set(BUILT) >= {"loyalty", "win_rate", "sales_cycle", "touchpoints", "conversion"}


@rooms
def test_the_sample_company_is_answered_with_intervals_and_proof(sample: Company, id: str) -> None:
    answer = sample.ask(id)
    assert answer.status is not Status.REFUSED, answer.headline.say()
    assert answer.proof is not None
    assert answer.proof.backtest is not None
    for estimate in answer.estimates:
        assert estimate.low <= estimate.value <= estimate.high, estimate
        assert estimate.low < estimate.high, estimate


@rooms
@pytest.mark.parametrize("language", list(Language))
def test_every_answer_renders_in_both_languages(sample: Company, id: str, language: Language) -> None:
    said = to_json(sample.ask(id), language)
    Draft202012Validator(read_schema()).validate(said)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    texts = [said["headline"], said["method"], *(a["advice"] for a in said["actions"]), *said["evidence"]["caveats"]]
    assert all("{" not in text and "!" not in text for text in texts), texts


@rooms
@pytest.mark.parametrize("language", list(Language))
def test_a_headline_is_one_short_sentence_with_a_number(sample: Company, id: str, language: Language) -> None:
    headline = sample.ask(id).headline.say(language)
    assert len(headline.split()) <= 25, headline
    assert any(c.isdigit() for c in headline), headline


@rooms
def test_words_follow_the_grade(sample: Company, id: str) -> None:
    answer = sample.ask(id)
    assert len(answer.actions) <= 3
    for lever in answer.levers:
        if lever.grade in (Grade.ASSOCIATION, Grade.ASSUMPTION):
            for language, words in CAUSAL.items():
                said = lever.change.say(language).lower().split()
                assert not set(words) & set(said), lever.change


@rooms
def test_the_picture_says_what_it_shows(sample: Company, id: str) -> None:
    figure = sample.ask(id).figure
    assert figure is not None
    assert figure.marks
    for text in (figure.title, figure.alt):
        assert text.say(Language.EN) != text.say(Language.PT)


@rooms
def test_the_same_data_in_any_order_gives_the_same_answer(
    sample: Company, sample_folder: Path, id: str, tmp_path: Path
) -> None:
    for source in sample_folder.glob("*.parquet"):
        table = pq.read_table(source)
        order = np.random.default_rng(5).permutation(table.num_rows)
        pq.write_table(table.take(pa.array(order)), tmp_path / source.name)
    (tmp_path / "corrente.toml").write_bytes((sample_folder / "corrente.toml").read_bytes())
    shuffled = open_company(tmp_path).ask(id)
    assert to_json(shuffled) == to_json(sample.ask(id))


@rooms
def test_only_declared_tables_are_read(sample: Company, id: str) -> None:
    question = QUESTIONS[id]
    room = find_room(question)
    assert room is not None
    plan = room.counts(sample.books.profile)
    assert not isinstance(plan, Refusal)
    for count in plan.values():
        assert set(read(count.name).header.tables) <= set(question.tables), count.name


@rooms
def test_no_table_is_a_refusal_that_names_what_to_bring(id: str, sample: Company) -> None:
    empty = replace(sample.books, profile=replace(sample.books.profile, tables={}))
    _assert_refused(Company(empty).ask(id), QUESTIONS[id].needs[0].any_of[0])


@rooms
@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_too_little_data_is_a_refusal_and_never_a_number(
    sample_folder: Path, id: str, rows: int, tmp_path: Path
) -> None:
    for source in sample_folder.glob("*.parquet"):
        pq.write_table(pq.read_table(source).slice(0, rows), tmp_path / source.name)
    (tmp_path / "corrente.toml").write_bytes((sample_folder / "corrente.toml").read_bytes())
    _assert_refused(open_company(tmp_path).ask(id))


@rooms
def test_one_person_repeated_is_a_refusal(sample_folder: Path, id: str, tmp_path: Path) -> None:
    """All values the same: no room may divide by a spread of zero or find a difference where there is none."""
    for source in sample_folder.glob("*.parquet"):
        table = pq.read_table(source)
        first = table.slice(0, 1)
        pq.write_table(pa.concat_tables([first] * 50), tmp_path / source.name)
    (tmp_path / "corrente.toml").write_bytes((sample_folder / "corrente.toml").read_bytes())
    (tmp_path / "corrente.toml").write_text(
        (sample_folder / "corrente.toml").read_text().replace("[company]", "[company]\nmax_reject_share = 1.0")
    )
    _assert_refused(open_company(tmp_path).ask(id))


def _assert_refused(answer: Answer, brings: str = "") -> None:
    assert answer.status is Status.REFUSED, answer.headline.say()
    assert not answer.estimates
    assert answer.refusal is not None
    assert brings in " ".join(answer.refusal.missing)
    for text in (answer.refusal.because, answer.refusal.next_step):
        assert isinstance(text, Phrase)
        assert text.say(Language.EN) != text.say(Language.PT)


@pytest.mark.parametrize("id", [q for q in QUESTIONS if q not in BUILT])
def test_a_question_of_a_later_release_is_refused_clearly(sample: Company, id: str) -> None:
    answer = sample.ask(id)
    _assert_refused(answer)
    assert "release" in answer.headline.say(Language.EN)
