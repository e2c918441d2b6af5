"""The mapping page: for each file its table, and for each of the table's columns the file's own, proposed and saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from corrente.company.contract import CONTRACT
from corrente.company.guess import Guess, guesses
from corrente.company.settings import read_settings
from corrente.company.writing import Change, MappedTable, write_settings
from corrente.core.profile import BusinessModel, Settings
from corrente.core.words import Language
from corrente.web.render import render

MOST_FIELDS = 20_000
"""Fields of the form that are read: every contract column of every file."""

COMPANY = ("name", "currency", "timezone", "language", "model")
"""The settings that the page asks for; the others have their place on the settings page."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Said:
    """What the form says: the company's settings; by file the table it holds, and the columns chosen for it."""

    company: Mapping[str, str]
    tables: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]


async def _said(request: Request) -> Said:
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    texts = {key: value for key, value in form.items() if isinstance(value, str)}
    files = {key.removeprefix("file-"): value for key, value in texts.items() if key.startswith("file-")}
    company = {key: texts[key].strip() for key in COMPANY if texts.get(key, "").strip()}
    tables = {file: texts.get(f"table-{k}", "") for k, file in files.items()}
    columns = {
        file: _columns(texts, f"column-{k}-")
        for k, file in files.items()
        if texts.get(f"shown-{k}") == tables[file]  # columns shown for another table say nothing of this one
    }
    return Said(company, tables, columns)


def _columns(texts: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    return {key.removeprefix(prefix): value for key, value in texts.items() if key.startswith(prefix)}


@router.get("/data/mapping")
def mapping_page(request: Request) -> Response:
    """What is made of every file in the folder, to be corrected."""
    folder = _folder(request)
    said = read_settings(folder)
    return _page(request, guesses(folder, said.tables), said.settings)


@router.post("/data/mapping")
def change_mapping(request: Request, said: Annotated[Said, Depends(_said)], do: str = "save") -> Response:
    """Show the columns of the tables chosen (``do=look``), or keep what was chosen and read everything again."""
    folder = _folder(request)
    before = read_settings(folder)
    known = {file: table for file, table in said.tables.items() if table in CONTRACT}
    found = tuple(_corrected(guess, said) for guess in guesses(folder, before.tables, known))
    lacking = [guess for guess in found if guess.lacking]
    if do != "save" or lacking:
        return _page(request, found, before.settings, lacking if do == "save" else ())
    write_settings(folder, Change(said.company, {**dict.fromkeys(before.tables), **_mapped(found)}))
    request.app.state.desk.reopen()
    return RedirectResponse("/", 303)


def _folder(request: Request) -> Path:
    folder: Path | None = request.app.state.folder
    if folder is None:
        raise HTTPException(404)
    return folder


def _page(request: Request, found: Sequence[Guess], settings: Settings, lacking: Sequence[Guess] = ()) -> Response:
    from zoneinfo import available_timezones

    return render(
        request, "mapping.html", 422 if lacking else 200, guesses=found, lacking=lacking, settings=settings,
        contract=CONTRACT, zones=sorted(available_timezones()), languages=Language, models=BusinessModel,
    )  # fmt: skip


def _corrected(guess: Guess, said: Said) -> Guess:
    """The guess with the reader's own choice of table and columns."""
    if guess.connector or guess.file not in said.tables:
        return guess
    if said.tables[guess.file] not in CONTRACT:
        return guess if guess.named else replace(guess, table=None, columns={})
    chosen = said.columns.get(guess.file)
    return guess if chosen is None else replace(guess, columns=dict(_chosen(guess, chosen)))


def _chosen(guess: Guess, chosen: Mapping[str, str]) -> Iterator[tuple[str, str | bool]]:
    for column in CONTRACT[guess.table or ""].columns:
        source = chosen.get(column.name, "")
        if source in guess.samples:
            yield column.name, source
        elif not column.required or column.spared:
            yield column.name, False


def _mapped(found: Sequence[Guess]) -> Mapping[str, MappedTable]:
    """Files by their table; where several hold one table, the first says what its columns are called."""
    tables: dict[str, MappedTable] = {}
    for guess in found:
        if guess.table and not guess.connector:
            first = tables.get(guess.table, MappedTable((), guess.columns))
            tables[guess.table] = replace(first, sources=(*first.sources, guess.file))
    return tables
