"""A look at a mailing before it goes out: on a page, or as one message to its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.mailing import Mailing, MailSlot
from corrente.outreach.mail import compose, markup
from corrente.outreach.mail.compose import Letter
from corrente.outreach.mail.sending import Handed, Parcel, Post

EXAMPLE: Mapping[str, str] = {"first_name": "Ana", "name": "Ana Souza", "company": "Acme"}
_TOKEN = "preview"


@dataclass(frozen=True)
class Shown:
    """A version as its reader sees it: ``body`` is HTML without styles, ``text`` the plain part."""

    variant: str
    name: str
    subject: str
    preview: str
    body: str
    text: str


@dataclass(frozen=True)
class Straight:
    """Doors that note nothing: links lead straight to where they lead in the end."""

    mailing: Mailing
    variant: str
    base: str

    def click(self, _token: str, number: int) -> str:
        """Where the link of that number leads."""
        return compose.destination(self.mailing, self.variant, number) or self.base

    def unsubscribe(self, token: str) -> str:
        """An address that ends nothing."""
        return f"{self.base}/u/{token}"


def shown(mailing: Mailing, variant: str, fields: Mapping[str, str] = EXAMPLE) -> Shown:
    """A version as somebody with these fields sees it. Raises `InputError` for a text that cannot be sent."""
    letter = Letter(_TOKEN, "", fields, variant)
    said, numbers = mailing.saying(variant), compose.links_of(mailing)
    doors = Straight(mailing, variant, "https://example.com")
    text, _ = compose.parts(mailing, letter, doors.unsubscribe(_TOKEN), lambda url: doors.click("", numbers.index(url)))
    name = next((one.name or one.id for one in mailing.variants if one.id == variant), variant)
    return Shown(
        variant,
        name,
        compose.subject(mailing, letter),
        markup.said(markup.places(said.get(MailSlot.PREVIEW, "")), fields),
        markup.as_html(
            markup.blocks(said[MailSlot.TEXT]), fields, lambda url: doors.click("", numbers.index(url)), False
        ),
        text,
    )


def send(post: Post, mailing: Mailing, variant: str, email: str, base: str, at: dt.datetime) -> Handed:
    """Send one version to one address, which counts for nothing. Raises `InputError` where that cannot be."""
    compose.check(mailing)
    letter = Letter(_TOKEN, email, EXAMPLE, variant)
    written = compose.compose(mailing, letter, Straight(mailing, variant, base), at)
    try:
        return post.hand_over(
            Parcel(compose.address(mailing.sender.email), written.to, written.content, written.utf8), _go
        )
    finally:
        post.close()


def _go() -> bool:
    return True
