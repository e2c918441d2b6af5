"""The door itself: a company's folder, frames or database in, clean tables and their profile out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corrente.company.adoption import families_not_whole as families_of
from corrente.company.checks import TableCheck, check_from_json, check_to_json, phrase_from_json, phrase_to_json
from corrente.company.clean import Job, clean
from corrente.company.contract import CONTRACT, VERSION, Family, Kind
from corrente.company.database import adopt, find_adoptions
from corrente.company.find import Found, find_sources, nothing_here
from corrente.company.load import Raw, load, load_export, load_frame
from corrente.company.profile import profile_from_json, profile_table, profile_to_json
from corrente.company.reading import Readings, read, without_false_ids
from corrente.company.recognise import closest, match, missing, missing_column
from corrente.company.references import unknown_references
from corrente.company.rules import Door, families_not_whole
from corrente.company.settings import CompanyFile, read_settings
from corrente.company.store import Store, fingerprint_of, open_store
from corrente.core.errors import InputError
from corrente.core.profile import Profile, Settings, TableProfile
from corrente.core.words import Phrase, phrase
from corrente.engine.connect import connect
from corrente.engine.files import Workbench
from corrente.engine.port import Engine

Progress = Callable[[Phrase, float], None]


@dataclass(frozen=True)
class Books:
    """A company's clean tables in an engine, what is known of them, and how each came through the door.

    ``fingerprints`` name each table's source (``None`` where it has none, such as a frame); ``home`` is the folder
    that keeps what is remembered between runs, ``None`` where nothing can be kept.
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


