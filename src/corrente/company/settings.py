"""``corrente.toml``: what a company says of itself and where its tables are."""

from __future__ import annotations

import tomllib
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corrente.company.contract import CONTRACT
from corrente.company.recognise import closest
from corrente.core.errors import InputError
from corrente.core.outreach import Retention
from corrente.core.profile import BusinessModel, Settings
from corrente.core.words import Language, Phrase, phrase

FILE = "corrente.toml"
MOST_MONTHS = 600


@dataclass(frozen=True)
class TableSource:
    """Where one table is and how its columns are called there.

    ``sources`` are file patterns or one name of a database's table; ``absent`` are columns mapped to ``false``.
    """

    sources: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CompanyFile:
    """Everything that ``corrente.toml`` says; without a ``state_url`` plans are kept in the company's folder."""

    settings: Settings = field(default_factory=Settings)
    engine_url: str = "duckdb://"
    state_url: str = ""
    tables: Mapping[str, TableSource] = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)


def read_settings(folder: Path) -> CompanyFile:
    """The company's file, or the defaults where there is none.

    Raises `InputError` for what is not TOML, an unknown key (with the closest known one), or a value of a wrong kind.
    """
    path = folder / FILE
    if not path.is_file():
        return CompanyFile(Settings(name=folder.resolve().name or "company"))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as failure:
        raise InputError(
            phrase("{file} cannot be read.", "{file} não pode ser lido.", file=FILE),
            Phrase.same(f"{failure}."),
            phrase("Repair that line; strings need quotes.", "Corrija essa linha; textos precisam de aspas."),
        ) from failure
    _known(data, ("company", "engine", "state", "tables", "retention"), "")
    engine = _section(data, "engine", "engine")
    _known(engine, ("url",), "engine")
    url = _typed(engine.get("url", "duckdb://"), str, "engine.url")
    state = _section(data, "state", "state")
    _known(state, ("url",), "state")
    state_url = _typed(state.get("url", ""), str, "state.url")
    tables = _section(data, "tables", "tables")
    _known(tables, tuple(CONTRACT), "tables")
    sources = {name: _table(name, _section(tables, name, f"tables.{name}")) for name in tables}
    kept = _retention(_section(data, "retention", "retention"))
    return CompanyFile(_company(_section(data, "company", "company"), folder), url, state_url, sources, kept)


def _retention(data: Mapping[str, Any]) -> Retention:
    _known(data, tuple(Retention.__dataclass_fields__), "retention")
    return Retention(**{key: _months(value, f"retention.{key}") for key, value in data.items()})


