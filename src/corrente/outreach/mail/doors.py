"""The addresses in a message that lead back here, and what they prove.

A token is made of a delivery's key with the site's secret, so that nobody can guess one. A click's address holds no
address to go to: only the number of one of the mailing's own links, signed with the token.
"""

from __future__ import annotations

from base64 import b32encode, urlsafe_b64decode
from dataclasses import dataclass

from corrente.state.site_secrets import keyed

LONGEST = 64
"""Characters of a door's last part that are looked at."""
_MARK = 16


def token_of(secret: str, mailing: str, person: str) -> str:
    """The token of a delivery: 26 letters and digits, which survive a server that writes addresses in lower case."""
    digest = urlsafe_b64decode(keyed(secret, "delivery", f"{mailing}\0{person}") + "==")
    return b32encode(digest).decode().rstrip("=").lower()


@dataclass(frozen=True)
class Doors:
    """The service's public address (``https://go.example.com``) and the site's secret."""

    base: str
    secret: str

    def click(self, token: str, number: int) -> str:
        """Where the link of that number of the mailing goes by."""
        return f"{self.base}/c/{token}.{number}.{_mark(self.secret, 'click', f'{token}.{number}')}"

    def unsubscribe(self, token: str) -> str:
        """Where one click ends it."""
        return f"{self.base}/u/{token}.{_mark(self.secret, 'unsubscribe', token)}"


def read_click(secret: str, said: str) -> tuple[str, int] | None:
    """The delivery's token and the link's number; ``None`` for what was not made here."""
    token, number, mark = _three(said)
    if not number.isdecimal() or not _is_mark(secret, "click", f"{token}.{number}", mark):
        return None
    return token, int(number)


def read_unsubscribe(secret: str, said: str) -> str | None:
    """The delivery's token; ``None`` for what was not made here."""
    token, _, mark = said[:LONGEST].partition(".")
    return token if _is_mark(secret, "unsubscribe", token, mark) else None


def token_in(said: str) -> str:
    """The token that a door seems to hold, before anything is proved; to find whose secret proves it."""
    return said[:LONGEST].partition(".")[0]


def _three(said: str) -> tuple[str, str, str]:
    token, _, rest = said[:LONGEST].partition(".")
    number, _, mark = rest.partition(".")
    return token, number, mark


def _mark(secret: str, use: str, said: str) -> str:
    return keyed(secret, f"mail {use}", said)[:_MARK]


def _is_mark(secret: str, use: str, said: str, mark: str) -> bool:
    from hmac import compare_digest

    return compare_digest(_mark(secret, use, said).encode(), mark.encode("utf-8", "surrogatepass"))
