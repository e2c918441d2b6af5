"""Signed links: what a link is for, about what, and until when."""

from __future__ import annotations

import json
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

CHOICES_DAYS = 365
"""For how long the link to a person's own page works."""
_LONGEST = 2_000
"""Characters of a token that are looked at."""


class Use(StrEnum):
    """What a token is good for; one made for one use is nothing to another."""

    FORM = "form"
    DOWNLOAD = "download"
    CHOICES_OF_LEAD = "choices of a lead"
    CHOICES_OF_PERSON = "choices of a person"
    VISITOR = "visitor"


def sign(secret: str, use: Use, *said: str, until_ms: int) -> str:
    """A token that says ``said`` until a moment (milliseconds since 1970 in UTC)."""
    return _signer(secret, use).dumps([until_ms, *said])


def read(secret: str, use: Use, token: str, now_ms: int) -> tuple[str, ...] | None:
    """What a token says; ``None`` where it is not of this site and use, was changed, or its time is over."""
    if len(token) > _LONGEST:
        return None
    try:
        until_ms, *said = _signer(secret, use).loads(token)
    except BadData:
        return None
    return tuple(said) if now_ms <= until_ms else None


def choices_of_person(secret: str, person: str, now_ms: int) -> str:
    """The token of a person's own page, for a link that is sent to their address and to nobody else."""
    return sign(secret, Use.CHOICES_OF_PERSON, person, until_ms=now_ms + CHOICES_DAYS * 86_400_000)


def _signer(secret: str, use: Use) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"corrente.{use.value}", serializer=json)
