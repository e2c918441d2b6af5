"""The track record on the command line: what a plan foretold at one year's end, scored half a year later."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.record import plan
from benchmarks.three_years import write

from corrente.cli.main import main
from corrente.company.place import open_state_of
from corrente.stream.company import open_company


def test_forecasts_are_kept_then_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, seed=3, tables=("opportunities",))
    company, day = open_company(tmp_path), dt.date(2025, 12, 31)
    with closing(company), closing(open_state_of(tmp_path)) as store:
        plan(company.as_of(day), store, day)
    said = _call(capsys, tmp_path, "--language", "en", "--as-of", day.isoformat())
    assert "forecasts are kept; the first is due on Jan 31, 2026." in said
    plain = json.loads(_call(capsys, tmp_path, "--json"))
    assert plain["scored"] > 10
    assert {one["name"] for one in plain["by_question"]} == {"growth", "win_rate"}
    assert plain["scored_afterwards"] > 0  # they were worked out today, long after their day
    again = json.loads(_call(capsys, tmp_path, "--json"))
    assert again == plain
    said = _call(capsys, tmp_path, "--language", "pt-BR")
    assert "previsões já conferidas" in said
    assert "Taxa de ganho" in said


def _call(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> str:
    """What the command prints, on one line."""
    with pytest.raises(SystemExit) as ended:
        main(["track-record", str(folder), *options])
    assert ended.value.code in (0, None)
    return " ".join(capsys.readouterr().out.split())
