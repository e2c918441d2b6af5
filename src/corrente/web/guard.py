"""What keeps other sites out: only this machine's name, only this app's own posts, only this app's own files.

A page of another site can send requests to 127.0.0.1; the Host check defeats DNS rebinding, the Origin check
cross-site posts, and the Content-Security-Policy anything that would be loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1_000_000

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def refusal(method: str, headers: Mapping[str, str], most_bytes: int) -> tuple[int, str] | None:
    """Status and text key of why a request is refused, or ``None`` where it may pass.

    ``headers`` have lower-case names.
    """
    if not is_local(headers.get("host", "")):
        return 421, "foreign_host"
    if method in SAFE:
        return None
    if not is_own(headers):
        return 403, "foreign_origin"
    return _length_refusal(headers, most_bytes)


def is_local(host: str) -> bool:
    """Whether a Host header names this machine."""
    try:
        return urlsplit(f"//{host}").hostname in LOCAL
    except ValueError:
        return False


def is_own(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something comes from this app's own pages, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _length_refusal(headers: Mapping[str, str], most_bytes: int) -> tuple[int, str] | None:
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return 411, "no_length"
    return (413, "too_large") if int(length) > most_bytes else None
