"""What happens with messages, in Segment's names, as it is told to whoever keeps events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from corrente.core.experiment import Test
from corrente.core.mailing import CLICKED, UNSUBSCRIBED

DELIVERED, BOUNCED, COMPLAINED = "Email Delivered", "Email Bounced", "Email Marked as Spam"

_PARTS: Mapping[str, str] = {
    DELIVERED: "delivered",
    CLICKED: "clicked",
    BOUNCED: "bounced",
    COMPLAINED: "complained",
    UNSUBSCRIBED: "unsubscribed",
}


@dataclass(frozen=True)
class Happened:
    """One event. Its ``id`` is made of what happened to which message, so that told twice it is one."""

    site: str
    id: str
    name: str
    unit: str
    person: str
    decision: str | None
    at_ms: int
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """Which version somebody gets, and the decision's id (``None``: outside the test)."""

    variant: str
    decision: str | None


Tell = Callable[[Connection, Happened], None]
"""Keep an event, in the transaction of what it tells."""


class Decide(Protocol):
    """Decide which version of a test somebody gets, for good."""

    def __call__(self, site: str, test: Test, unit: str) -> Decided:
        """The version; the same one whenever it is asked again."""


def happened(name: str, delivery: Row[*tuple[Any, ...]], at_ms: int, nth: str = "", **more: str) -> Happened:
    """The event ``name`` of a row of ``deliveries``; ``nth`` tells one from another where it can come again."""
    about = {
        "email_id": delivery.mailing,
        "variation_id": delivery.variant,
        "decision_id": delivery.decision or "",
        **more,
    }
    return Happened(
        delivery.site,
        f"mail-{_PARTS[name]}-{delivery.token}{nth}",
        name,
        delivery.unit,
        delivery.person,
        delivery.decision,
        at_ms,
        {name: value for name, value in about.items() if value},
    )
