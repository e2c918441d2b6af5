"""To forget, to hand out and to expire, from the terminal."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corrente.cli.main import main
from corrente.company.place import VARIABLE, open_state_of
from corrente.outreach import rights
from tests.outreach.test_rights import ANA, fill

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv(VARIABLE, raising=False)

    def ran(*words: str, language: str = "en") -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--language", language])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text("customer_id,email,created_at\n1,ana@example.com,2026-01-01\n")
    store = open_state_of(tmp_path)
    fill(store, ANA)
    store.close()
    return tmp_path


def test_a_person_is_forgotten_and_the_company_s_own_files_are_named(run: Run, folder: Path) -> None:
    code, said, _ = run("forget", str(folder), ANA)
    assert code == 0
    assert "leads: 1\n" in said
    assert "events: 3\n" in said
    assert "customers.csv), rows: 1\n" in said
    assert "yours and stay as they are" in said
    assert (folder / "customers.csv").read_text().count("ana@") == 1
    store = open_state_of(folder)
    assert "leads" not in rights.held(store, ANA)
    store.close()
    assert run("forget", str(folder), ANA, language="pt-BR")[1].startswith("Não havia nada a apagar.")


def test_all_that_is_held_is_written(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "ana.zip"
    code, said, _ = run("export-person", str(folder), ANA, "--out", str(out))
    assert code == 0
    assert "answers about consent: 1" in said
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("person.json"))["held"]["leads"][0]["email"] == ANA


def test_how_long_data_are_held_is_the_company_s_word(run: Run, folder: Path) -> None:
    (folder / "corrente.toml").write_text("[retention]\nleads = 6\n")
    code, said, _ = run("retention", str(folder))
    assert code == 0
    assert "leads, after the last form: 6 months" in said
    assert "proof of consent, after the last answer: 60 months" in said
    assert "Nothing was there" in run("retention", str(folder), "--now")[1]
    for wrong in ("leads = 0", 'leads = "6"', "lead = 6", "leads = true", "leads = 1000"):
        (folder / "corrente.toml").write_text(f"[retention]\n{wrong}\n")
        code, _, said = run("retention", str(folder))
        assert code == 2
        assert "retention" in said


def test_what_is_wrong_is_told(run: Run, folder: Path) -> None:
    assert run("forget", str(folder / "none"), ANA)[0] == 2
    code, _, said = run("forget", str(folder), " ")
    assert (code, "Nobody was named." in said) == (2, True)
