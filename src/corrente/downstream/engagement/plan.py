"""What the engagement room counts: contacts with their answers, when they were, and the randomised actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, Settings, TableProfile
from corrente.core.segmentation import COLUMNS, Segmentation, choose_segmentation, coded
from corrente.core.words import day_to_date
from corrente.downstream.engagement.refusals import nothing_answered

QUESTION = QUESTIONS["engagement"]

MOST_CHANNELS, MOST_MESSAGES, MOST_LEVELS = 8, 8, 6
MOST_CAMPAIGNS, MOST_ARMS = 6, 8
MOST_COLUMNS, MOST_PATTERNS = 6, 400
"""Columns by which a randomised action may choose its people, and the combinations of their levels."""
WINDOW_DAYS = 7
"""Contacts of so many days before count for fatigue."""
ANSWER_DAYS = 7
"""An answer that comes later than this is no answer to the contact."""
_TEST_SHARE, _TESTED_DAYS = 4, 28  # the last fourth of the time is held out, where the whole is that long
_DAY = 86_400

SENT = ("sent", "send", "delivered", "delivery", "email sent", "email delivered", "email send", "push sent",
        "push delivered", "sms sent", "sms delivered", "message sent", "message delivered", "enviado", "envio",
        "entregue", "e-mail enviado", "e-mail entregue", "mensagem enviada", "mensagem entregue")  # fmt: skip
"""Where rows of these kinds stand beside rows of answers, each row is an event, whatever a response says of it."""
SHOWN = ("impression", "impressao", "impressão", "call", "ligacao", "ligação")
ANSWERS = ("click", "clicked", "link clicked", "email link clicked", "email clicked", "email click", "push clicked",
           "sms clicked", "reply", "replied", "email replied", "response", "responded", "answer", "answered", "clique",
           "clicou", "clicado", "resposta", "respondeu", "respondido")  # fmt: skip
OPENS = ("open", "opened", "email opened", "email open", "push opened", "abertura", "abriu", "aberto", "e-mail aberto")
"""They count as answers only where nothing says more: mail programs open mails by themselves."""


@dataclass(frozen=True)
class Contacts:
    """How contacts are counted; levels are coded from one on in this order, 0 being all others.

    ``kinds`` (kind, 1 contact or 2 answer) tell what is a contact where each row is an event; ``test_from`` is the
    first day held out, None where the time is too short for that.
    """

    first_day: int
    until_day: int
    test_from: int | None
    channels: tuple[str, ...]
    messages: tuple[str, ...]
    message_column: int
    kinds: tuple[tuple[str, int], ...]
    timezone: str

    @property
    def parameters(self) -> dict[str, int]:
        """What both counts of contacts are asked."""
        return {
            "until_day": self.until_day,
            "cut_day": self.until_day if self.test_from is None else self.test_from - 1,
            "from_kinds": int(bool(self.kinds)),
            "answer_seconds": ANSWER_DAYS * _DAY,
            "message_column": self.message_column,
        }

    @property
    def kind_codes(self) -> Lookup:
        """Which kinds are contacts (1) and which are answers (2)."""
        names, codes = zip(*(self.kinds or (("", 1),)), strict=True)
        return {"kind_level": np.array(names, dtype=object), "code": np.array(codes)}

    @property
    def lookups(self) -> dict[str, Lookup]:
        """The codes of channels, messages and kinds."""
        return {
            "channels": coded("channel", self.channels),
            "message_codes": coded("message_level", self.messages or ("",)),
            "contact_kinds": self.kind_codes,
        }


@dataclass(frozen=True)
class Trials:
    """How randomised actions are counted; ``columns`` are the names and places of what tells their people apart."""

    until_day: int
    campaigns: tuple[str, ...]
    arms: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]

    @property
    def lookups(self) -> dict[str, Lookup]:
        """The codes of campaigns and arms."""
        return {"campaign_codes": coded("campaign_level", self.campaigns), "arm_codes": coded("arm_level", self.arms)}

    @property
    def places(self) -> dict[str, int]:
        """The columns as the counts' parameters."""
        used = [place for _, place in self.columns]
        return {f"use_{n + 1}": used[n] if n < len(used) else 0 for n in range(MOST_COLUMNS)}


@dataclass(frozen=True)
class Plan:
    """Contacts or trials may be missing, not both."""

    contacts: Contacts | None
    trials: Trials | None
    segmentation: Segmentation
    settings: Settings


def plan(profile: Profile) -> Plan | Refusal:
    """What this company's tables allow, or a refusal."""
    contacts, trials = _contacts(profile), _trials(profile)
    if contacts is None and trials is None:
        return nothing_answered()
    return Plan(contacts, trials, choose_segmentation(profile, MOST_LEVELS), profile.settings)


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Contacts by what was sent to whom after how many others, and by the hour; and what came of randomised actions."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    return dict(_counts(planned))


