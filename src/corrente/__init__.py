"""corrente: one marketing stream, from a company's data to twenty answers and back.

import corrente
company = corrente.open("my-company/")      # or corrente.open(orders=df)
company.ask("loyalty").headline
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corrente.stream.company import Company

__version__ = "0.1.0"


def open(folder: str | Path | None = None, **frames: object) -> Company:
    """Open a company: a folder of exports, or frames by table name (``orders=df``).

    Raises `corrente.core.errors.InputError` where the data cannot be read.
    """
    # Imported here so that `corrente --help` does not wait for the engine.
    from corrente.reports.notebook import install
    from corrente.stream.company import open_company

    company = open_company(folder, frames=frames or None)
    install(company.books.settings.language)
    return company
