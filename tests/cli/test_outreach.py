"""What goes out by the plan, and what comes back, as a person meets it in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from icalendar import Calendar

from corrente.cli.main import main
from corrente.company.place import open_state_of
from corrente.outreach.links import read_link
from corrente.state import plans
from corrente.state.plans import Edit
from tests.outreach.test_audiences import answer, sha
from tests.outreach.test_collect import lead
from tests.outreach.test_links import CAMPAIGN


@dataclass(frozen=True)
class Done:
    stdout: str
    stderr: str
    returncode: int


Run = Callable[..., Done]


@pytest.fixture
def corrente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command as it is called, within this process."""

    def run(*words: str, language: str = "en") -> Done:
        monkeypatch.setenv("CORRENTE_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["corrente", *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Done(said.out, said.err, code)

    return run


PROOF = "signed up at the fair, forms in the archive"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corrente.toml").write_text('[company]\nname = "Acme"\ntimezone = "UTC"\n')
    (tmp_path / "orders.csv").write_text("customer_id,ordered_at,revenue\n1,2026-11-19,10\n")
    store = open_state_of(tmp_path)
    plans.save(store, "plan", {CAMPAIGN.id: Edit(CAMPAIGN)}, author="ana", reason="plan")
    lead(store, "1", campaign_id=CAMPAIGN.id)
    answer(store, "p-1", given=True)
    store.close()
    return tmp_path


def test_what_was_gathered_is_collected_once(folder: Path, corrente: Run) -> None:
    first, second = corrente("collect", str(folder)), corrente("collect", str(folder), language="pt-BR")
    assert (first.stdout, second.stdout) == ("Collected: leads, touchpoints.\n", "Nada de novo.\n")


def test_a_link_leads_back_and_an_unknown_campaign_is_named(folder: Path, corrente: Run) -> None:
    done = corrente("link", str(folder), CAMPAIGN.id, "https://acme.example/p", "--content", "video-1")
    tags = read_link(done.stdout.strip())
    assert tags is not None
    assert (tags.id, tags.content) == (CAMPAIGN.id, "video-1")
    wrong = corrente("link", str(folder), "campaign.tv", "https://acme.example/p")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "It has: campaign.linkedin." in wrong.stderr


def test_an_audience_of_leads_who_agree(folder: Path, corrente: Run) -> None:
    out = folder / "out.csv"
    done = corrente("audience", str(folder), "--to", "linkedin", "--out", str(out), "--campaign", CAMPAIGN.id)
    assert done.stdout == f"1 people in {out}. The platform takes lists from 300 people on.\n"
    assert out.read_text().splitlines()[1].startswith(sha("1@acme.example"))


def test_an_own_list_needs_its_proof(folder: Path, corrente: Run) -> None:
    own, out = folder / "own.csv", folder / "out.csv"
    own.write_text("customer_id,email,phone\n1,ana@x.example,11912345678\n2,no address,\n")
    words = ("audience", str(folder), "--to", "google", "--out", str(out), "--people", str(own))
    refused = corrente(*words)
    assert refused.returncode == 2
    assert "--proof" in refused.stderr
    assert not out.exists()
    done = corrente(*words, "--proof", PROOF, "--calling-code", "+55")
    assert done.stdout.startswith(f"1 people in {out}. 1 more have nothing that can be matched.")
    assert out.read_text().splitlines()[1] == f"{sha('ana@x.example')},{sha('+5511912345678')},,,,"


def test_a_platform_that_is_not_known(folder: Path, corrente: Run) -> None:
    done = corrente("audience", str(folder), "--to", "tiktok", "--out", str(folder / "out.csv"))
    assert done.returncode == 2
    assert "linkedin, google, meta" in done.stderr


def test_the_tracking_plan_and_the_dates(folder: Path, corrente: Run) -> None:
    assert corrente("tracking-plan", str(folder)).stdout.startswith("# Tracking plan of Acme\n")
    corrente("tracking-plan", str(folder), "--out", str(folder / "t.json"))
    assert json.loads((folder / "t.json").read_text())["display_name"] == "Plan of Acme"
    done = corrente("plan", str(folder), "--export", str(folder / "plan.ics"))
    assert done.returncode == 0
    assert Calendar.from_ical((folder / "plan.ics").read_bytes())["x-wr-calname"] == "Plan of Acme"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, corrente: Run) -> None:
    done = corrente("collect", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert not (tmp_path / "nowhere").exists()
