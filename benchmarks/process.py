"""Whole processes: the command's help, and a question asked of CDNOW, with nothing cached and again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, ChildFailed, Cost, best
from benchmarks.page import Page, Table
from benchmarks.purchases import write_purchases
from benchmarks.sizes import forget

HELP_GOAL, ASK_GOAL = 0.5, 2.0
DATA = Path(os.environ.get("CORRENTE_DATA", ROOT.parent / "shared" / "data"))
CUSTOMERS = 2357
"""As many as in CDNOW's sample, for where the real file is not here."""


def run(repetitions: int, home: Path | None = None, pages: Path | None = None) -> None:
    with tempfile.TemporaryDirectory(dir=home) as folder:
        rows = [("corrente --help", *_timed(["--help"], repetitions), HELP_GOAL)]
        for name, company in _companies(Path(folder)):
            cold = best([_fresh(company) for _ in range(repetitions)])
            again = _run(["ask", "loyalty", str(company)], repetitions)
            rows.append((f"corrente ask loyalty, {name}, nothing cached", cold.wall, cold.cpu, ASK_GOAL))
            rows.append((f"corrente ask loyalty, {name}, asked again", again.wall, again.cpu, ASK_GOAL))
    table = Table("Whole processes", ("command", "wall s", "CPU s", "goal s"), rows)
    page = Page("process", "Whole processes", "python -m benchmarks process", [table], [f"Minimum of {repetitions}"])
    page.write(*([pages] if pages else []))


def _companies(folder: Path) -> list[tuple[str, Path]]:
    """CDNOW's two files, each as a company of its own; simulated purchases where they are not here."""
    found = []
    for file in sorted((DATA / "cdnow").glob("CDNOW_*.txt")):
        company = folder / file.stem
        company.mkdir()
        shutil.copy(file, company)
        found.append((file.name, company))
    return found or [(f"{CUSTOMERS:,} simulated customers", write_purchases(folder / "simulated", CUSTOMERS))]


def _timed(words: list[str], repetitions: int) -> tuple[float, float]:
    spent = _run(words, repetitions)
    return spent.wall, spent.cpu


def _fresh(company: Path) -> Cost:
    forget(company)
    return _run(["ask", "loyalty", str(company)], 1)


def _run(words: list[str], repetitions: int) -> Cost:
    return best([whole_process(words) for _ in range(repetitions)])


def whole_process(words: list[str]) -> Cost:
    """One run of ``corrente`` with those words; raises `ChildFailed` where it fails."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as complaints:
        command = [Path(sys.executable).with_name("corrente"), *words]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=complaints)
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            complaints.seek(0)
            raise ChildFailed(complaints.read()[-600:].decode(errors="replace"))
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e9)
