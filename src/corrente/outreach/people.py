"""How outreach knows a person: by the keyed hash of their address."""

from __future__ import annotations

import re
import unicodedata

from corrente.state.site_secrets import keyed

LONGEST_ADDRESS = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

_ADDRESS = re.compile(
    r"[^@\s\x00-\x1f\x7f,;:<>()\[\]\\\"]{1,64}@(?!-)[^@\s\x00-\x1f\x7f,;:<>()\[\]\\\"]+\.[^@\s\x00-\x1f\x7f.,;:<>()\[\]\\\"]{2,}"
)


def normal(email: str) -> str:
    """An address as it is compared: without blanks around it, in lower case."""
    return unicodedata.normalize("NFC", email).strip().lower()


def is_address(email: str) -> bool:
    """Whether a mail server could take this for an address; quoted names, comments and addresses without dot are no."""
    found = normal(email)
    return len(found) <= LONGEST_ADDRESS and ".." not in found and _ADDRESS.fullmatch(found) is not None


def person_of(secret: str, email: str) -> str:
    """What a person goes by in a site's tables, by the site's secret: 22 characters, the same for the same address."""
    return keyed(secret, "person", normal(email))
