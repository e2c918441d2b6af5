"""Accounts from the terminal, and serving for others: within this process, for each command is a moment's work."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corrente.cli.main import main
from corrente.company.place import VARIABLE, open_state_of
from corrente.core.errors import InputError
from corrente.service.listening import listen
from corrente.state import accounts, audit
from corrente.web.guard import Listening
from corrente.web.serving import serve
from tests.web.house import light_hashes

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    with light_hashes():
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command with something on its standard input; its code, and what it printed."""
    monkeypatch.delenv(VARIABLE, raising=False)

    def ran(*words: str, typed: str | None = "", language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed) if typed is not None else _Terminal())
        with pytest.raises(SystemExit) as ended:
            main([*words, "--language", language])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_an_account_s_whole_life(run, tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert run("account", "add", folder, "Ana@example.com", "--role", "owner", typed=f"{PASSWORD}\r\n") == (
        0, "ana@example.com\towner\n", "",
    )  # fmt: skip
    run("account", "add", folder, "bia@example.com", typed=PASSWORD, language="pt-BR")
    assert run("account", "list", folder)[1] == "ana@example.com\towner\nbia@example.com\treader\n"
    assert run("account", "role", folder, "BIA@example.com", "editor")[0] == 0
    assert run("account", "password", folder, "bia@example.com", typed="another good one\n")[0] == 0
    store = open_state_of(tmp_path)
    bia = accounts.verified(store, "bia@example.com", "another good one")
    assert (bia.role, bia.language.value) == (accounts.Role.EDITOR, "pt-BR")
    assert run("account", "close", folder, "bia@example.com")[0] == 0
    assert run("account", "list", folder)[1] == "ana@example.com\towner\n"
    assert {entry.by for entry in audit.listed(store)} == {audit.listed(store)[0].by} != {""}
    store.close()


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "{}", "ana@example.com"), "short\n", "12 to 1,000 characters"),
        (("add", "{}", "ana@example.com"), "", "12 to 1,000 characters"),
        (("add", "{}", "ana"), PASSWORD, "no e-mail address"),
        (("add", "{}", "ana@example.com", "--role", "boss"), PASSWORD, "reader, editor and owner"),
        (("role", "{}", "nobody@example.com", "owner"), "", "no account “nobody@example.com”"),
        (("list", "{}/nowhere"), "", "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    run, tmp_path: Path, words: tuple[str, ...], typed: str, said: str
) -> None:
    code, out, err = run("account", *(word.format(tmp_path) for word in words), typed=typed)
    assert (code, out) == (2, "")
    assert said in err


def test_a_password_is_asked_for_twice_and_unseen(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("typer.prompt", lambda text, **how: asked.append((text, how)) or PASSWORD)
    assert run("account", "add", str(tmp_path), "ana@example.com", typed=None, language="pt-BR")[0] == 0
    assert asked == [("Senha (12 caracteres ou mais)", {"hide_input": True, "confirmation_prompt": "Mais uma vez"})]


def test_serving_others_waits_for_an_owner(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    for how in (("--host", "0.0.0.0"), ("--name", "plan.example"), ("--https",)):
        code, _, err = run("serve", str(tmp_path), "--port", "0", *how)
        assert code == 2
        assert f"corrente account add {tmp_path} you@example.com --role owner" in err
    run("account", "add", str(tmp_path), "ana@example.com", "--role", "editor", typed=PASSWORD)
    with pytest.raises(InputError, match="An owner has to be there first"):
        serve(tmp_path, 0, Listening("0.0.0.0"))
    run("account", "add", str(tmp_path), "bia@example.com", "--role", "owner", typed=PASSWORD)
    served = []
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: served.append((server.config.app, sockets)))
    serve(tmp_path, 0, Listening(names=frozenset({"plan.example"}), https=True))
    assert capsys.readouterr() == ("corrente: https://plan.example/  (Ctrl+C)\n", "")
    assert served[0][0].state.listening.asks_for_accounts
    assert served[0][1][0].fileno() == -1  # closed again
    run_out = run(
        "serve", str(tmp_path), "--host", "0.0.0.0", "--port", "0", "--name", "Plan.Example", language="pt-BR"
    )
    assert run_out[1].startswith("corrente: http://plan.example:")
    assert "Sem HTTPS, as senhas" in run_out[2]


@pytest.mark.parametrize("host", ["203.0.113.9", "nowhere.invalid"])
def test_an_address_that_is_not_ours_is_said_plainly(host: str) -> None:
    with pytest.raises(InputError, match="Choose another one with --port or --host"):
        listen(host, 0)
