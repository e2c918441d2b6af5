"""An e-mail campaign as it is written: what it says, in which versions, to whom, from whom, how fast. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from corrente.core.experiment import Learning, Measure, Metric, Test, Variant
from corrente.core.outreach import Controller
from corrente.core.words import Language

CLICKED = "Email Link Clicked"
"""The event that a click is recorded as, and what decides between versions unless another is named."""
UNSUBSCRIBED = "Unsubscribed"
"""The event of somebody who wants no more; each test of a mailing watches it."""
DAY = 86_400


class MailSlot(StrEnum):
    """What a version of a mailing can say otherwise: the keys of a variant's payload.

    ``PREVIEW`` is what mail programs show beside the subject.
    """

    SUBJECT = "subject"
    PREVIEW = "preview"
    TEXT = "text"


class MailPhase(StrEnum):
    """Where a mailing is in its life. Only a draft can be written; what was cancelled or is done stays so."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class MailStatus(StrEnum):
    """Where one person's message is.

    ``LISTED``: in the audience of a draft. ``QUEUED``: waits for its turn, or for another attempt. ``CLAIMED``: a
    worker prepares it, and nothing of it has left. ``BEGUN``: it is being handed over. ``SENT``: the server took it.
    ``UNKNOWN``: handing over was begun and its end is not known; a person decides. ``BOUNCED``: a server refused it
    for good. ``FAILED``: given up after many attempts. ``SUPPRESSED``: this person must not be written to.
    ``CANCELLED``: the mailing was.
    """

    LISTED = "listed"
    QUEUED = "queued"
    CLAIMED = "claimed"
    BEGUN = "begun"
    SENT = "sent"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


class Recipients(StrEnum):
    """Where a mailing's people come from: leads who agreed to e-mail, or a list that the company brings."""

    LEADS = "leads"
    FILE = "file"


LEAD_COLUMNS = ("page", "source", "medium", "campaign", "campaign_id", "term", "content", "item", "language", "variant")
"""What leads can be chosen by; ``term`` (``utm_term``) is the segment that the campaign spoke to."""


@dataclass(frozen=True)
class Chosen:
    """To whom. ``where`` chooses leads by `LEAD_COLUMNS`; ``least_score`` those whose score is at least so (0 to 1).

    ``proof`` says how those on a company's own list agreed, and where that is kept.
    """

    recipients: Recipients = Recipients.LEADS
    where: Mapping[str, str] = field(default_factory=dict)
    least_score: float | None = None
    proof: str = ""


@dataclass(frozen=True)
class Sender:
    """From whom: the name and address in From, where answers go (empty: there too), and who is answerable.

    ``postal`` is the company's street and city, which the footer says.
    """

    name: str
    email: str
    controller: Controller
    postal: str
    reply_to: str = ""


@dataclass(frozen=True)
class Pace:
    """The most messages in a minute: to all, and to one domain."""

    per_minute: int = 60
    per_domain: int = 30


@dataclass(frozen=True)
class Mailing:
    """One message to many people, as it is written; each change of it is a further revision.

    ``says`` is what everybody gets who gets no other version; ``others`` are the versions held against it, whose
    payload replaces parts of it. ``judged_by`` is the event that decides between them, within ``window_seconds`` (opens
    are not measured: mail programs fetch pictures unasked, or never). ``plan`` and ``item`` name its campaign.
    """

    id: str
    name: str
    language: Language
    sender: Sender
    says: Mapping[MailSlot, str]
    others: tuple[Variant, ...] = ()
    chosen: Chosen = Chosen()
    judged_by: str = CLICKED
    window_seconds: int = 3 * DAY
    learning: Learning = Learning.THOMPSON
    pace: Pace = Pace()
    plan: str = ""
    item: str = ""

    @property
    def variants(self) -> tuple[Variant, ...]:
        """All versions, the default first."""
        return (Variant("a", "A"), *self.others)

    @property
    def test(self) -> str:
        """The id of the test of its versions; empty where there is only one."""
        return f"mail-{self.id}" if self.others else ""

    def saying(self, variant: str) -> Mapping[MailSlot, str]:
        """What a version says; an unknown one says what the default does."""
        payload = next((v.payload for v in self.variants if v.id == variant), {})
        return {**self.says, **{slot: payload[slot] for slot in MailSlot if payload.get(slot)}}

    def as_test(self) -> Test:
        """The test of its versions, which stay here; its seeds and phase are given when it starts."""
        measure = Measure.CLICKS if self.judged_by == CLICKED else Measure.CONVERSIONS
        return Test(
            id=self.test,
            name=self.name,
            variants=tuple(replace(variant, payload={}) for variant in self.variants),
            decision=Metric(self.judged_by, measure, self.judged_by, self.window_seconds),
            guardrails=(
                Metric(UNSUBSCRIBED, Measure.CONVERSIONS, UNSUBSCRIBED, self.window_seconds, more_is_better=False),
            ),
            learning=self.learning,
            plan=self.plan,
            item=self.item,
        )
