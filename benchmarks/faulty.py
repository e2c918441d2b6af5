"""A service in a process of its own that is killed and started again, and a PostgreSQL that crashes and comes back."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

_PROGRAM = """
import sys
from pathlib import Path
from corrente.service.limits import Rate, Rates
from corrente.service.serving import serve_service

place, port, workers = sys.argv[1:]
free = Rates(Rate(1e9, 1e9), Rate(1e9, 1e9))
serve_service(Path(place) if place.startswith("/") else place, "127.0.0.1", int(port), int(workers), free)
"""


@dataclass
class Service:
    """A service over the store at ``place``, on a port that stays the same over its lives.

    ``largest`` is what any file of it may grow to, in bytes, where its disk shall be full.
    """

    place: Path | str
    workers: int = 1
    largest: int | None = None
    port: int = field(default_factory=lambda: free_port())
    deaths: int = 0
    _said: IO[str] = field(default_factory=lambda: TemporaryFile("w+"), repr=False)  # noqa: SIM115 - as long as it lives
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = [sys.executable, "-c", _PROGRAM, str(self.place), str(self.port), str(self.workers)]
        said = {"stdout": subprocess.DEVNULL, "stderr": self._said}
        self._process = subprocess.Popen(words, **said, start_new_session=True, preexec_fn=self._limit)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with suppress(OSError), urlopen(f"{self.address}/healthz", timeout=1):
                return
            time.sleep(0.05)
        self._said.seek(0)
        raise TimeoutError(self._said.read()[-2000:])

    def kill(self) -> None:
        """End it and its workers with SIGKILL, in the middle of whatever they do."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.deaths += 1

    def kill_worker(self) -> None:
        """End one of its workers; the others go on, and it is replaced."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        workers = [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
        os.kill(workers[self.deaths % len(workers)], signal.SIGKILL)
        self.deaths += 1

    def make_room(self) -> None:
        """Let its files grow again."""
        assert self._process is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def stop(self) -> None:
        """End it as its owner would."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _limit(self) -> None:
        if self.largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.largest, resource.RLIM_INFINITY))


def crash(url: str) -> None:
    """Let the PostgreSQL of `tests.engines.postgres_server` crash and start again: it recovers from its journal."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    from tests.engines.postgres_server import binaries

    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    program = (binaries() or {})["pg_ctl"]
    command = [*as_user, program, "-D", f"{folder}/data", "-w", "-m", "immediate", "-l", f"{folder}/log", "restart"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
