"""Pages written in the reader's language and theme."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from corrente.core.words import Language, Phrase
from corrente.reports.page import environment, worded
from corrente.web.guard import STYLE
from corrente.web.reader import Reader, reader
from corrente.web.texts import TEXTS

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
YEAR = 365 * 86_400


def read_by(request: Request) -> Reader:
    """Who reads: the language and theme of a request."""
    return reader(request.query_params, request.cookies, request.headers.get("accept-language", ""))


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page in the reader's language and theme; what the address chose is remembered in a cookie."""
    who = read_by(request)
    page = _pages(who.language).get_template(template)
    response = HTMLResponse(
        page.render(reader=who, path=request.url.path, here=partial(_here, request), **context), status
    )
    for name, value in (("lang", who.language.value), ("theme", who.theme.value)):
        if name in request.query_params:
            keep(response, name, value)
    return response


def _here(request: Request, **changed: str) -> str:
    """The query by which this page is reached with something changed, such as ``lang``."""
    return "?" + urlencode(
        [*((k, v) for k, v in request.query_params.multi_items() if k not in changed), *changed.items()]
    )


def fragment(request: Request, template: str, **context: Any) -> Markup:
    """A part of a page, in the reader's language."""
    return Markup(_pages(read_by(request).language).get_template(template).render(**context))


def keep(response: Response, name: str, value: str) -> None:
    """Let the browser keep a reader's choice."""
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="lax")


def failure(request: Request, status: int, title: Phrase, *said: Phrase) -> HTMLResponse:
    """A page that says what went wrong and where to go on."""
    return render(request, "failure.html", status, title=title, said=said)


@lru_cache(maxsize=len(Language))
def _pages(language: Language) -> Environment:
    env = environment(language, TEMPLATES)
    env.globals["t"] = partial(_text, language)
    env.globals["style"] = Markup(STYLE)
    return env


def _text(language: Language, key: str, **values: Any) -> str:
    found = TEXTS[key]
    return Phrase(found.en, found.pt, worded(values, language)).say(language)
