"""People who asked to be forgotten: found in the company's files, and left out at the door from then on.

The files are the company's; corrente never edits them. The list of who was forgotten holds hashes under the company's
own salt, which say nothing without the rows that they are compared with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from corrente.company.collected import collected
from corrente.company.contract import CONTRACT, Family, Kind
from corrente.company.find import Found, find_sources
from corrente.company.load import Raw
from corrente.company.mapping import load_table
from corrente.company.reading import Readings
from corrente.company.rules import sounds_personal
from corrente.company.settings import read_settings
from corrente.company.store import Store, open_store
from corrente.engine.connect import connect
from corrente.engine.files import Workbench, literal, quoted

FILE = "forgotten"
"""In the company's folder ``.corrente``: one hash a line."""
PERSONAL = "personal"
"""What an address or telephone is called in a hash; ids are called by their family."""
PEOPLE_TABLES = ("customers", "leads")
"""Tables in which a row is one person: its ids are that person's."""
ROUNDS = 3
"""How often ids that were found lead to further ones: a lead to its customer, a customer to their leads."""


@dataclass(frozen=True)
class Held:
    """How many rows of a table, from these files, are about a person."""

    table: str
    files: tuple[str, ...]
    rows: int


def found_in(folder: Path, said: str) -> tuple[Held, ...]:
    """Which of the company's own files hold a person, by an address, a telephone or a customer's id.

    Raises `InputError` where a file cannot be read. A connected database is not searched.
    """
    held, _ = _searched(folder, said)
    return held


def leave_out(folder: Path, said: str) -> tuple[Held, ...]:
    """Leave the person's rows out of everything from the next opening on, and tell which files still hold them.

    Said again, it changes nothing. Raises `InputError` where a file cannot be read.
    """
    held, names = _searched(folder, said)
    store = open_store(folder)
    new = sorted({_digest(store.salt(), name) for name in names} - digests(store))
    if new:
        with (store.home / FILE).open("a", encoding="ascii") as file:
            file.writelines(f"{digest}\n" for digest in new)
    return held


def digests(store: Store) -> frozenset[str]:
    """The hashes of who was forgotten."""
    file = store.home / FILE
    return frozenset(file.read_text(encoding="ascii").split()) if file.is_file() else frozenset()


def without(bench: Workbench, raw: Raw, readings: Readings, store: Store) -> Raw:
    """The rows of a source that are about nobody who was forgotten."""
    gone = digests(store)
    texts = list(_texts(readings))
    if not gone or not texts:
        return raw
    listed = ", ".join(f"({literal(digest)})" for digest in sorted(gone))
    bench.run(f"create or replace temp table forgotten as select * from (values {listed}) as f(digest)")
    about = " or ".join(
        f"{_hashed(text, kind, store.salt())} in (select digest from forgotten)" for kind, text in texts
    )
    return replace(raw, relation=f"(select * from {raw.relation} where not coalesce({about}, false))")


def _searched(folder: Path, said: str) -> tuple[tuple[Held, ...], frozenset[str]]:
    """Where a person is, and everything that they go by."""
    names = _names(said)
    with Workbench() as bench:
        sources = {name: (found, *load_table(bench, found)) for name, found in _sources(folder).items()}
        for _ in range(ROUNDS):
            more = names.union(*(_further(bench, *source, names) for source in sources.values()))
            if more == names:
                break
            names = more
        rows = [_held(bench, *source, names) for source in sources.values()]
    return tuple(one for one in rows if one.rows), names


def _sources(folder: Path) -> Mapping[str, Found]:
    said = read_settings(folder)
    with closing(connect(said.engine_url)) as engine:
        own = find_sources(folder, said, {}, engine.catalogue())
    return own | collected(open_store(folder).home)


def _names(said: str) -> frozenset[str]:
    plain = said.strip().lower()
    if not plain:
        return frozenset()
    return frozenset({f"{PERSONAL}:{plain}"} if "@" in plain else {f"{PERSONAL}:{plain}", f"{Family.PEOPLE}:{plain}"})


def _texts(readings: Readings) -> Iterator[tuple[str, str]]:
    """What could name a person: what kind of name it is, and SQL for its text."""
    for reading in readings.columns:
        column = reading.column
        if column.kind is Kind.ID and column.family in (Family.PEOPLE, Family.SUBJECTS):
            yield str(column.family), reading.text
        elif column.kind is Kind.PERSONAL:
            yield PERSONAL, reading.text
    for source in readings.attributes:
        if sounds_personal(source):
            yield PERSONAL, f"nullif(trim(cast({quoted(source)} as varchar)), '')"


def _further(bench: Workbench, found: Found, raw: Raw, readings: Readings, names: frozenset[str]) -> set[str]:
    """The ids that stand in the rows of a person. No addresses: one that stands in for many would name them all."""
    if found.table not in PEOPLE_TABLES or not names:
        return set()
    texts = list(_texts(readings))
    ids = [(kind, text) for kind, text in texts if kind != PERSONAL]
    own = CONTRACT[found.table].key
    where = _is_one_of(texts, names)
    shown = ", ".join(f"cast({text} as varchar)" for _, text in ids)
    if own is None or not ids:
        return set()
    rows = bench.run(f"select distinct {shown} from {raw.relation} where {where} limit 1000")
    return {_named(kind, value) for row in rows for (kind, _), value in zip(ids, row, strict=True) if value}


def _held(bench: Workbench, found: Found, raw: Raw, readings: Readings, names: frozenset[str]) -> Held:
    texts = list(_texts(readings))
    where = _is_one_of(texts, names)
    rows = bench.run(f"select count(*) from {raw.relation} where {where}")[0][0] if texts and names else 0
    return Held(found.table, raw.files, int(rows))


def _is_one_of(texts: list[tuple[str, str]], names: frozenset[str]) -> str:
    listed = ", ".join(literal(name) for name in sorted(names)) or "''"
    return " or ".join(f"coalesce({_name(text, kind)} in ({listed}), false)" for kind, text in texts) or "false"


def _named(kind: str, value: str) -> str:
    return f"{PERSONAL if '@' in value else kind}:{value.strip().lower()}"


def _name(text: str, kind: str) -> str:
    """SQL for what `_named` says of a text."""
    plain = f"cast({text} as varchar)"
    prefix = f"case when {plain} like '%@%' then '{PERSONAL}:' else '{kind}:' end"
    return f"({prefix} || lower(trim({plain})))"


def _hashed(text: str, kind: str, salt: str) -> str:
    return f"sha256({literal(salt)} || {_name(text, kind)})"


def _digest(salt: str, name: str) -> str:
    return hashlib.sha256(f"{salt}{name}".encode()).hexdigest()