def _counts(planned: Plan) -> Iterator[tuple[str, Count]]:
    segments = planned.segmentation
    sent, trials = planned.contacts, planned.trials
    if sent is not None:
        to_whom = sent.parameters | segments.parameters | {"window_seconds": WINDOW_DAYS * _DAY}
        yield "responses", Count("contact_responses", to_whom, sent.lookups | segments.lookups)
        midnights = {"midnights": _midnights(sent)}
        yield "moments", Count("contact_moments", sent.parameters, sent.lookups | midnights)
        yield "costs", Count("channel_costs", {"until_day": sent.until_day}, {"channels": _from_zero(sent.channels)})
    if trials is not None:
        until = {"until_day": trials.until_day}
        yield "outcomes", Count("treatment_outcomes", until | segments.parameters, trials.lookups | segments.lookups)
        yield "patterns", Count("treatment_patterns", until | trials.places, trials.lookups)


def _from_zero(channels: Sequence[str]) -> Lookup:
    return {"channel": np.array(channels, dtype=object), "code": np.arange(len(channels))}


def _midnights(sent: Contacts) -> Lookup:
    """When each day began in the company's own time zone."""
    zone, days = ZoneInfo(sent.timezone), range(sent.first_day, sent.until_day + 1)
    began = [int(dt.datetime.combine(day_to_date(day), dt.time(), zone).timestamp()) for day in days]
    return {"day": np.array(days), "midnight_second": np.array(began, dtype=np.int64)}


# -- contacts --------------------------------------------------------------------------------------------------------


def _contacts(profile: Profile) -> Contacts | None:
    """None where nothing tells answered contacts from others."""
    table = profile.tables.get("touchpoints")
    if table is None or not table.rows or table.first_day is None or table.last_day is None:
        return None
    kinds, told = _kinds(table), "response" in table.columns
    if not kinds and not told:
        return None
    if told and not any(_plain(kind) in SENT for kind, _ in kinds):
        kinds = ()
    until = table.last_day if profile.as_of is None else min(table.last_day, profile.as_of)
    span = until - table.first_day + 1
    column, messages = _messages(table)
    return Contacts(
        table.first_day, until, until - span // _TEST_SHARE + 1 if span >= _TESTED_DAYS else None,
        _levels(table, "channel")[:MOST_CHANNELS], messages[:MOST_MESSAGES], column, kinds, profile.settings.timezone,
    )  # fmt: skip


def _kinds(table: TableProfile) -> tuple[tuple[str, int], ...]:
    """The kinds that are contacts and those that are answers; nothing where either is missing."""
    known = _levels(table, "kind")
    sent = [kind for kind in known if _plain(kind) in SENT + SHOWN]
    answered = [kind for kind in known if _plain(kind) in ANSWERS] or [kind for kind in known if _plain(kind) in OPENS]
    if not sent or not answered:
        return ()
    return tuple([(kind, 1) for kind in sent] + [(kind, 2) for kind in answered])


def _plain(kind: str) -> str:
    return kind.strip().lower().replace("_", " ")


def _messages(table: TableProfile) -> tuple[int, tuple[str, ...]]:
    """The column that says what was sent, as the counts number it, and its values."""
    for place, column in enumerate(("message", "campaign"), start=1):
        levels = _levels(table, column)
        if levels:
            return place, levels
    return 0, ()


def _levels(table: TableProfile, column: str, absent: str | None = None) -> tuple[str, ...]:
    """The values of a column, the most frequent first; ``absent`` stands for nothing there."""
    found = (level.value if level.value is not None else absent for level in table.levels.get(column, ()))
    kept = tuple(value for value in found if value is not None)
    return kept or (() if absent is None else (absent,))


# -- trials ----------------------------------------------------------------------------------------------------------


def _trials(profile: Profile) -> Trials | None:
    table = profile.tables.get("treatments")
    if table is None or not table.rows or table.last_day is None or len(_levels(table, "arm")) < 2:
        return None
    until = table.last_day if profile.as_of is None else min(table.last_day, profile.as_of)
    return Trials(
        until, _levels(table, "campaign", "")[:MOST_CAMPAIGNS], _levels(table, "arm")[:MOST_ARMS],
        tuple(_columns(profile.tables.get("customers"), profile.settings.segment)),
    )  # fmt: skip


def _columns(customers: TableProfile | None, own: str | None) -> Iterator[tuple[str, int]]:
    """The company's own division first, then every column of few levels, as long as their combinations are few."""
    if customers is None:
        return
    slots = {name: name for name in COLUMNS} | {
        name: f"attribute_{n:02d}" for n, name in enumerate(customers.attributes, start=1)
    }
    first = (own or "").removeprefix("customers.")
    ordered = sorted(slots, key=lambda name: (name != first, customers.distinct.get(slots[name], 0)))
    names, patterns, used = list(slots), 1, 0
    for name in ordered:
        levels = customers.distinct.get(slots[name], 0)
        if levels >= 2 and patterns * levels <= MOST_PATTERNS and used < MOST_COLUMNS:
            patterns, used = patterns * levels, used + 1
            yield name, names.index(name) + 1
