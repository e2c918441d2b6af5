"""``POST /v1/track``: what people did, in Segment's words. The answer comes after the events are on disk."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response

from corrente.core.words import Phrase, phrase
from corrente.experiments import events
from corrente.experiments.events import Event, Unacceptable
from corrente.experiments.keys import Kind
from corrente.service.batching import Work
from corrente.service.door import admit, key_of, read
from corrente.service.live import live_of
from corrente.service.refusals import answer, language_of, malformed

MOST_BYTES = 500_000
MOST_EVENTS = 2_500

Rejection = tuple[int, Phrase]


async def post(request: Request) -> Response:
    """Store a batch of events, or one; an event whose message id is there already does no harm."""
    body = await read(request, MOST_BYTES)
    key = key_of(request, Kind.WRITE, body)
    batch = _batch(body)
    admit(request, key, max(1, len(batch)))
    accepted, rejected = read_all(key.site, batch, time.time_ns() // 1_000_000, body.get("sentAt"))
    new = (await live_of(request).batcher.submit(Work(events=accepted))).new_events if accepted else 0
    language = language_of(request.headers.get("accept-language", ""))
    said = {
        "accepted": new,
        "duplicates": len(accepted) - new,
        "rejected": [{"index": index, "because": because.say(language)} for index, because in rejected],
    }
    return answer(said, 422 if rejected and not accepted else 200)


def read_all(
    site: str, batch: Sequence[object], received_ms: int, sent_at: object
) -> tuple[list[Event], list[Rejection]]:
    """The events of a batch, and the places of those that are not taken, with the reason."""
    accepted: list[Event] = []
    rejected: list[Rejection] = []
    for index, message in enumerate(batch):
        try:
            _refuse_large(message)
            accepted.append(events.read(site, message, received_ms, sent_at))
        except Unacceptable as wrong:
            rejected.append((index, wrong.because))
    return accepted, rejected


def _batch(body: Mapping[str, object]) -> Sequence[object]:
    if "batch" not in body:
        return [body]
    batch = body["batch"]
    if not isinstance(batch, list) or len(batch) > MOST_EVENTS:
        raise malformed(
            phrase(
                "“batch” is a list of at most {most} events.",
                "“batch” é uma lista de no máximo {most} eventos.",
                most=str(MOST_EVENTS),
            )
        )
    return batch


def _refuse_large(message: object) -> None:
    try:
        size = len(json.dumps(message))
    except RecursionError:
        size = events.MOST_BYTES + 1
    if size > events.MOST_BYTES:
        raise Unacceptable(
            phrase("It is larger than {most} bytes.", "Passa de {most} bytes.", most=str(events.MOST_BYTES))
        )


_TEXT = {"type": "string"}
_EVENT = {
    "type": "object",
    "required": ["messageId"],
    "properties": {
        "type": {"enum": ["track", "page"]},
        "messageId": {**_TEXT, "minLength": 1, "maxLength": events.MOST_OF_ID},
        "anonymousId": {**_TEXT, "maxLength": events.MOST_CHARACTERS},
        "userId": {**_TEXT, "maxLength": events.MOST_CHARACTERS},
        "event": {**_TEXT, "maxLength": events.MOST_CHARACTERS},
        "timestamp": {**_TEXT, "format": "date-time"},
        "originalTimestamp": {**_TEXT, "format": "date-time"},
        "sentAt": {**_TEXT, "format": "date-time"},
        "properties": {"type": "object"},
        "context": {"type": "object"},
    },
}
_BATCH = {
    "type": "object",
    "required": ["batch"],
    "properties": {
        "batch": {"type": "array", "maxItems": MOST_EVENTS, "items": _EVENT},
        "sentAt": {**_TEXT, "format": "date-time"},
        "writeKey": _TEXT,
    },
}
_COUNT = {"type": "integer", "minimum": 0}
_REJECTED = {"type": "object", "properties": {"index": _COUNT, "because": _TEXT}}
_ANSWERED = {
    "type": "object",
    "properties": {"accepted": _COUNT, "duplicates": _COUNT, "rejected": {"type": "array", "items": _REJECTED}},
}
DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"oneOf": [_BATCH, _EVENT]}} for name in ("application/json", "text/plain")},
    },
    "responses": {"200": {"description": "Stored", "content": {"application/json": {"schema": _ANSWERED}}}},
}
