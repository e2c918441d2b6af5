"""Pages that anybody can see: in the page's own language, without script, closed against everything else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from corrente.core.words import Form, Language, Number, Phrase
from corrente.service.texts.landing import TEXTS

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "/p.css"
_DAY_SECONDS = 86_400

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cache-Control": "no-store",
}
"""No script at all may run on a public page, whatever a text of it holds."""

router = APIRouter(include_in_schema=False)


@router.get(STYLE)
def style() -> Response:
    """The style sheet of the public pages."""
    return Response(_style(), media_type="text/css", headers={"Cache-Control": f"max-age={_DAY_SECONDS}"})


def page(template: str, language: Language, status: int = 200, **context: Any) -> HTMLResponse:
    """A public page."""
    return HTMLResponse(written(template, language, **context), status, headers=dict(HEADERS))


def written(template: str, language: Language, **context: Any) -> str:
    """The HTML of a public page."""
    return _pages(language).get_template(template).render(**{"style": STYLE, **context})


def problem(kind: str, language: Language, status: int, **values: int) -> HTMLResponse:
    """A page that says why there is none: ``kind`` is the first part of its texts' keys."""
    said = _text(language, f"{kind}_says", **values)
    return page("public_problem.html", language, status, title=_text(language, kind), said=said)


@lru_cache(maxsize=len(Language))
def _pages(language: Language) -> Environment:
    from functools import partial

    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"t": partial(_text, language), "language": language}
    return env


def _text(language: Language, key: str, **values: str | int) -> str:
    found = TEXTS[key]
    said = {name: value if isinstance(value, str) else Number(value, Form.COUNT) for name, value in values.items()}
    return Phrase(found.en, found.pt, said).say(language)


@lru_cache(maxsize=1)
def _style() -> bytes:
    return files(__package__).joinpath("static", "page.css").read_bytes()
