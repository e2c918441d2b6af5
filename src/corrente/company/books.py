"""The door itself: a company's folder, frames or database in, clean tables and their profile out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corrente.company import forgotten
from corrente.company.adoption import families_not_whole as families_of
from corrente.company.checks import TableCheck, check_from_json, check_to_json, phrase_from_json, phrase_to_json
from corrente.company.clean import Job, clean
from corrente.company.collected import Cleaned, collected, join, left_out
from corrente.company.contract import CONTRACT, VERSION, Family, Kind, clean_columns
from corrente.company.database import adopt, find_adoptions
from corrente.company.find import Found, find_sources, nothing_here, unread
from corrente.company.load import Raw
from corrente.company.mapping import load_table
from corrente.company.profile import profile_from_json, profile_table, profile_to_json
from corrente.company.reading import Readings
from corrente.company.references import unknown_references
from corrente.company.rules import Door, families_not_whole
from corrente.company.settings import CompanyFile, read_settings
from corrente.company.store import Store, fingerprint_of, open_store
from corrente.core.errors import InputError
from corrente.core.profile import Profile, Settings
from corrente.core.words import Phrase, phrase
from corrente.engine.connect import connect
from corrente.engine.files import Workbench
from corrente.engine.port import Engine

ABSENT = "absent"
"""The fingerprint of a contract table that the company does not have: it is there, empty."""

Progress = Callable[[Phrase, float], None]


@dataclass(frozen=True)
class Books:
    """A company's clean tables in an engine, what is known of them, and how each came through the door.

    ``fingerprints`` name each table's source (``None`` where it has none, such as a frame; `ABSENT` where the company
    has no such table, which is then empty in the engine); ``home`` is the folder that keeps what is remembered between
    runs, ``None`` where nothing can be kept.
    """

    settings: Settings
    engine: Engine
    profile: Profile
    checks: Mapping[str, TableCheck]
    fingerprints: Mapping[str, str | None]
    home: Path | None
    notes: tuple[Phrase, ...] = ()


@dataclass
class _Table:
    """A table on its way through the door."""

    found: Found
    source: str
    manifest: Mapping[str, Any]
    not_whole: frozenset[Family] = frozenset()
    loaded: tuple[Raw, Readings] | None = None


@dataclass(frozen=True)
class _Visit:
    """What every step of one opening needs."""

    bench: Workbench
    store: Store
    settings: Settings
    progress: Progress


def open_books(
    folder: Path | None,
    frames: Mapping[str, object] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Books:
    """Open a company: a folder of files, frames by table name, or both (a frame stands before a file).

    Raises `InputError` for what cannot be read, lacks a required column or has too many bad rows, and `EngineError`
    where the database of ``[engine] url`` fails.
    """
    try:
        return _connected(folder, frames or {}, settings, progress or (lambda _text, _share: None))
    except OSError as failure:
        raise _barred(failure, folder) from failure


def _connected(
    folder: Path | None, frames: Mapping[str, object], settings: Settings | None, progress: Progress
) -> Books:
    said = _company_file(folder)
    settings = settings or said.settings
    engine = connect(said.engine_url)
    try:
        return _opened(folder, said, settings, engine, frames, progress)
    except BaseException:
        engine.close()
        raise


def _barred(failure: OSError, folder: Path | None) -> InputError:
    return InputError(
        phrase(
            "{file} cannot be read or written.",
            "Não dá para ler ou gravar {file}.",
            file=str(failure.filename or folder or "–"),
        ),
        Phrase.same(f"{failure.strerror or failure}."),
        phrase(
            "Check that it is still there, that you may open it, and that the disk is not full.",
            "Confira se ele ainda existe, se você tem permissão para abri-lo e se o disco não está cheio.",
        ),
    )


def _opened(
    folder: Path | None,
    said: CompanyFile,
    settings: Settings,
    engine: Engine,
    frames: Mapping[str, object],
    progress: Progress,
) -> Books:
    sources = find_sources(folder, said, frames, engine.catalogue())
    adoptions = find_adoptions(engine, said.tables, tuple(sources))
    store = open_store(folder)
    connected = {adoption.table.name for adoption in adoptions}
    more = collected(store.home)
    sources |= {name: found for name, found in more.items() if found.table not in connected}
    if not sources and not adoptions:
        raise nothing_here(folder)
    with Workbench(settings.timezone) as bench:
        visit = _Visit(bench, store, settings, progress)
        tables = _look_at_all(visit, sources)
        id_types = _id_types([table.not_whole for table in tables.values()] + [families_of(a) for a in adoptions])
        door = Door.of_now(id_types, store.salt(), settings.hash_personal_data, settings.timezone)
        parts = _clean_all(visit, tables, door)
        cleaned = _refer(visit, _joined(visit, tables, parts, id_types))
        absent = set(CONTRACT) - cleaned.keys() - connected
        empty = {name: store.empty_table(bench, name, clean_columns(name, id_types)) for name in sorted(absent)}
    store.sweep(table.path for table in (*cleaned.values(), *parts.values()))
    for name, path in ({name: table.path for name, table in cleaned.items()} | empty).items():
        engine.attach(name, [path])
    adopted = {a.table.name: adopt(engine, a, settings, door) for a in adoptions}
    profiles = {name: table.profile for name, table in cleaned.items()} | {n: p for n, (_, p) in adopted.items()}
    checks = {name: table.check for name, table in cleaned.items()} | {n: c for n, (c, _) in adopted.items()}
    prints = {name: table.fingerprint for name, table in cleaned.items()}
    order = [name for name in CONTRACT if name in profiles]
    return Books(
        settings,
        engine,
        Profile({name: profiles[name] for name in order}, settings),
        {name: checks[name] for name in order},
        {name: prints.get(name) for name in order} | dict.fromkeys(empty, ABSENT),
        store.home if folder is not None else None,
        (*_store_notes(store), *unread(folder, sources), *left_out(more, connected)) if folder is not None else (),
    )


def _company_file(folder: Path | None) -> CompanyFile:
    if folder is None:
        return CompanyFile()
    if not folder.is_dir():
        raise InputError(
            phrase("There is no folder {folder}.", "Não existe a pasta {folder}.", folder=str(folder)),
            None,
            phrase("Give the folder that holds the exports.", "Informe a pasta onde estão as exportações."),
        )
    return read_settings(folder)


def _store_notes(store: Store) -> tuple[Phrase, ...]:
    if not store.stand_in:
        return ()
    return (
        phrase(
            "The folder cannot be written; clean tables and rejects are kept in {home}.",
            "A pasta não aceita escrita; as tabelas limpas e as linhas rejeitadas ficam em {home}.",
            home=str(store.home),
        ),
    )


def _look_at_all(visit: _Visit, sources: Mapping[str, Found]) -> dict[str, _Table]:
    """Look at every source before any is cleaned, because ids of one family get one type in all tables."""
    tables: dict[str, _Table] = {}
    for position, (name, found) in enumerate(sources.items()):
        visit.progress(phrase("Reading {table}", "Lendo {table}", table=found.table), 0.5 * position / len(sources))
        tables[name] = _look(visit, found)
    return tables


def _clean_all(visit: _Visit, tables: Mapping[str, _Table], door: Door) -> dict[str, Cleaned]:
    cleaned = {}
    for position, (name, table) in enumerate(tables.items()):
        share = 0.5 + 0.5 * position / len(tables)
        visit.progress(phrase("Checking {table}", "Conferindo {table}", table=table.found.table), share)
        cleaned[name] = _kept(visit, table, door.id_types) or _cleaned(visit, table, door)
    return cleaned


def _joined(
    visit: _Visit, tables: Mapping[str, _Table], parts: Mapping[str, Cleaned], id_types: Mapping[str, str]
) -> dict[str, Cleaned]:
    """What corrente collected, behind the company's own rows of the same table."""
    language = visit.settings.language
    cleaned = {name: part for name, part in parts.items() if not tables[name].found.collected}
    for name, more in parts.items():
        found = tables[name].found
        if found.collected:
            own = cleaned.get(found.table)
            cleaned[found.table] = join(visit.bench, visit.store, own, more, id_types, language) if own else more
    return cleaned


