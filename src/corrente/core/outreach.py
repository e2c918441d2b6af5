"""A landing page and what it asks people to agree to. No I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.words import Language


class Purpose(StrEnum):
    """What a person can agree to; each by itself, none before it was asked.

    ``EMAIL``: to be written to. ``ADS``: that their hashed address is given to advertising platforms as an audience.
    ``MEASUREMENT``: that a cookie tells the next visit from another person's.
    """

    EMAIL = "email"
    ADS = "ads"
    MEASUREMENT = "measurement"


class Source(StrEnum):
    """Where somebody answered for a purpose."""

    FORM = "form"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"
    COMPANY = "company"


class Suppressed(StrEnum):
    """Why somebody must not be written to, whatever they agree to elsewhere, until they agree anew."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Ask:
    """One purpose and the very words that a person is asked by."""

    purpose: Purpose
    words: str

    def version(self, language: Language) -> str:
        """What proves which words were shown: a hash of purpose, language and words (16 hexadecimal digits)."""
        said = "\0".join((self.purpose.value, language.value, self.words))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Controller:
    """Who is answerable for the data (LGPD Art. 9): the company, and how its officer is reached."""

    name: str
    contact: str
    """An e-mail address or the address of a page."""


@dataclass(frozen=True)
class Offer:
    """What is given for the form. ``file`` is a name in the company's folder ``offers``; empty: nothing is given."""

    title: str = ""
    file: str = ""


@dataclass(frozen=True)
class Utm:
    """The campaign parameters of a link; ``id`` (``utm_id``) is the plan's campaign, ``content`` asset or variant."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    id: str = ""


class Slot(StrEnum):
    """What a variant of a page can say otherwise: the keys of a variant's payload."""

    HEADLINE = "headline"
    TEXT = "text"
    BUTTON = "button"
    PICTURE = "picture"
    PICTURE_SAYS = "picture_says"


@dataclass(frozen=True)
class LandingPage:
    """A page with an offer, as it is defined; each change of it is a further revision.

    ``id`` is its address (``/p/{id}``). ``says`` is what the page shows where no test decides; ``test`` the test whose
    variants replace parts of it (empty: none). ``plan`` and ``item`` name what it was made from, if it was. A page that
    is not ``published`` is served to nobody.
    """

    id: str
    language: Language
    says: Mapping[Slot, str]
    controller: Controller
    offer: Offer = Offer()
    asks: tuple[Ask, ...] = ()
    test: str = ""
    plan: str = ""
    item: str = ""
    asks_company: bool = True
    published: bool = False

    def saying(self, payload: Mapping[str, str]) -> Mapping[Slot, str]:
        """What the page says to who was given a variant with this payload; what is unknown or empty is left out."""
        return {**self.says, **{slot: payload[slot] for slot in Slot if payload.get(slot)}}


@dataclass(frozen=True)
class Lead:
    """Who sent the form of a page, and what led them there.

    ``id`` is random, ``person`` the keyed hash of the address. ``unit`` is what was decided for; ``test``, ``variant``
    and ``decision`` are empty or ``None`` where no test ran. ``at_ms``: milliseconds since 1970 in UTC.
    """

    id: str
    person: str
    page: str
    page_number: int
    name: str
    email: str
    company: str
    language: Language
    at_ms: int
    unit: str
    test: str = ""
    variant: str = ""
    decision: str | None = None
    plan: str = ""
    item: str = ""
    utm: Utm = field(default_factory=Utm)
    referrer: str = ""


@dataclass(frozen=True)
class Retention:
    """For how many months each kind of data on people is held, at most.

    ``leads``: after a person's last form. ``messages``: what was sent to whom. ``behaviour``: who was shown which
    variant, and what they did. ``consents``: after a person's last answer; longer than the rest, for they are the proof
    (the Brazilian limit for damages is five years: CDC Art. 27).
    """

    leads: int = 24
    messages: int = 24
    behaviour: int = 14
    consents: int = 60
