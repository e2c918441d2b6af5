"""The peers' virtual environments: made on demand, each with its own pinned versions, never ours."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import ChildFailed, child

PEERS = Path(__file__).parent / "peers"
CACHE = Path(os.environ.get("CORRENTE_BENCHMARKS", Path.home() / ".cache" / "corrente-benchmarks"))
SERIAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


class Unavailable(Exception):
    """A peer that cannot be measured here, and why."""


@dataclass(frozen=True)
class Peer:
    """A library to compare with: ``peers/<name>.txt`` pins it, scripts beside it run it and print JSON."""

    name: str
    package: str

    @property
    def requirements(self) -> Path:
        """The pinned versions; the first line names the Python that they need."""
        return PEERS / f"{self.name}.txt"

    @property
    def version(self) -> str:
        """The pinned version of the peer itself."""
        pins = dict(line.split("==") for line in self.requirements.read_text().splitlines() if "==" in line)
        return pins[self.package]

    def run(self, script: str, *arguments: object) -> dict[str, Any]:
        """Run ``peers/<script>.py`` in the peer's environment; raises `Unavailable` where that fails."""
        try:
            return child([_python(self), PEERS / f"{script}.py", *map(str, arguments)], SERIAL)
        except (subprocess.CalledProcessError, ChildFailed) as error:
            detail = getattr(error, "stderr", None) or str(error)
            raise Unavailable(f"{self.package} {self.version}: {detail.strip().splitlines()[-1][:200]}") from error


LIFETIMES = Peer("lifetimes", "lifetimes")
PYMC = Peer("pymc", "pymc-marketing")
CHANNEL_ATTRIBUTION = Peer("channelattribution", "ChannelAttribution")
MAM = Peer("mam", "marketing-attribution-models")
NUMPYRO = Peer("numpyro", "numpyro")
MABWISER = Peer("mabwiser", "mabwiser")


def _python(peer: Peer) -> Path:
    """The peer's interpreter, after making its environment if it is missing or its pins have changed."""
    pins = peer.requirements.read_bytes()
    home = CACHE / "environments" / f"{peer.name}-{hashlib.sha256(pins).hexdigest()[:12]}"
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        wanted = pins.decode().partition("\n")[0].removeprefix("# python: ").strip()
        _quietly(interpreter(wanted), "-m", "venv", home)
        _quietly(python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", peer.requirements)
        (home / "complete").touch()
    return python


def _quietly(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def interpreter(wanted: str) -> Path:
    """A Python of that minor version, from the path or from pyenv; raises `Unavailable` where there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    # A pyenv shim on the path answers only for versions that are switched on: its versions are looked at first.
    installed = sorted(pyenv.glob(f"{wanted}.*/bin/python{wanted}"))
    found = str(installed[-1]) if installed else shutil.which(f"python{wanted}")
    if found is None:
        raise Unavailable(f"no Python {wanted} on the path or under pyenv")
    return Path(found)
