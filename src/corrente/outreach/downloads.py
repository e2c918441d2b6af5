"""What a page gives and shows: the files of one folder, by name, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = "offers"
"""In the company's folder: the files that its landing pages may give."""

DAYS = 7
"""For how long a download link works."""

PICTURES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
"""What may be shown on a page; these files anybody can see. No SVG, which can hold a script."""


def offers_of(folder: Path) -> Mapping[str, Path]:
    """The files in a company's folder ``offers``, by name; none that leads out of it, none that is hidden.

    A name from outside is only ever looked up here, so that no path can be made of it.
    """
    home = folder / FOLDER
    if not home.is_dir():
        return {}
    inside = home.resolve()
    return {
        file.name: file
        for file in sorted(home.iterdir())
        if file.is_file() and not file.name.startswith(".") and file.resolve().parent == inside
    }


def is_picture(name: str) -> bool:
    """Whether a file may be shown on a page."""
    return Path(name).suffix.lower() in PICTURES
