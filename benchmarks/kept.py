"""Results of a long run, one line each, so that an interrupted run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Kept:
    """Results by name: worked out once, found in ``file`` the next time (in memory only, without a file)."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        lines = file.read_text().splitlines() if file is not None and file.exists() else []
        self._found: dict[str, Any] = dict(map(json.loads, lines))

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """The result of that name; of ``work``, which gives what JSON can hold, where there is none yet."""
        if name not in self._found:
            self._found[name] = work()
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a") as lines:
                    lines.write(json.dumps([name, self._found[name]]) + "\n")
        return self._found[name]
