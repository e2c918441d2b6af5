"""What corrente itself collected (leads, visits, e-mails), read by the door's own rules and put behind the company's.

The files are written by `corrente.outreach.collect`. A company that brings the same table keeps all its rows: those
collected are added to them, unless the company's own file has the same key, or the same person's address, already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corrente.company.checks import Reason, TableCheck, check_from_json, check_to_json
from corrente.company.contract import ATTRIBUTE_SLOTS, CONTRACT, clean_columns, slots
from corrente.company.find import Found
from corrente.company.profile import profile_from_json, profile_table, profile_to_json
from corrente.company.store import Store, fingerprint_of
from corrente.core.profile import TableProfile
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.engine.files import Workbench, literal, quoted

FOLDER = "collected"
"""Within the company's folder ``.corrente``: one file a table, called ``corrente-<table>.parquet``."""


@dataclass(frozen=True)
class Cleaned:
    """A clean table and how it came through the door; without a ``fingerprint`` where its source has none."""

    path: Path
    check: TableCheck
    profile: TableProfile
    fingerprint: str | None = None

    @property
    def relation(self) -> str:
        """SQL for its rows."""
        return f"read_parquet({literal(str(self.path))})"


def collected(home: Path) -> dict[str, Found]:
    """The tables that corrente collected, by `Found.name`."""
    files = {table: file_of(home, table) for table in CONTRACT}
    found = [Found(table, (path,), collected=True) for table, path in files.items() if path.is_file()]
    return {one.name: one for one in found}


def file_of(home: Path, table: str) -> Path:
    """Where what was collected of a table is kept."""
    return home / FOLDER / f"corrente-{table}.parquet"


def left_out(more: Mapping[str, Found], connected: Collection[str]) -> tuple[Phrase, ...]:
    """A note on tables of a connected database, behind which no file's rows can be put."""
    tables = sorted(found.table for found in more.values() if found.table in connected)
    if not tables:
        return ()
    return (
        phrase(
            "What corrente collected of {tables} is not counted: your database holds these tables. Add it there.",
            "O que o corrente coletou de {tables} não entra na conta: essas tabelas estão no seu banco. Inclua lá.",
            tables=", ".join(tables),
        ),
    )


def join(
    bench: Workbench, store: Store, own: Cleaned, more: Cleaned, id_types: Mapping[str, str], language: Language
) -> Cleaned:
    """One clean table, remembered: the company's ``own`` rows, then ``more`` that corrente collected."""
    table = own.check.table
    joined = fingerprint_of((), own.fingerprint or id(own), more.fingerprint)
    path, name = store.clean_file(table, joined), f"{table} joined"
    manifest = store.manifest(name)
    if path.is_file() and own.fingerprint and manifest.get("clean") == joined:
        check = check_from_json(manifest["check"], store.rejects)
        return Cleaned(path, check, profile_from_json(manifest["profile"]), joined)
    check, profile = _write(bench, own, more, id_types, path, language)
    if own.fingerprint is None:
        return Cleaned(path, check, profile)
    store.keep(name, {"clean": joined, "check": check_to_json(check), "profile": profile_to_json(profile)})
    return Cleaned(path, check, profile, joined)


def _write(
    bench: Workbench, own: Cleaned, more: Cleaned, id_types: Mapping[str, str], target: Path, language: Language
) -> tuple[TableCheck, TableProfile]:
    table, kept = own.check.table, own.profile.attributes
    names = (*kept, *(name for name in more.profile.attributes if name not in kept))
    shown = ", ".join(quoted(name) for name in clean_columns(table, id_types) if name not in slots())
    new = _new_rows(own, more)
    selects = [
        f"select {shown}{_attributes(part.profile.attributes, names, table)} from {rows}"
        for part, rows in ((own, own.relation), (more, f"({new})"))
    ]
    bench.write(" union all ".join(selects), target)
    again = more.check.kept - int(bench.run(f"select count(*) from ({new})")[0][0])
    check = _check(own.check, more.check, again)
    return check, profile_table(bench, target, check, names[:ATTRIBUTE_SLOTS], language)


def _new_rows(own: Cleaned, more: Cleaned) -> str:
    """SQL for the collected rows that the company does not have: neither their key nor, of leads, their address."""
    key = CONTRACT[own.check.table].key
    known = [name for name in (key, "email") if name and {name} <= own.profile.columns & more.profile.columns]
    same = [f"not exists (select 1 from {own.relation} o where o.{quoted(n)} = m.{quoted(n)})" for n in known]
    return f"select * from {more.relation} m where {' and '.join(same) or 'true'}"


def _attributes(own: tuple[str, ...], names: tuple[str, ...], table: str) -> str:
    """SQL for the slots of ``names``, from the slots that they have in this part."""
    if not CONTRACT[table].attributes:
        return ""
    place = dict(zip(own, slots(), strict=False))
    named = dict(zip(slots(), names, strict=False))
    from_own = (quoted(place[name]) if (name := named.get(slot)) in place else "null::varchar" for slot in slots())
    return "".join(f", {held} as {quoted(slot)}" for held, slot in zip(from_own, slots(), strict=True))


def _check(own: TableCheck, more: TableCheck, again: int) -> TableCheck:
    reasons: Counter[Reason] = Counter(own.reasons) + Counter(more.reasons)
    return replace(
        own,
        sources=(*own.sources, *more.sources),
        rows=own.rows + more.rows - again,
        kept=own.kept + more.kept - again,
        rejected=own.rejected + more.rejected,
        reasons=dict(reasons),
        mapping={**more.mapping, **own.mapping},
        notes=(*own.notes, *more.notes, *_counted(more.kept - again, again)),
        rejects=own.rejects or more.rejects,
    )


def _counted(added: int, again: int) -> tuple[Phrase, ...]:
    notes = [
        phrase(
            "{n} rows were collected by corrente.", "{n} linhas foram coletadas pelo corrente.",
            n=Number(added, Form.COUNT),
        )
    ]  # fmt: skip
    if again:
        notes.append(
            phrase(
                "{n} more that corrente collected are in your own file already.",
                "Outras {n} que o corrente coletou já estão no seu próprio arquivo.",
                n=Number(again, Form.COUNT),
            )
        )
    return tuple(notes)
