"""Bad input as a person meets it: one clear message in their language, the right exit code, nothing lost."""

from __future__ import annotations

import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corrente.cli.main import main
from corrente.stream.company import open_company

HEADER = "order_id,customer_id,ordered_at,revenue\n"
GOOD = "".join(f"{i},{i % 9},2024-01-{i % 28 + 1:02} 10:00:00,{i}.50\n" for i in range(1, 101))
ASKED = ("loyalty", "win_rate", "sales_cycle", "touchpoints", "conversion")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process, in English unless said otherwise."""

    def command(*words: object, language: str = "en") -> Done:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words), "--language", language])
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return command


def fingerprints(folder: Path) -> dict[str, str]:
    """What the company's own files hold."""
    own = [path for path in folder.rglob("*") if path.is_file() and ".corrente" not in path.parts]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in own}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


THIRTY = GOOD + "".join(f"{i},1,yesterday,5\n" for i in range(200, 243))
WRONG: Mapping[str, tuple[Mapping[str, str | bytes], str, str]] = {
    "a missing column": (
        {"orders.csv": "order_id,customer_id,ordered_at,revenues_total\n1,1,2024-01-01,5\n"},
        "orders.csv has no column revenue",
        "não tem a coluna revenue",
    ),
    "wrong types": (
        {"orders.csv": HEADER + "".join(f"{i},1,2024-01-01,much\n" for i in range(50))},
        "50 of 50 rows (100%) cannot be used",
        "não podem ser usadas",
    ),
    "an empty file": ({"orders.csv": b""}, "orders.csv is empty.", "orders.csv está vazio."),
    "dates in the future": (
        {"orders.csv": HEADER + GOOD.replace("2024-", "2124-")},
        "lies in the future",
        "está no futuro",
    ),
    "30% bad rows": ({"orders.csv": HEADER + THIRTY}, "43 of 143 rows (30%)", "43 de 143 linhas"),
    "binary garbage": ({"orders.csv": bytes(range(256)) * 64}, "It is binary, not text.", "É binário, não texto."),
    "garbage called Parquet": (
        {"orders.parquet": b"PAR1" + bytes(range(256))},
        "orders.parquet cannot be read as a table.",
        "não pode ser lido como tabela",
    ),
    "settings that are no TOML": (
        {"orders.csv": HEADER + GOOD, "corrente.toml": "[company\nname = Aurora\n"},
        "corrente.toml cannot be read.",
        "não pode ser lido",
    ),
    "settings that are not text": (
        {"orders.csv": HEADER + GOOD, "corrente.toml": b"\xff\xfe\x00"},
        "corrente.toml cannot be read.",
        "não pode ser lido",
    ),
    "an unknown key": (
        {"orders.csv": HEADER + GOOD, "corrente.toml": '[company]\nlangage = "en"\n'},
        "Did you mean language?",
        "Você quis dizer language?",
    ),
    "an unknown engine": (
        {"orders.csv": HEADER + GOOD, "corrente.toml": '[engine]\nurl = "oracle://x"\n'},
        "No engine is called oracle.",
        "Nenhum motor de dados se chama oracle.",
    ),
    "nothing": ({}, "No table was found", "Nenhuma tabela foi encontrada"),
    "files of no table": ({"notes.txt": "a,b\n1,2\n"}, "No table was found", "Nenhuma tabela foi encontrada"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_exits_2_with_one_message(case: str, run: Run, tmp_path: Path) -> None:
    files, english, portuguese = WRONG[case]
    folder = write(tmp_path / "company", files)
    before = fingerprints(folder)
    for language, said in (("en", english), ("pt-BR", portuguese)):
        for words in (("ask", "loyalty"), ("check",)):
            done = run(*words, folder, language=language)
            assert (done.code, done.out) == (2, "")
            assert said in done.err
            assert done.err.startswith("corrente: ")
            assert "Traceback" not in done.err
            assert "inside corrente" not in done.err
    assert fingerprints(folder) == before


def test_a_folder_called_like_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()
    done = run("ask", "loyalty", tmp_path)
    assert done.code == 2
    assert "No table was found" in done.err


def test_a_file_where_a_folder_belongs(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, {"orders.csv": HEADER + GOOD})
    done = run("ask", "loyalty", folder / "orders.csv")
    assert done.code == 2
    assert "There is no folder" in done.err


def test_an_unknown_table_names_the_closest(run: Run) -> None:
    assert run("template", "oders") == Done(2, "", "corrente: There is no table oders. Did you mean orders?\n")
    assert "Você quis dizer orders?" in run("template", "oders", language="pt-BR").err
    assert "Tables are: customers, orders" in run("template", "xx").err


def test_an_unknown_question_names_the_closest(run: Run, tmp_path: Path) -> None:
    done = run("ask", "win-rate", tmp_path)
    assert done.code == 2
    assert "Did you mean “win_rate”?" in done.err


@pytest.mark.parametrize("barred", ["file", "folder"])
def test_no_permission(barred: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operating system's refusal is made here, because a test may run as a user to whom nothing is barred."""
    folder = write(tmp_path / "company", {"orders.csv": HEADER + GOOD})

    def refuse(path: Path, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    if barred == "folder":
        monkeypatch.setattr(Path, "iterdir", refuse)
    else:
        opened = Path.open
        monkeypatch.setattr(
            Path, "open", lambda path, *a, **k: refuse(path) if path.name == "orders.csv" else opened(path, *a, **k)
        )
    done = run("ask", "loyalty", folder)
    assert done.code == 2
    assert "Permission denied" in done.err
    assert ("orders.csv" if barred == "file" else "company") in done.err
    assert "inside corrente" not in done.err


@pytest.mark.slow
def test_a_line_of_200_megabytes(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "orders.csv").open("wb") as file:
        file.write(HEADER.encode())
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    done = run("ask", "loyalty", tmp_path)
    assert done.code == 2
    assert "a line of more than 4,000,000 bytes" in done.err


DAYS = tuple(f"2024-{1 + i // 28:02}-{i % 28 + 1:02}" for i in range(300))


def company(rows: int, same: bool) -> dict[str, str]:
    """All five questions' tables with so many rows, of one customer's same day and value where ``same``."""

    def table(header: str, row: Callable[[int, str], str]) -> str:
        numbers = [(i, DAYS[0] if same else DAYS[i % 300]) for i in range(rows)]
        return header + "\n" + "".join(row(0 if same else i, day) + "\n" for i, day in numbers)

    def deal(i: int, day: str) -> str:
        return f"{i},{day},won,{day},10,a"

    return {
        "orders.csv": table("customer_id,ordered_at,revenue", lambda i, day: f"{i % 7},{day},10"),
        "customers.csv": "customer_id,created_at,size\n" + ("0,2024-01-01,small\n" if rows else ""),
        "opportunities.csv": table("opportunity_id,created_at,outcome,closed_at,amount,source", deal)
        if not same
        else table("created_at,outcome,closed_at,amount,source", lambda _, day: f"{day},won,{day},10,a"),
        "leads.csv": "lead_id,created_at,source,converted_at\n" + ("0,2024-01-01,a,2024-01-01\n" if rows else ""),
        "stage_changes.csv": table("subject_id,stage,entered_at", lambda i, day: f"{i},lead,{day}"),
        "touchpoints.csv": table("person_id,occurred_at,channel", lambda i, day: f"{i % 7},{day},mail"),
    }


@pytest.mark.parametrize(
    ("rows", "same"),
    [(0, False), (1, False), (2, False), (300, True), (300, False)],
    ids=["header only", "one row", "two rows", "all the same", "one outcome"],
)
def test_degenerate_data_is_answered_or_refused(rows: int, same: bool, tmp_path: Path) -> None:
    opened = open_company(write(tmp_path, company(rows, same)))
    for question in ASKED:
        answer = opened.ask(question)
        if answer.refusal is None:
            assert all(math.isfinite(e.value) and e.low <= e.high for e in answer.estimates), question
        else:
            assert answer.refusal.because.say(), question
            assert answer.refusal.next_step.say(), question
    opened.close()


def test_too_little_data_is_a_refusal_that_exits_1(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, {"orders.csv": HEADER + "1,1,2024-01-01,5\n"})
    for language in ("en", "pt-BR"):
        done = run("ask", "loyalty", folder, language=language)
        assert (done.code, done.err) == (1, "")
        assert done.out.strip()
    assert json.loads(run("ask", "loyalty", folder, "--json").out)["refusal"]


def test_a_missing_table_is_a_refusal_that_exits_1(run: Run, tmp_path: Path) -> None:
    done = run("ask", "touchpoints", write(tmp_path, {"orders.csv": HEADER + GOOD}))
    assert done.code == 1
    assert "touchpoints" in done.out


def test_a_file_that_changes_between_two_asks_is_noticed(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, {"orders.csv": HEADER + GOOD})
    file = folder / "orders.csv"

    def rows() -> tuple[int, str]:
        found = json.loads(run("check", folder, "--json").out)["tables"]["orders"]
        return found["rows"], found["to"]

    assert rows() == (100, "2024-01-28")
    before = file.stat()
    file.write_text(file.read_text().replace("2024-01-28", "2024-02-28"))  # as long, and as old as before
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert rows() == (100, "2024-02-28")
    file.write_text(file.read_text() + "101,1,2024-03-01,5\n")
    assert rows() == (101, "2024-03-01")


def ask(folder: Path) -> subprocess.Popen[str]:
    """Ask about loyalty in a process of its own."""
    command = [
        sys.executable,
        "-c",
        "from corrente.cli.main import main; main()",
        "ask",
        "loyalty",
        str(folder),
        "--json",
    ]
    environment = {**os.environ, "CORRENTE_LANGUAGE": "en", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def purchases(people: int) -> str:
    """Customers who buy less and less often, so that there is something to estimate."""
    rows = [
        f"{person},{DAYS[(7 * person + step * (3 + person % 11) ** 2) % 300]},{5 + (person + step) % 13}"
        for person in range(people)
        for step in range(1 + person % 6)
    ]
    return "customer_id,ordered_at,revenue\n" + "\n".join(rows) + "\n"


def test_two_processes_at_once_give_one_answer(tmp_path: Path) -> None:
    folder = write(tmp_path, {"orders.csv": purchases(400)})
    before = fingerprints(folder)
    both = [ask(folder), ask(folder)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0] == said[1][0]
    assert fingerprints(folder) == before


def test_killed_in_the_middle_and_asked_again(run: Run, tmp_path: Path) -> None:
    content = {"orders.csv": purchases(60_000)}
    folder, untouched = write(tmp_path / "killed", content), write(tmp_path / "untouched", content)
    before = fingerprints(folder)
    process = ask(folder)
    clean = folder / ".corrente" / "clean"
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not any(clean.glob(".*.part")):
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert any(clean.glob(".*.part")), "it was killed while it wrote"
    assert fingerprints(folder) == before
    again, fresh = run("ask", "loyalty", folder, "--json"), run("ask", "loyalty", untouched, "--json")
    assert again.code == fresh.code == 0
    assert json.loads(again.out) == json.loads(fresh.out)
