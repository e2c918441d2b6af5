"""A mailing, its people, and a worker that sends it, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from corrente.core.experiment import Test, Variant
from corrente.core.mailing import Chosen, Mailing, MailSlot, Pace, Recipients, Sender
from corrente.core.outreach import Ask, Controller, Lead, Purpose, Source
from corrente.core.words import Language
from corrente.outreach import leads
from corrente.outreach.consent import Answered
from corrente.outreach.mail import campaign, kept
from corrente.outreach.mail.doors import Doors
from corrente.outreach.mail.events import Decided, Happened
from corrente.outreach.mail.running import Worker
from corrente.outreach.mail.sending import Post
from corrente.outreach.people import person_of
from corrente.state.site_secrets import secret_of
from corrente.state.store import State
from tests.state.conftest import Clock

SITE, BASE = "main", "https://go.acme.example"
TEXT = (
    "# Hello {first_name|there}\n\nRead [the e-book](https://acme.example/book?a=1#top), {first_name|friend}.\n\n"
    "[Start now](https://acme.example/start)"
)
FAST = Pace(1_000_000, 1_000_000)


def a_mailing(**said: Any) -> Mailing:
    mailing = Mailing(
        id="spring",
        name="Spring",
        language=Language.EN,
        sender=Sender(
            "Ana of Acme", "ana@acme.example", Controller("Acme Ltd", "privacy@acme.example"), "1 High St, York"
        ),
        says={MailSlot.SUBJECT: "{first_name|Hello}, the book is here", MailSlot.TEXT: TEXT},
        others=(Variant("b", "B", {"subject": "Half the wait"}),),
        chosen=Chosen(Recipients.FILE, proof="Signed up at the fair, forms in the archive"),
        pace=FAST,
        item="campaign.email",
    )
    return replace(mailing, **said)


def a_list(number: int) -> bytes:
    return ("email,name\n" + "".join(f"p{n}@d{n % 3}.example,Person {n}\n" for n in range(number))).encode()


@dataclass
class Told:
    """What was told of messages, each id once."""

    events: dict[str, Happened] = field(default_factory=dict)

    def __call__(self, _connection: Connection, event: Happened) -> None:
        self.events.setdefault(event.id, event)

    def names(self, unit: str | None = None) -> list[str]:
        return [event.name for event in self.events.values() if unit in (None, event.unit)]


def halves(_site: str, _test: Test, unit: str) -> Decided:
    """Version b for every second unit."""
    arm = "ab"[sum(unit.encode()) % 2]
    return Decided(arm, f"decision-{unit}")


def started(state: State, mailing: Mailing | None = None, content: bytes = b"", people: int = 3) -> Mailing:
    """A mailing on its way to a list."""
    mailing = mailing or a_mailing()
    kept.save(state, SITE, mailing, "ana")
    campaign.bring(state, SITE, mailing.id, content or a_list(people))
    campaign.start(state, SITE, mailing.id, "ana")
    return mailing


def a_worker(
    state: State, office: Any, clock: Clock | None = None, naps: int = 10_000, decide: Callable[..., Decided] = halves
) -> tuple[Worker, Told]:
    """A worker whose sleep moves the clock, and wakes so often before it is told to stop."""
    told, left = Told(), iter(range(naps))

    def sleep(seconds: float) -> bool:
        if clock is not None:
            clock.move(seconds=max(seconds, 0.001))
        return next(left, None) is not None

    doors = Doors(BASE, secret_of(state, SITE))
    return Worker(state, SITE, doors, Post(office.server), decide, told, sleep), told


def a_lead(state: State, email: str, name: str = "Ana Souza", agrees: bool = True, **said: Any) -> Lead:
    """A lead who was asked, and said yes or no to e-mail."""
    person, at = person_of(secret_of(state, SITE), email), kept.milliseconds(state.clock())
    lead = Lead(leads.new_id(), person, "ebook", 1, name, email, "Acme", Language.EN, at, f"unit-{email}", **said)
    asked = Ask(Purpose.EMAIL, "May Acme write to you?")
    answer = Answered(Purpose.EMAIL, agrees, asked.words, Language.EN, Source.FORM, at, "ebook", 1, lead.id)
    with state.writing() as connection:
        leads.take(connection, SITE, lead, leads.new_id(), [answer])
    return lead


def rows(state: State, table: Any, *columns: str) -> list[Any]:
    """All rows of a table."""
    with state.reading() as connection:
        return list(connection.execute(select(*(table.c[name] for name in columns))))
