"""What each count reads like in every dialect: kept, so that a change of SQLGlot or of a shim is seen in review."""

from __future__ import annotations

from pathlib import Path

from corrente.counts.tally import read
from corrente.engine.dialects import Dialect, translate
from tests.asked import count_names, score_names

FOLDER = Path(__file__).parent
DIALECTS = tuple(dialect for dialect in Dialect if dialect is not Dialect.DUCKDB)


def statements() -> tuple[str, ...]:
    """Every statement of the package, scores too."""
    return count_names() + tuple(f"scores/{name}" for name in score_names())


def golden_file(dialect: Dialect, name: str) -> Path:
    """Where the SQL of a statement in a dialect is kept."""
    return FOLDER / dialect.value / f"{name}.sql"


def said(dialect: Dialect, name: str) -> str:
    """The statement in the dialect, its parameters left open."""
    whole = not name.startswith("scores/")
    return translate(read(name).sql, dialect, None, {}, whole=whole, pretty=True) + "\n"
