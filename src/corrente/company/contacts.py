"""A company's own list of people, with addresses as they are, joined to a list of scores inside the engine.

The clean tables hold no address (the door hashes them), so such a list is read by itself, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corrente.company.load import load
from corrente.company.recognise import closest, plain
from corrente.company.usual import PERSON
from corrente.core.errors import InputError
from corrente.core.words import phrase
from corrente.engine.files import Workbench, quoted

_ROWS = 10_000
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("customer id", "person id", "lead id", "subject id", *PERSON, "id"),
    "email": ("email", "e mail", "email address", "mail", "endereco de email", "correio eletronico"),
    "phone": ("phone", "telephone", "mobile", "mobile phone", "cell phone", "telefone", "celular", "whatsapp", "fone"),
    "first": ("first name", "firstname", "given name", "primeiro nome", "full name", "name", "nome completo", "nome"),
    "last": ("last name", "lastname", "surname", "family name", "sobrenome"),
    "country": ("country", "country code", "pais"),
    "postcode": ("zip", "zip code", "postal code", "postcode", "cep", "codigo postal"),
}
"""What is read of a list, and what its columns are called."""


@dataclass(frozen=True)
class Scored:
    """A file of scores as ``corrente score`` writes it: those whose ``column`` is at least ``least`` are chosen."""

    path: Path
    column: str
    least: float


def contacts(path: Path, scored: Scored | None = None) -> Iterator[Mapping[str, str]]:
    """The people of a list (CSV, JSON lines or Parquet), by the names of `_NAMES`; what is not there is empty.

    Raises `InputError` for what cannot be read, has neither addresses nor telephones, or no id to join scores by.
    """
    import pyarrow.parquet as pq

    with Workbench() as bench:
        columns = _columns(load(bench, "people", (path,)).columns)
        if not {"email", "phone"} & columns.keys():
            raise _lacking(path, "email", columns)
        shown = ", ".join(f"{_text(columns.get(name))} as {name}" for name in _NAMES if name != "id")
        joined = bench.folder / "contacts.parquet"
        bench.write(f"select {shown} from people p{_join(bench, path, columns, scored)}", joined)
        for batch in pq.ParquetFile(joined).iter_batches(_ROWS):
            yield from batch.to_pylist()


def chosen(scored: Scored) -> frozenset[int]:
    """The whole ids of a file of scores that are chosen. Raises `InputError` where it cannot be read."""
    with Workbench() as bench:
        found = bench.run(f"select try_cast(id as bigint) from ({_scores(bench, scored)})")
    return frozenset(id for (id,) in found if id is not None)


def _columns(names: Mapping[str, str]) -> dict[str, str]:
    """What is there of `_NAMES`, each by the first of its names."""
    left = {plain(name): name for name in reversed(list(names))}
    found = {}
    for field, called in _NAMES.items():
        hit = next((key for name in called if (key := plain(name)) in left), None)
        if hit is not None:
            found[field] = left.pop(hit)
    return found


def _text(column: str | None) -> str:
    return f"coalesce(trim(cast(p.{quoted(column)} as varchar)), '')" if column else "''"


def _join(bench: Workbench, path: Path, columns: Mapping[str, str], scored: Scored | None) -> str:
    if scored is None:
        return ""
    if "id" not in columns:
        raise _lacking(path, "customer_id", columns)
    return f" semi join ({_scores(bench, scored)}) s on {_text(columns['id'])} = s.id"


def _scores(bench: Workbench, scored: Scored) -> str:
    """SQL for the chosen ids, as texts."""
    names = list(load(bench, "scores", (scored.path,)).columns)
    if scored.column not in names[1:]:
        raise _no_score(scored, names)
    id, score = quoted(names[0]), quoted(scored.column)
    return (
        f"select cast({id} as varchar) as id from scores where try_cast({score} as double) >= {float(scored.least)!r}"
    )


def _lacking(path: Path, column: str, columns: Mapping[str, str]) -> InputError:
    return InputError(
        phrase("{file} has no column “{column}”.", "{file} não tem a coluna “{column}”.",
               file=path.name, column=column),
        phrase("Columns recognised: {found}.", "Colunas reconhecidas: {found}.",
               found=", ".join(columns.values()) or "–"),
    )  # fmt: skip


def _no_score(scored: Scored, names: list[str]) -> InputError:
    near = closest(scored.column, names[1:]) or ", ".join(names[1:])
    return InputError(
        phrase("{file} has no column “{column}”.", "{file} não tem a coluna “{column}”.",
               file=scored.path.name, column=scored.column),
        None,
        phrase("Did you mean {near}?", "Você quis dizer {near}?", near=near),
    )  # fmt: skip
