"""What a form remembers while a person fills it in: it stands signed in the page itself, and nowhere else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from corrente.core.outreach import Utm
from corrente.outreach.forms import one_line
from corrente.outreach.tokens import Use, read, sign

DAY_MS = 86_400_000
OPEN_DAYS = 2
"""How long a page may stand open before its form has to be checked again."""
FASTEST_MS = 1_500
"""Nobody fills in a form faster."""
_LONGEST = 200
"""Characters that are kept of each campaign parameter."""


@dataclass(frozen=True)
class Shown:
    """A page as it was shown to one visitor.

    ``id`` tells this showing from all others, so that a form that is sent twice is one; ``unit`` is what the variant
    was decided for. ``decision`` is empty where no test decided.
    """

    id: str
    page: str
    number: int
    unit: str
    test: str
    variant: str
    decision: str
    utm: Utm
    referrer: str
    at_ms: int

    def signed(self, secret: str) -> str:
        """As the form carries it."""
        return sign(secret, Use.FORM, json.dumps(asdict(self)), until_ms=self.at_ms + 90 * DAY_MS)

    def is_stale(self, now_ms: int) -> bool:
        """Whether the page was open for too long."""
        return now_ms - self.at_ms > OPEN_DAYS * DAY_MS

    def is_fast(self, now_ms: int) -> bool:
        """Whether this was filled in faster than a person can."""
        return now_ms - self.at_ms < FASTEST_MS


def returned(secret: str, token: str, now_ms: int) -> Shown | None:
    """What a form that came back was shown with; ``None`` where this site never showed it so."""
    said = read(secret, Use.FORM, token, now_ms)
    if said is None:
        return None
    held = json.loads(said[0])
    return Shown(**{**held, "utm": Utm(**held["utm"])})


def fresh_id() -> str:
    """128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


def utm_of(query: Mapping[str, str]) -> Utm:
    """The campaign parameters of an address."""
    return Utm(**{part: one_line(query.get(f"utm_{part}", "")[:_LONGEST]) for part in Utm.__dataclass_fields__})


def host_of(referrer: str) -> str:
    """Which site sent a visitor, without the page, whose address may hold names."""
    try:
        return one_line((urlsplit(referrer).hostname or "")[:_LONGEST])
    except ValueError:
        return ""
