"""A sending process is killed (SIGKILL) in the middle of it, again and again: nobody gets a message twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from corrente.core.mailing import MailPhase, MailStatus
from corrente.outreach.mail import campaign, queue
from corrente.state.store import open_state
from tests.outreach.mail.mailings import SITE, a_worker, started
from tests.outreach.mail.post_office import PostOffice

PEOPLE = 36
ROOT = Path(__file__).parents[3]


def run_and_kill(file: Path, office: PostOffice, when: str, at: int) -> None:
    """Let a process send, and kill it when the server has ``at`` messages: at once, or soon after its answer."""
    command = [sys.executable, "-m", "tests.outreach.mail.sender", str(file), str(office.port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"})

    def kill() -> None:
        process.send_signal(signal.SIGKILL)

    def seen(_to: str) -> None:
        if len(office.envelopes) == at and when == "before":
            kill()
            process.wait()  # only then the server answers, to nobody
        elif len(office.envelopes) == at:
            threading.Timer(0.002, kill).start()

    office.on_data = seen
    process.wait(30)
    office.on_data = lambda _to: None
    assert process.returncode == -signal.SIGKILL


def test_killed_at_any_moment_nobody_gets_it_twice(tmp_path: Path, office: PostOffice) -> None:
    file = tmp_path / "state.sqlite"
    state = open_state(file)
    started(state, people=PEOPLE)
    run_and_kill(file, office, "before", 8)
    run_and_kill(file, office, "after", 20)
    worker, _ = a_worker(state, office)
    worker.sleep = lambda seconds: time.sleep(seconds) is None
    assert worker.send("spring") is MailPhase.DONE  # at once: it knows that the others are no more
    with state.reading() as connection:
        left = queue.counted(connection, SITE, "spring")
    assert set(office.by_person.values()) == {1}
    assert left.get(MailStatus.SENT, 0) + left.get(MailStatus.UNKNOWN, 0) == PEOPLE
    assert 1 <= left[MailStatus.UNKNOWN] <= 2  # those whose answer nobody was there to hear
    unclear = {one.email for one in campaign.unknown(state, SITE, "spring")}
    assert set(office.by_person) | unclear == {f"p{n}@d{n % 3}.example" for n in range(PEOPLE)}
    state.close()