def _refer(visit: _Visit, cleaned: dict[str, Cleaned]) -> dict[str, Cleaned]:
    """The tables with notes on ids that point to nothing, remembered while no table changes."""
    files = {name: table.path for name, table in cleaned.items()}
    names = sorted(path.name for path in files.values())
    manifest = visit.store.manifest("references")
    if manifest.get("files") != names:
        columns = {name: table.profile.columns for name, table in cleaned.items()}
        rows = {name: table.profile.rows for name, table in cleaned.items()}
        notes = unknown_references(visit.bench, files, columns, rows)
        said = {name: [phrase_to_json(note) for note in more] for name, more in notes.items()}
        manifest = {"files": names, "notes": said}
        visit.store.keep("references", manifest)
    for name, more in manifest["notes"].items():
        known = cleaned[name]
        check = replace(known.check, notes=(*known.check.notes, *map(phrase_from_json, more)))
        cleaned[name] = replace(known, check=check)
    return cleaned


def _look(visit: _Visit, found: Found) -> _Table:
    """A table with the id families that are not whole numbers in it: remembered, or found by loading it."""
    s = visit.settings
    said = (VERSION, found.said, found.export, s.timezone, s.language, s.hash_personal_data, s.max_reject_share)
    gone = sorted(forgotten.digests(visit.store))
    source = fingerprint_of(found.paths, (*said, gone) if gone else said) if found.frame is None else ""
    manifest = visit.store.manifest(found.name) if found.frame is None else {}
    if manifest.get("source") == source:
        return _Table(found, source, manifest, frozenset(Family(family) for family in manifest["not_whole"]))
    loaded = load_table(visit.bench, found)
    return _Table(found, source, {}, families_not_whole(loaded[1]), loaded)


