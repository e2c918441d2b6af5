"""What goes out for a campaign of the plan: links, audience files, dates, and what has to be tracked."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.background import BackgroundTask

from corrente.core.errors import InputError
from corrente.core.plan import Item, ItemKind
from corrente.core.profile import Settings
from corrente.core.words import Form, Number
from corrente.outreach import audiences, tracking_plan
from corrente.outreach.audiences import FORMATS, Platform
from corrente.outreach.links import campaign_link
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.web import sending
from corrente.web.access import Who, needs
from corrente.web.plan_desk import store_of
from corrente.web.render import read_by, render

Reader = Annotated[Who, needs(Role.READER)]
Editor = needs(Role.EDITOR)

MOST_CHARACTERS = 2_000
"""Of what is entered for a link."""

router = APIRouter(include_in_schema=False)


@router.get("/plan/send/{id}")
def send_page(request: Request, me: Reader, id: str, url: str = "", content: str = "") -> Response:
    """A campaign's links, audience files and dates; with the link that was asked for."""
    item = _campaign(request, id)
    link, error = "", None
    if url:
        try:
            link = campaign_link(url[:MOST_CHARACTERS], item, content=content[:MOST_CHARACTERS])
        except InputError as failure:
            error = failure
    may = me.role.may(Role.EDITOR)
    agreed = {
        whose: Number(audiences.counted(store_of(request), where=where), Form.COUNT)
        for whose, where in _whose(item).items()
    }
    return render(
        request, "send.html", 422 if error else 200, item=item, name=_settings(request).name, link=link, error=error,
        url=url, content=content, may=may, agreed=agreed if may else {},
        platforms={platform.value: Number(form.least, Form.COUNT) for platform, form in FORMATS.items()},
    )  # fmt: skip


@router.get("/plan/send/{id}/audience/{whose}-{platform}.csv", dependencies=[Editor])
def audience_file(request: Request, id: str, whose: str, platform: str) -> Response:
    """The audience file of a platform: of the leads of this campaign, or of all, who agree."""
    where = _whose(_campaign(request, id))
    if whose not in where or platform not in set(Platform):
        raise HTTPException(404)
    folder = Path(tempfile.mkdtemp(prefix="corrente-audience-"))
    try:
        path = folder / f"{whose}-{platform}.csv"
        audiences.write(Platform(platform), audiences.leads(store_of(request), where=where[whose]), path)
    except BaseException:
        rmtree(folder)
        raise
    return FileResponse(path, media_type="text/csv", filename=path.name, background=BackgroundTask(rmtree, folder))


@router.get("/plan/dates.ics", dependencies=[needs(Role.READER)])
def dates_file(request: Request) -> Response:
    """The plan's dates for other programs' calendars."""
    found = sending.dates(store_of(request), _settings(request), read_by(request).language)
    headers = {"Content-Disposition": 'attachment; filename="plan.ics"'}
    return Response(found, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/plan/tracking-plan.{kind}", dependencies=[needs(Role.READER)])
def tracking_file(request: Request, kind: str) -> Response:
    """What the plan needs tracked, as JSON or Markdown."""
    if kind not in ("json", "md"):
        raise HTTPException(404)
    company, language = _settings(request).name, read_by(request).language
    events = sending.tracked(store_of(request))
    headers = {"Content-Disposition": f'attachment; filename="tracking-plan.{kind}"'}
    if kind == "json":
        return JSONResponse(json.loads(json.dumps(tracking_plan.to_json(company, events, language))), headers=headers)
    said = tracking_plan.to_markdown(company, events, language)
    return PlainTextResponse(said, headers=headers, media_type="text/markdown")


def _campaign(request: Request, id: str) -> Item:
    item = planning.standing(store_of(request)).by_id.get(id)
    if item is None or item.kind is not ItemKind.CAMPAIGN:
        raise HTTPException(404)
    return item


def _settings(request: Request) -> Settings:
    company = request.app.state.desk.state.company
    found: Settings = company.books.settings if company is not None else Settings("corrente")
    return found


def _whose(item: Item) -> Mapping[str, Mapping[str, str]]:
    """Which leads there are files of: those of the campaign, and all."""
    return {"campaign": {"campaign_id": item.id}, "all": {}}
