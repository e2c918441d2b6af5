"""Where clean tables are kept: named by the fingerprint of what they came from, written all or nothing."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corrente.engine.files import Workbench, quoted, replacing

HOME = ".corrente"
_HASHED = 16 << 20
_STALE_SECONDS = 3600.0


@dataclass(frozen=True)
class Store:
    """The folder ``.corrente`` of a company, or a stand-in where the company's folder cannot be written.

    One that is not ``lasting`` ends with this process.
    """

    home: Path
    stand_in: bool = False
    lasting: bool = True

    @property
    def rejects(self) -> Path:
        """The folder of the lists of rejected rows."""
        return self.home / "rejects"

    def clean_file(self, table: str, fingerprint: str) -> Path:
        """The clean table's path."""
        return self.home / "clean" / f"{table}-{fingerprint}.parquet"

    def empty_table(self, bench: Workbench, table: str, columns: Mapping[str, str]) -> Path:
        """The clean table of a company that has none: its columns (name to type) and no rows."""
        path = self.home / "empty" / f"{table}-{fingerprint_of((), columns)}.parquet"
        if not path.is_file():
            nothing = ", ".join(f"cast(null as {kind}) as {quoted(name)}" for name, kind in columns.items())
            bench.write(f"select {nothing} limit 0", path)
        return path

    def manifest(self, table: str) -> Mapping[str, Any]:
        """What was last written of a table; empty where there is nothing or it cannot be read."""
        try:
            found: Mapping[str, Any] = json.loads((self.home / "clean" / f"{table}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def keep(self, table: str, manifest: Mapping[str, Any]) -> None:
        """Replace a table's manifest in one step."""
        with replacing(self.home / "clean" / f"{table}.json") as temporary:
            temporary.write_text(json.dumps(manifest), encoding="utf-8")

    def sweep(self, current: Iterable[Path]) -> None:
        """Remove clean files that are no longer current and half-written ones, unless another process may use them."""
        kept, before = set(current), time.time() - _STALE_SECONDS
        for path in (self.home / "clean").glob("*"):
            stale = path.suffix in (".parquet", ".part") and path not in kept
            with contextlib.suppress(OSError):
                if stale and path.stat().st_mtime < before:
                    path.unlink()

    def salt(self) -> str:
        """The company's own salt for hashing, made at the first call and kept."""
        path = self.home / "salt"
        with contextlib.suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            os.chmod(path, 0o600)
            file.write(secrets.token_hex(16))
        return path.read_text(encoding="ascii")


def open_store(folder: Path | None) -> Store:
    """The store of a company's folder; in the user's cache where that is read-only; temporary without a folder."""
    if folder is None:
        return Store(_temporary(), stand_in=True)
    home = folder / HOME
    if _writable(home):
        return Store(home)
    name = f"{folder.resolve().name}-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corrente" / name
    return Store(cache, stand_in=True) if _writable(cache) else Store(_temporary(), stand_in=True, lasting=False)


def _temporary() -> Path:
    path = Path(tempfile.mkdtemp(prefix="corrente-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _writable(home: Path) -> bool:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return True
    except OSError:
        return False


def fingerprint_of(paths: Iterable[Path], *further: object) -> str:
    """A fingerprint of files (path, size, time of change, content where they are small) and of ``further`` values."""
    digest = hashlib.sha256(repr(further).encode())
    for path in paths:
        known = path.stat()
        digest.update(f"{path.resolve()} {known.st_size} {known.st_mtime_ns}".encode())
        if known.st_size <= _HASHED:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
