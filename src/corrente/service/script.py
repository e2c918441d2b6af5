"""What pages load: the script that decides and measures in the browser, and the assignment for servers at the edge.

The script speaks to the service by "simple" requests, which no browser asks leave for first: a POST of JSON as
``text/plain``, with the site's public key as ``writeKey`` in it, for a beacon can set no header.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Header, Response

HOUR_SECONDS = 3600
"""How long a browser keeps the script before it asks whether there is a newer one."""

router = APIRouter()


@dataclass(frozen=True)
class Served:
    """A script as it is sent: whole, compressed, and the tag by which a browser recognises it."""

    body: bytes
    compressed: bytes
    tag: str


@cache
def script(name: str) -> Served:
    """A file of ``static``; the same bytes on every machine have the same tag."""
    body = files(__package__).joinpath("static", name).read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Served(body, gzip.compress(body, 9, mtime=0), tag)


_Wanted = Annotated[str, Header(alias="accept-encoding")]
_Held = Annotated[str, Header(alias="if-none-match")]


@router.get("/corrente.js", response_class=Response)
def for_pages(wanted: _Wanted = "", held: _Held = "") -> Response:
    """The script of a page."""
    return _answer(script("corrente.js"), wanted, held)


@router.get("/assign.js", response_class=Response)
def for_servers(wanted: _Wanted = "", held: _Held = "") -> Response:
    """The assignment as an ES module."""
    return _answer(script("assign.js"), wanted, held)


def _answer(served: Served, wanted: str, held: str) -> Response:
    headers = {
        "ETag": f"W/{served.tag}",  # weak, as it stands for both encodings
        "Cache-Control": f"public, max-age={HOUR_SECONDS}",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if served.tag in (one.strip().removeprefix("W/") for one in held.split(",")):
        return Response(status_code=304, headers=headers)
    compress = "gzip" in (one.partition(";")[0].strip() for one in wanted.lower().split(","))
    if compress:
        headers["Content-Encoding"] = "gzip"
    body = served.compressed if compress else served.body
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")
