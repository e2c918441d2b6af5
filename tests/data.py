"""Where the real data sets are, if they are: a folder beside the checkout, never committed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CORRENTE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def shared(name: str) -> Path:
    """The folder of one real data set; skips the test where it is absent."""
    folder = ROOT / name
    if not folder.is_dir():
        pytest.skip(f"real data set {name!r} is not here: {ROOT} is absent (set CORRENTE_DATA)")
    return folder
