"""Adaptive tests from the terminal, within this process."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corrente.cli.main import main
from corrente.cli.tests import COMMANDS
from corrente.company.place import VARIABLE, open_state_of
from corrente.experiments import kept
from corrente.stream import planning
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from tests.experiments.visitors import Visitors
from tests.state.conftest import Clock
from tests.stream.plan.answers import AURORA, aurora

TODAY = dt.date(2026, 7, 1)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run ``corrente test`` on a company with a plan; its code, and what it printed."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    store = open_state_of(tmp_path)
    planning.begin(store, Plan("Aurora CRM", "BRL", TODAY, draft(aurora(), AURORA, TODAY)))
    store.close()

    def ran(command: str, *words: str, language: str = "en") -> tuple[int, str, str]:
        folder = () if command == "size" else (str(tmp_path),)
        with pytest.raises(SystemExit) as ended:
            main(["test", command, *folder, *words, "--language", language])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


def come(folder: Path, people: int) -> None:
    """So many visitors of the test, an hour ago and more."""
    clock = Clock(dt.datetime.now(dt.UTC) - dt.timedelta(days=8))
    store = open_state_of(folder)
    Visitors(store, clock, {"a": 0.1, "b": 0.4}, "ebook").visit(people)
    store.close()


def test_a_test_s_whole_life(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("make", "test.ebook")
    assert (code, out) == (0, "“Campaign: e-book” is a draft: nobody has seen it yet.\n")
    assert run("start", "ebook", "--reason", "the launch")[0] == 0
    come(tmp_path, 600)
    assert run("advance")[1] == "ebook: nothing to learn yet.\n"  # weights stand for a quarter of an hour
    assert run("advance", "ebook", "--now")[1] == "ebook: weights learnt anew (policy 2).\n"
    shown = " ".join(run("show", "ebook")[1].split())  # wrapped to the width of the terminal
    assert "“The other” is almost certainly the best variant" in shown
    assert "Choose “The other”" in shown
    assert run("list")[1] == "ebook\trunning\t600\tCampaign: e-book\n"
    assert run("list", language="pt-BR")[1] == "ebook\tem andamento\t600\tCampaign: e-book\n"
    assert "all get “The other” now" in run("stop", "ebook", "--choose", "b", "--reason", "clear")[1]
    store = open_state_of(tmp_path)
    history = kept.history(store, "ebook")
    plan = planning.refresh(store, planning.standing(store), aurora())
    store.close()
    assert [revision.reason for revision in history] == ["from test.ebook", "the launch", "clear"]
    assert [test.test for test in plan.by_id["campaign.ebook"].tests] == ["ebook"]


def test_with_json_stdout_holds_json_only(run: Run) -> None:
    made = json.loads(run("make", "campaign.email", "--json", language="pt-BR")[1])
    assert (made["test"], made["phase"], made["plan"]["item"]) == ("email", "draft", "campaign.email")
    assert json.loads(run("start", "email", "--json")[1])["phase"] == "running"
    assert json.loads(run("advance", "--json")[1]) == [{"test": "email", "policy_version": None}]
    assert [one["test"] for one in json.loads(run("list", "--json")[1])] == ["email"]
    assert json.loads(run("show", "email", "--json")[1])["shares"][0]["by_variant"] == {"a": 0.5, "b": 0.5}
    stopped = json.loads(run("stop", "email", "--choose", "a", "--json")[1])
    assert (stopped["chosen"], stopped["finding"]) == ("a", None)
    size = json.loads(run("size", "--rate", "0.04", "--people-a-day", "2000", "--json")[1])
    assert size["per_variant"]["once"] < size["per_variant"]["always"]
    assert size["days"] > 0


def test_sizes_are_said_in_both_languages(run: Run) -> None:
    assert "each variant needs" in run("size", "--mean", "30", "--deviation", "80")[1]
    assert "cada variante precisa de" in run("size", "--rate", "0.1", language="pt-BR")[1]
    assert "Isso leva" in run("size", "--rate", "0.1", "--people-a-day", "100", language="pt-BR")[1]


@pytest.mark.parametrize(("words", "said"), [
    (("show", "nothing"), "There is no test “nothing”"),
    (("make", "campaign.tv"), "no item “campaign.tv”"),
    (("start", "nothing"), "There is no test"),
    (("stop", "nothing", "--choose", "a"), "There is no test"),
    (("advance", "nothing"), "There is no test"),
    (("size",), "What people do today is missing"),
    (("size", "--rate", "4"), "--rate"),
    (("size", "--rate", "0.04", "--effect", "0"), "--effect"),
    (("size", "--mean", "nan", "--deviation", "1"), "--mean"),
])  # fmt: skip
def test_what_is_wrong_is_one_message_and_exits_2(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_every_command_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "adaptive-tests.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"`corrente test {name}" in page, name