def _id_types(not_whole: Sequence[frozenset[Family]]) -> dict[str, str]:
    texts = frozenset().union(*not_whole)
    return {str(family): "VARCHAR" if family in texts else "BIGINT" for family in Family}


def _kept(visit: _Visit, table: _Table, id_types: Mapping[str, str]) -> Cleaned | None:
    """The table as it was cleaned before, if its source and the types of its ids are the same and the file is there."""
    manifest = table.manifest
    if not manifest or manifest["id_types"] != _types_used(table.found.table, id_types):
        return None
    path = visit.store.clean_file(table.found.table, manifest["clean"])
    if not path.is_file():
        return None
    check = check_from_json(manifest["check"], visit.store.rejects)
    if check.rejects and not check.rejects.is_file():
        return None
    return Cleaned(path, check, profile_from_json(manifest["profile"]), manifest["clean"])


def _types_used(table: str, id_types: Mapping[str, str]) -> dict[str, str]:
    families = {str(c.family) for c in CONTRACT[table].columns if c.kind is Kind.ID and c.family}
    return {family: id_types[family] for family in sorted(families)}


def _cleaned(visit: _Visit, table: _Table, door: Door) -> Cleaned:
    name = table.found.table
    raw, readings = table.loaded or load_table(visit.bench, table.found)
    raw = forgotten.without(visit.bench, raw, readings, visit.store)
    types = _types_used(name, door.id_types)
    clean_print = fingerprint_of((), table.source, types) if table.source else fingerprint_of((), id(raw))
    path = visit.store.clean_file(name, clean_print)
    connector = table.found.export.connector if table.found.export else None
    job = Job(name, raw, readings, door, path, visit.store.rejects / f"{table.found.name}.csv", connector)
    check = clean(visit.bench, job, visit.settings)
    if table.found.export:
        check = replace(check, notes=(*check.notes, *table.found.export.notes))
    profile = profile_table(visit.bench, path, check, readings.attributes, visit.settings.language)
    if not table.source:
        return Cleaned(path, check, profile)
    visit.store.keep(
        table.found.name,
        {
            "source": table.source,
            "clean": clean_print,
            "id_types": types,
            "not_whole": sorted(families_not_whole(readings)),
            "check": check_to_json(check),
            "profile": profile_to_json(profile),
        },
    )
    return Cleaned(path, check, profile, clean_print)
