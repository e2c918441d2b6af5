"""Write the pages that are made from the code: ``python -m tests.docs.write``."""

from __future__ import annotations

from pathlib import Path

from corrente.company.reference import reference
from corrente.core.metrics.page import page
from corrente.core.words import Language

FOLDER = Path(__file__).parents[2] / "docs" / "reference"

if __name__ == "__main__":
    for language, ending in ((Language.EN, ""), (Language.PT, ".pt-BR")):
        (FOLDER / f"data-contract{ending}.md").write_text(reference(language), encoding="utf-8")
        (FOLDER / f"scorecard{ending}.md").write_text(page(language), encoding="utf-8")
