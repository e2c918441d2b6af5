"""``corrente service``: keys from the terminal, and what it serves where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from corrente.cli.main import main
from corrente.company.place import VARIABLE, open_state_of
from corrente.experiments import keys
from corrente.service import serving
from corrente.service.limits import Rate
from corrente.service.pages import Pages


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; its code, and what it printed."""
    monkeypatch.delenv(VARIABLE, raising=False)

    def ran(*words: str, language: str = "en") -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["service", *words, "--language", language])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


def test_a_key_s_whole_life(run, tmp_path: Path) -> None:
    folder = str(tmp_path)
    code, said, _ = run("key", "add", folder)
    assert (code, said[:3], len(said.strip())) == (0, "cw_", 25)
    assert run("key", "add", folder, "--kind", "read", "--site", "branch")[1].startswith("cr_")
    store = open_state_of(tmp_path)
    with store.reading() as connection:
        assert keys.hash_of(said.strip()) in keys.valid(connection)
    store.close()
    listed = [line.split("\t") for line in run("key", "list", folder)[1].splitlines()]
    assert [line[1:3] for line in listed] == [["main", "write"], ["branch", "read"]]
    assert "revoked" in run("key", "revoke", folder, listed[0][0])[1]
    assert run("key", "list", folder)[1].count("revoked") == 1


def test_what_is_wrong_is_told(run, tmp_path: Path) -> None:
    assert run("key", "add", str(tmp_path), "--kind", "admin")[::2] == (
        2, "corrente: “admin” is no kind of key. The kinds are write and read.\n",
    )  # fmt: skip
    assert "no key “x”" in run("key", "revoke", str(tmp_path), "x")[2]
    code, _, error = run(str(tmp_path / "none"), language="pt-BR")
    assert (code, error) == (2, f"corrente: A pasta “{tmp_path / 'none'}” não existe.\n")


@pytest.mark.parametrize("words", [(), ("run",)])
def test_a_folder_alone_is_served(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(serving, "serve_service", lambda *said: asked.append(said))
    assert run(*words, str(tmp_path), "--port", "0", "--workers", "2", "--rate", "50")[0] == 0
    ((place, host, port, workers, rates, pages),) = asked
    assert (place, host, port, workers) == (tmp_path / ".corrente" / "state.sqlite", "127.0.0.1", 0, 2)
    assert rates.of_address == Rate(50, 500)
    assert isinstance(pages, Pages)


def test_a_database_that_says_nothing_is_given_up() -> None:
    url = make_url(serving.patient("postgresql://ana:pass%40word@db/corrente?connect_timeout=9&schema=x"))
    assert url.password == "pass@word"
    assert (url.query["connect_timeout"], url.query["schema"]) == ("9", "x")
    assert int(url.query["tcp_user_timeout"]) <= 5000
