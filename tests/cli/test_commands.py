"""The command line as a person meets it: as whole processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from corrente.core.answer_json import read_schema
from corrente.core.catalogue import QUESTIONS
from corrente.core.scorecard_json import read_schema as read_scorecard_schema
from tests.data import shared


def corrente(*words: str, language: str = "en", timeout: float = 120) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CORRENTE_LANGUAGE": language, "COLUMNS": "120", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from corrente.cli.main import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=timeout, check=False)


def test_help_speaks_both_languages() -> None:
    assert "Twenty marketing questions" in corrente("--help").stdout
    assert "Vinte perguntas de marketing" in corrente("--help", language="pt-BR").stdout


def test_every_command_is_documented() -> None:
    from corrente.cli.commands import COMMANDS

    page = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"`corrente {name}" in page, name


def test_an_unknown_question_names_the_closest_and_exits_2(tmp_path: Path) -> None:
    done = corrente("ask", "loyalti", str(tmp_path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Did you mean “loyalty”?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_exits_2(tmp_path: Path) -> None:
    done = corrente("ask", "loyalty", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = corrente("ask", "loyalty", str(tmp_path / "nowhere"), "--debug")
    assert done.returncode == 2
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_ask_prints_only_json_where_json_is_asked(sample_folder: Path, language: str) -> None:
    done = corrente("ask", "conversion", str(sample_folder), "--json", language=language)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    Draft202012Validator(read_schema()).validate(answer)
    assert answer["language"] == language


def test_a_refusal_of_a_question_asked_by_name_exits_1(sample_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "orders.parquet").write_bytes((sample_folder / "orders.parquet").read_bytes())
    done = corrente("ask", "win_rate", str(tmp_path))
    assert done.returncode == 1
    assert "opportunities" in done.stdout


def test_check_shows_tables_and_coverage(sample_folder: Path) -> None:
    done = corrente("check", str(sample_folder))
    assert done.returncode == 0, done.stderr
    for word in ("orders", "touchpoints", "loyalty", "personas"):
        assert word in done.stdout


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_scores_are_written_one_row_per_person(sample_folder: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"scores.{ending}"
    done = corrente("score", "loyalty", str(sample_folder), "--out", str(out))
    assert done.returncode == 0, done.stderr
    rows = pq.read_table(out).num_rows if ending == "parquet" else out.read_text().count("\n") - 1
    buyers = pq.read_table(sample_folder / "orders.parquet", columns=["customer_id"])["customer_id"]
    assert rows == len(buyers.unique())
    assert list(tmp_path.iterdir()) == [out]


def test_scores_need_a_known_ending(sample_folder: Path, tmp_path: Path) -> None:
    done = corrente("score", "loyalty", str(sample_folder), "--out", str(tmp_path / "scores.xls"))
    assert done.returncode == 2
    assert ".csv or .parquet" in done.stderr


def test_run_writes_one_self_contained_report(sample_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    done = corrente("run", str(sample_folder), "--report", str(report))
    assert done.returncode == 0, done.stderr
    html = report.read_text(encoding="utf-8")
    assert "<svg" in html
    assert "http://" not in html.replace("http://www.w3.org/", "")
    assert 'id="scorecard"' in html
    assert 'class="spark"' in html
    assert "The scorecard" in done.stdout
    assert "Pipeline value" in done.stdout


def test_run_says_all_answers_the_scorecard_and_the_plan_as_json(sample_folder: Path) -> None:
    done = corrente("run", str(sample_folder), "--json", language="pt-BR")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    card, plan = said.pop("scorecard"), said.pop("plan")
    assert list(said) == list(QUESTIONS)
    Draft202012Validator(read_scorecard_schema()).validate(card)
    assert card["language"] == plan["language"] == "pt-BR"


def test_template_can_be_filled_in_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(corrente("template", "orders").stdout, encoding="utf-8")
    done = corrente("check", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"]["orders"]["rows"] == 1


def test_cdnow_gives_the_published_parameters_from_its_raw_file(tmp_path: Path) -> None:
    (tmp_path / "CDNOW_sample.txt").write_bytes((shared("cdnow") / "CDNOW_sample.txt").read_bytes())
    done = corrente("ask", "loyalty", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    proof = json.loads(done.stdout)["proof"]
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    # Fader, Hardie & Lee (2005) print three decimals and one decimal of the log-likelihood.
    assert {name: round(proof["parameters"][name], 3) for name in published} == published
    assert round(proof["log_likelihood"], 1) == -9582.4
    assert proof["backtest"]["beats_baseline"]