def _months(value: object, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_MONTHS:
        return value
    raise _wrong(where, value, Phrase("months, 1 to 600", "meses, de 1 a 600"))


def _company(data: Mapping[str, Any], folder: Path) -> Settings:
    readers: Mapping[str, Callable[[Any, str], Any]] = {
        "name": lambda value, where: _typed(value, str, where),
        "brand": lambda value, where: _typed(value, str, where),
        "currency": lambda value, where: _typed(value, str, where).upper(),
        "timezone": _timezone,
        "language": lambda value, where: _option(value, Language, where),
        "model": lambda value, where: _option(value, BusinessModel, where),
        "segment": _segment,
        "horizon_days": _days,
        "max_reject_share": _share,
        "hash_personal_data": lambda value, where: _typed(value, bool, where),
        "lead_cost": _money,
        "lead_value": _money,
        "response_value": _money,
        "lead_capacity": lambda value, where: int(_money(value, where)),
        "sales_target": _money,
    }
    _known(data, tuple(readers), "company")
    read = {key: readers[key](value, f"company.{key}") for key, value in data.items()}
    return Settings(**{"name": folder.resolve().name or "company", **read})


def _table(name: str, data: Mapping[str, Any]) -> TableSource:
    where = f"tables.{name}"
    _known(data, ("source", "columns"), where)
    source = data.get("source", [])
    sources = [source] if isinstance(source, str) else _typed(source, list, f"{where}.source")
    columns = _section(data, "columns", f"{where}.columns")
    _known(columns, tuple(column.name for column in CONTRACT[name].columns), f"{where}.columns")
    for column, value in columns.items():
        if value is not False and not isinstance(value, str):
            raise _wrong(
                f"{where}.columns.{column}", value, Phrase("a column name or false", "um nome de coluna ou false")
            )
        if value is False and CONTRACT[name].column(column).required and not CONTRACT[name].column(column).spared:
            raise _wrong(
                f"{where}.columns.{column}",
                value,
                Phrase(
                    "a column name, because the table cannot do without it",
                    "um nome de coluna, porque a tabela não vive sem ela",
                ),
            )
    return TableSource(
        tuple(_typed(pattern, str, f"{where}.source") for pattern in sources),
        {column: value for column, value in columns.items() if value is not False},
        frozenset(column for column, value in columns.items() if value is False),
    )


def _known(data: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    """Raise `InputError` for a key that is not known, with the closest one that is."""
    known = tuple(keys)
    for key in data:
        if key not in known:
            raise _unknown(key, known, where)


def _unknown(key: str, known: tuple[str, ...], where: str) -> InputError:
    near = closest(key, known)
    options = ", ".join(known)
    return InputError(
        phrase(
            "{file} has an unknown key {key}.",
            "{file} tem uma chave desconhecida: {key}.",
            file=FILE,
            key=f"{where}.{key}" if where else key,
        ),
        None,
        phrase("Did you mean {near}?", "Você quis dizer {near}?", near=near)
        if near
        else phrase("Known keys here: {keys}.", "Chaves conhecidas aqui: {keys}.", keys=options),
    )


def _wrong(where: str, value: object, wanted: Phrase) -> InputError:
    return InputError(
        phrase(
            "{file}: {where} is {value}.",
            "{file}: {where} é {value}.",
            file=FILE,
            where=where,
            value=repr(value),
        ),
        None,
        phrase("It has to be {wanted}.", "Tem de ser {wanted}.", wanted=wanted),
    )


_KINDS = {
    str: Phrase("a text in quotes", "um texto entre aspas"),
    bool: Phrase("true or false", "true ou false"),
    list: Phrase("a text or a list of texts", "um texto ou uma lista de textos"),
    dict: Phrase("a section", "uma seção"),
}


def _typed(value: Any, kind: type, where: str) -> Any:
    if not isinstance(value, kind):
        raise _wrong(where, value, _KINDS[kind])
    return value


def _section(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    section: Mapping[str, Any] = _typed(data.get(key, {}), dict, where)
    return section


def _option(value: Any, options: type[Language] | type[BusinessModel], where: str) -> Language | BusinessModel:
    try:
        return options(value)
    except ValueError as failure:
        raise _wrong(where, value, Phrase.same(" | ".join(options))) from failure


def _timezone(value: Any, where: str) -> str:
    name: str = _typed(value, str, where)
    if name not in zoneinfo.available_timezones():
        near = closest(name, zoneinfo.available_timezones()) or "America/Sao_Paulo"
        raise _wrong(where, value, phrase("a zone such as {near}", "um fuso como {near}", near=near))
    return name


def _segment(value: Any, where: str) -> str:
    table, _, column = str(value).partition(".")
    if not isinstance(value, str) or table not in CONTRACT or not column:
        raise _wrong(
            where, value, Phrase('a column such as "customers.industry"', 'uma coluna como "customers.industry"')
        )
    return value


def _days(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3660:
        raise _wrong(
            where, value, Phrase("a whole number of days from 1 to 3660", "um número inteiro de dias, de 1 a 3660")
        )
    return value


def _money(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e12:
        raise _wrong(where, value, Phrase("a number above 0", "um número acima de 0"))
    return float(value)


def _share(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(where, value, Phrase("a share from 0 to 1", "uma proporção de 0 a 1"))
    return float(value)
