"""Ids that point to nothing: reported, not fatal, because a company's tables rarely begin on the same day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corrente.company.contract import CONTRACT
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.engine.files import Workbench, literal, quoted

_LIMIT = 5_000_000


def unknown_references(
    bench: Workbench, files: Mapping[str, Path], columns: Mapping[str, frozenset[str]], rows: Mapping[str, int]
) -> dict[str, tuple[Phrase, ...]]:
    """Table to what it has to say of ids that the table they refer to does not hold; large tables are not compared."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for table in files:
        for column in CONTRACT[table].columns:
            target = column.references
            if target in files and column.name in columns[table] and max(rows[table], rows[str(target)]) <= _LIMIT:
                n = _unknown(bench, files[table], files[str(target)], column.name)
                found[table] = (*found.get(table, ()), *([_says(column.name, str(target), n)] if n else []))
    return found


def _unknown(bench: Workbench, source: Path, target: Path, column: str) -> int:
    name = quoted(column)
    sql = (
        f"select count(distinct s.{name}) from read_parquet({literal(str(source))}) s "
        f"anti join read_parquet({literal(str(target))}) t on s.{name} = t.{name} where s.{name} is not null"
    )
    return int(bench.run(sql)[0][0])


def _says(column: str, target: str, n: int) -> Phrase:
    return phrase(
        "{n} different {column} are not in {target}; their rows are kept.",
        "{n} {column} diferentes não estão em {target}; as linhas ficam.",
        n=Number(n, Form.COUNT),
        column=column,
        target=target,
    )
