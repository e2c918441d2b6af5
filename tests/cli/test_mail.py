"""``corrente mail`` against a real SMTP server."""

from __future__ import annotations

import json
from mailbox import Maildir
from pathlib import Path

import pytest

from corrente.cli.main import main
from corrente.outreach.mail import kept
from corrente.state.store import FILE, open_state
from tests.outreach.mail.mailings import SITE, a_list, a_mailing
from tests.outreach.mail.post_office import post_office
from tests.outreach.mail.test_bounces import dsn


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--language", "en", "mail", *words])
    assert not ended.value.code


def test_a_mailing_from_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "company"
    folder.mkdir()
    state = tmp_path / FILE
    monkeypatch.setenv("CORRENTE_STATE", "")
    monkeypatch.setattr("corrente.company.place.open_state_of", lambda _folder: open_state(state))
    store = open_state(state)
    kept.save(store, SITE, a_mailing(), "ana")
    people = tmp_path / "people.csv"
    people.write_bytes(a_list(3))
    with post_office() as office:
        monkeypatch.setenv("CORRENTE_SMTP", f"smtp://127.0.0.1:{office.port}")
        monkeypatch.setenv("CORRENTE_PUBLIC_URL", "https://go.acme.example")
        run("send", str(folder), "spring", "--list", str(people), "--json")
        said = json.loads(capsys.readouterr().out)
        assert (said["phase"], said["counts"]["sent"], len(office.envelopes)) == ("done", 3, 3)
        token = office.taken[0]["Message-ID"].strip("<>").partition("@")[0]
    box = Maildir(tmp_path / "box")
    box.add(dsn(token))
    run("bounces", str(folder), str(tmp_path / "box"))
    assert capsys.readouterr().out == "1 reports noted.\n"
    run("status", str(folder), "spring")
    assert capsys.readouterr().out.startswith("done: 3 of 3 sent, 0 waiting, 1 bounced, 0 unknown")
    run("list", str(folder))
    assert capsys.readouterr().out == "spring\tdone\tSpring\n"
    run("unknown", str(folder), "spring")
    run("hook-key", str(folder))
    assert capsys.readouterr().out.startswith("whsec_")
    with pytest.raises(SystemExit) as end:
        main(["--language", "en", "mail", "pause", str(folder), "spring"])
    assert end.value.code == 2
    assert "cannot become" in capsys.readouterr().err
    store.close()
