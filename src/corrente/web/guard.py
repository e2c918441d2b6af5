"""What keeps other sites out: only the app's own names, only its own pages' posts, only its own files.

A page of another site can send requests to 127.0.0.1; the Host check defeats DNS rebinding, the Origin check
cross-site posts, and the Content-Security-Policy anything that would be loaded from elsewhere.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from corrente.reports.page import style

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1_000_000
MOST_OF_A_FORM = 4
"""Megabytes of a request that brings no files."""

STYLE = style()
"""The style sheet, which stands in every page: a request of its own would hold up the first paint."""
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": f"default-src 'self'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True)
class Listening:
    """Where the app listens, and what the operator says of the way there.

    ``names`` are host names by which others reach it; ``https`` says that a proxy in front speaks HTTPS.
    """

    host: str = "127.0.0.1"
    names: frozenset[str] = frozenset()
    https: bool = False

    @property
    def asks_for_accounts(self) -> bool:
        """Whether others can come: it listens beyond this machine, or has been given a name to be reached by."""
        return self.host not in LOCAL or bool(self.names) or self.https

    @property
    def cookie(self) -> str:
        """The session cookie's name; the prefix makes browsers insist on HTTPS and on this very host (RFC 6265bis)."""
        return "__Host-corrente" if self.https else "corrente"

    @property
    def headers(self) -> Mapping[str, str]:
        """What every response carries."""
        return {**HEADERS, "Strict-Transport-Security": f"max-age={_YEAR_SECONDS}"} if self.https else HEADERS

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names this app; a bare address cannot be rebound by anybody's name server."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in LOCAL or name in self.names:
            return True
        return self.host not in LOCAL and (name == self.host or _is_address(name))

    def is_own(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that changes something comes from this app's own pages.

        From no page at all (a script) only where nobody's session could be misused.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is None and origin is None:
            return not self.asks_for_accounts
        return site in {None, "same-origin", "none"} and (origin is None or self._is_here(origin, headers))

    def _is_here(self, origin: str, headers: Mapping[str, str]) -> bool:
        scheme, _, place = origin.partition("://")
        return place == headers.get("host") and (scheme == "https" or not self.https)


def refusal(listening: Listening, method: str, headers: Mapping[str, str], most_bytes: int) -> tuple[int, str] | None:
    """Status and text key of why a request is refused, or ``None`` where it may pass.

    ``headers`` have lower-case names.
    """
    if not listening.answers_to(headers.get("host", "")):
        return 421, "foreign_host"
    if method in SAFE:
        return None
    if not listening.is_own(headers):
        return 403, "foreign_origin"
    return _length_refusal(headers, most_bytes)


def inside(path: str) -> str:
    """Where to go on: a path of this app as it is, the first page for all that could lead elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _length_refusal(headers: Mapping[str, str], most_bytes: int) -> tuple[int, str] | None:
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return 411, "no_length"
    return (413, "too_large") if int(length) > most_bytes else None
