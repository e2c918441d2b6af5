"""What counting and inferring cost apart, in one fresh process.

Usage: ``python -m benchmarks.models FOLDER REPETITIONS [QUESTION...]``.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import measured, report


def costs(folder: Path, repetitions: int, questions: tuple[str, ...] = ()) -> dict[str, Any]:
    """Question to the costs of its counts and of its model."""
    from benchmarks.rooms import count_all, infer, open_folder, works

    books = open_folder(folder)
    found = {}
    for name, work in works(books).items():
        if questions and name not in questions:
            continue
        counting, counted = measured(partial(count_all, books, work), repetitions)
        inferring, _ = measured(partial(infer, books, work, counted), repetitions)
        cells = sum(len(next(iter(c.values()))) for c in counted.values())
        found[name] = {"count": asdict(counting), "infer": asdict(inferring), "cells": cells}
    return found


if __name__ == "__main__":
    report(**costs(Path(sys.argv[1]), int(sys.argv[2]), tuple(sys.argv[3:])))
