"""Who asks, and what they say: read within limits before anything else is done."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from corrente.experiments.keys import Key, Kind, hash_of
from corrente.service.limits import network, parsed
from corrente.service.live import Live, live_of
from corrente.service.refusals import (
    Refused,
    answer,
    language_of,
    no_key,
    too_large,
    too_many,
    unavailable,
    wrong_kind,
    wrong_type,
)

JSON_TYPES = frozenset({"application/json", "text/plain"})
"""A browser's beacon, and what it sends without asking leave first, is text/plain."""

Handler = Callable[[Request], Awaitable[Response]]


class Plain(APIRoute):
    """A route whose function takes the request and returns the response itself: FastAPI only describes it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        """The function as it is, with refusals told."""
        handler: Handler = self.endpoint

        async def told(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as refused:
                return refusal(request, refused)
            except ClientDisconnect:
                return Response(status_code=400)

        return told


def refusal(request: Request, refused: Refused) -> Response:
    """The answer to a request that is refused, in its reader's language."""
    language = language_of(request.headers.get("accept-language", ""))
    return answer(refused.said(language), refused.status, refused.headers)


async def read(request: Request, most: int) -> Mapping[str, object]:
    """The body as a JSON object of at most ``most`` bytes. Raises `Refused`."""
    admit_address(live_of(request), request, 1)
    said = request.headers.get("content-type", "")
    if said.partition(";")[0].strip().lower() not in JSON_TYPES:
        raise wrong_type()
    return parsed(await _bytes(request, most))


async def _bytes(request: Request, most: int) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise too_large(most)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise too_large(most)
        parts.append(part)
    return b"".join(parts)


def key_of(request: Request, kind: Kind, body: Mapping[str, object]) -> Key:
    """The key that the request carries, which has to be of that kind. Raises `Refused` (401, 403)."""
    live = live_of(request)
    if not live.is_known:
        raise unavailable()
    found = live.snapshot.keys.get(hash_of(_said_key(request, body)))
    if found is None:
        raise no_key()
    if found.kind is not kind:
        raise wrong_kind(kind.value)
    return found


def admit(request: Request, key: Key, amount: int) -> None:
    """Count ``amount`` against the key, and what goes beyond the request itself against its address.

    Raises `Refused` (429).
    """
    live = live_of(request)
    if seconds := live.of_key.take(key.id, amount):
        raise too_many(seconds)
    if amount > 1:
        admit_address(live, request, amount - 1)


def admit_address(live: Live, request: Request, amount: int) -> None:
    """Count ``amount`` against the address that asks. Raises `Refused` (429)."""
    client = request.client
    if seconds := live.of_address.take(network(client.host) if client else "", amount):
        raise too_many(seconds)


def _said_key(request: Request, body: Mapping[str, object]) -> str:
    """The key as it was said: in the header (Basic, as Segment has it, or Bearer), the address or the body."""
    scheme, _, said = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _user(said)
    if scheme.lower() == "bearer":
        return said.strip()
    found = request.query_params.get("key") or body.get("writeKey")
    return found if isinstance(found, str) else ""


def _user(said: str) -> str:
    try:
        return base64.b64decode(said, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


async def preflight(_request: Request) -> Response:
    """Yes: any page may send JSON here, without credentials."""
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "86400",
        },
    )