@dataclass(frozen=True)
class _Cleaned:
    path: Path
    check: TableCheck
    profile: TableProfile
    fingerprint: str | None = field(default=None)


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
    said = _company_file(folder)
    settings = settings or said.settings
    engine = connect(said.engine_url)
    try:
        return _opened(folder, said, settings, engine, frames or {}, progress or (lambda _text, _share: None))
    except BaseException:
        engine.close()
        raise


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
    if not sources and not adoptions:
        raise nothing_here(folder)
    store = open_store(folder)
    with Workbench(settings.timezone) as bench:
        visit = _Visit(bench, store, settings, progress)
        tables = _look_at_all(visit, sources)
        id_types = _id_types([table.not_whole for table in tables.values()] + [families_of(a) for a in adoptions])
        cleaned = _refer(visit, _clean_all(visit, tables, id_types))
    store.sweep(table.path for table in cleaned.values())
    for name, table in cleaned.items():
        engine.attach(name, [table.path])
    adopted = {a.table.name: adopt(engine, a, settings, id_types) for a in adoptions}
    profiles = {name: table.profile for name, table in cleaned.items()} | {n: p for n, (_, p) in adopted.items()}
    checks = {name: table.check for name, table in cleaned.items()} | {n: c for n, (c, _) in adopted.items()}
    prints = {name: table.fingerprint for name, table in cleaned.items()}
    order = [name for name in CONTRACT if name in profiles]
    return Books(
        settings,
        engine,
        Profile({name: profiles[name] for name in order}, settings),
        {name: checks[name] for name in order},
        {name: prints.get(name) for name in order},
        store.home if folder is not None else None,
        _store_notes(store) if folder is not None else (),
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
        visit.progress(phrase("Reading {table}", "Lendo {table}", table=name), 0.5 * position / len(sources))
        tables[name] = _look(visit, found)
    return tables


def _clean_all(visit: _Visit, tables: Mapping[str, _Table], id_types: Mapping[str, str]) -> dict[str, _Cleaned]:
    s = visit.settings
    door = Door.of_now(id_types, visit.store.salt(), s.hash_personal_data, s.timezone)
    cleaned = {}
    for position, (name, table) in enumerate(tables.items()):
        share = 0.5 + 0.5 * position / len(tables)
        visit.progress(phrase("Checking {table}", "Conferindo {table}", table=name), share)
        cleaned[name] = _kept(visit, table, id_types) or _cleaned(visit, table, door)
    return cleaned


def _refer(visit: _Visit, cleaned: dict[str, _Cleaned]) -> dict[str, _Cleaned]:
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
    source = fingerprint_of(found.paths, said) if found.frame is None else ""
    manifest = visit.store.manifest(found.table) if found.frame is None else {}
    if manifest.get("source") == source:
        return _Table(found, source, manifest, frozenset(Family(family) for family in manifest["not_whole"]))
    loaded = _load(visit.bench, found)
    return _Table(found, source, {}, families_not_whole(loaded[1]), loaded)


def _id_types(not_whole: Sequence[frozenset[Family]]) -> dict[str, str]:
    texts = frozenset().union(*not_whole)
    return {str(family): "VARCHAR" if family in texts else "BIGINT" for family in Family}


def _load(bench: Workbench, found: Found) -> tuple[Raw, Readings]:
    raw = _raw(bench, found)
    mapping = _mapping(bench, found, raw)
    return raw, read(bench, raw, found.table, mapping)


def _raw(bench: Workbench, found: Found) -> Raw:
    name = f"{found.table} raw"
    if found.frame is not None:
        return load_frame(bench, name, found.frame)
    if found.export is None:
        return load(bench, name, found.paths)
    return load_export(bench, name, found.export)


def _mapping(bench: Workbench, found: Found, raw: Raw) -> dict[str, str]:
    """Contract columns to source columns: as the company says, the rest by name; raises where a required one lacks."""
    table, said = CONTRACT[found.table], found.said
    names = [name for name in raw.columns if name not in said.columns.values()]
    for column, source in said.columns.items():
        if source not in raw.columns:
            raise _said_but_absent(found, column, source, tuple(raw.columns))
    guessed = {c: s for c, s in match(table, names).items() if c not in said.columns and c not in said.absent}
    guessed = guessed if found.export else without_false_ids(bench, raw, table, guessed)
    mapping = {**guessed, **said.columns}
    lacking = missing(table, mapping, said.absent)
    if lacking:
        file = found.paths[0].name if found.paths else found.table
        raise missing_column(table, table.column(lacking[0]), file, tuple(raw.columns))
    return {column.name: mapping[column.name] for column in table.columns if column.name in mapping}


def _said_but_absent(found: Found, column: str, source: str, names: Sequence[str]) -> InputError:
    near = closest(source, names)
    return InputError(
        phrase(
            '{file} has no column "{source}", which corrente.toml gives for {table}.{column}.',
            '{file} não tem a coluna "{source}", que o corrente.toml indica para {table}.{column}.',
            file=found.paths[0].name if found.paths else found.table,
            source=source,
            table=found.table,
            column=column,
        ),
        phrase("Columns found: {found}.", "Colunas encontradas: {found}.", found=", ".join(names[:30])),
        phrase('Did you mean "{near}"?', 'Você quis dizer "{near}"?', near=near) if near else None,
    )


def _kept(visit: _Visit, table: _Table, id_types: Mapping[str, str]) -> _Cleaned | None:
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
    return _Cleaned(path, check, profile_from_json(manifest["profile"]), manifest["clean"])


def _types_used(table: str, id_types: Mapping[str, str]) -> dict[str, str]:
    families = {str(c.family) for c in CONTRACT[table].columns if c.kind is Kind.ID and c.family}
    return {family: id_types[family] for family in sorted(families)}


def _cleaned(visit: _Visit, table: _Table, door: Door) -> _Cleaned:
    name = table.found.table
    raw, readings = table.loaded or _load(visit.bench, table.found)
    types = _types_used(name, door.id_types)
    clean_print = fingerprint_of((), table.source, types) if table.source else fingerprint_of((), id(raw))
    path = visit.store.clean_file(name, clean_print)
    connector = table.found.export.connector if table.found.export else None
    job = Job(name, raw, readings, door, path, visit.store.rejects / f"{name}.csv", connector)
    check = clean(visit.bench, job, visit.settings)
    if table.found.export:
        check = replace(check, notes=(*check.notes, *table.found.export.notes))
    profile = profile_table(visit.bench, path, check, readings.attributes, visit.settings.language)
    if not table.source:
        return _Cleaned(path, check, profile)
    visit.store.keep(
        name,
        {
            "source": table.source,
            "clean": clean_print,
            "id_types": types,
            "not_whole": sorted(families_not_whole(readings)),
            "check": check_to_json(check),
            "profile": profile_to_json(profile),
        },
    )
    return _Cleaned(path, check, profile, clean_print)
