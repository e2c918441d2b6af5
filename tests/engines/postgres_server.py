"""A private PostgreSQL server in a temporary folder, from the binaries in PATH, on a unix socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")


def binaries() -> dict[str, str] | None:
    """Where the server's programs are: in PATH or where Debian puts them; None if one is missing."""
    places = [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = {name: shutil.which(name, path=os.pathsep.join(places)) for name in NEEDED}
    return {name: path for name, path in found.items() if path} if all(found.values()) else None


@contextmanager
def server(durable: bool = False) -> Iterator[str]:
    """The URL of a fresh server, gone afterwards; it waits for its disk only where it shall be ``durable``.

    As root it runs as ``postgres``, since it refuses to run as root.
    """
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="corrente-pg-", dir="/tmp"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    # ICU's order of texts differs from that of code points, as on most production servers.
    locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
    run(programs["initdb"], "-D", data, "-U", "corrente", "-A", "trust", "-E", "UTF8", "--no-sync", *locale)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c timezone=America/Sao_Paulo"
    options += f" -c fsync={'on' if durable else 'off'}"
    run(programs["pg_ctl"], "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://corrente@/postgres?host={folder}"
    finally:
        run(programs["pg_ctl"], "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
