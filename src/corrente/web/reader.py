"""Who reads: the language and the theme of one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.words import Language


class Theme(StrEnum):
    """Light, dark, or as the reader's system has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Reader:
    """One reader's habits."""

    language: Language = Language.EN
    theme: Theme = Theme.AUTO


def reader(query: Mapping[str, str], cookies: Mapping[str, str], accepts: str) -> Reader:
    """What the address asks for, else what was chosen before, else what the browser says."""
    asked = _language(query.get("lang", "")) or _language(cookies.get("lang", "")) or accepted(accepts)
    theme = _theme(query.get("theme", "")) or _theme(cookies.get("theme", "")) or Theme.AUTO
    return Reader(asked, theme)


def accepted(header: str) -> Language:
    """The language of an Accept-Language header that comes first by its weight (RFC 9110, 12.5.4); English else."""
    weighted = sorted((_weighted(part, place) for place, part in enumerate(header.split(","))), reverse=True)
    found = (_language(tag) for weight, _, tag in weighted if weight > 0)
    return next((language for language in found if language), Language.EN)


def _weighted(part: str, place: int) -> tuple[float, int, str]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        return float(weight or 1), -place, tag
    except ValueError:
        return 0.0, -place, tag


def _language(tag: str) -> Language | None:
    primary = tag.strip().lower().split("-")[0]
    return {"en": Language.EN, "pt": Language.PT}.get(primary)


def _theme(name: str) -> Theme | None:
    return Theme(name) if name in set(Theme) else None
