"""What questions about journeys share: channels by code, where purchases stand, which touches are settled."""

from __future__ import annotations

from dataclasses import dataclass

from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile
from corrente.core.question import Question

DAY = 86_400

WINDOW_DAYS = 30
"""A touch counts towards a conversion at most so many days later; silence for longer ends a journey."""

NAMED = 30
"""Channels that stand on their own; what is rarer is one channel, `OTHER`."""

OTHER = "(other)"

_CUT = 0.7
"""The share of the settled time that lies before a back-test's cut."""

LEAVES, STARTS, CONVERTS = 61, 62, 63
"""The further codes of journey_steps.sql."""


def conversion_table(profile: Profile) -> str | None:
    """Where conversions are found: in orders, or in leads where there are no orders."""
    orders, leads = profile.tables.get("orders"), profile.tables.get("leads")
    if orders is not None and orders.rows > 0:
        return "orders"
    if leads is not None and leads.rows > 0 and {"person_id", "converted_at"} <= leads.columns:
        return "leads"
    return None


def channel_names(profile: Profile) -> tuple[str, ...]:
    """The channels on their own, the most frequent first, then `OTHER` where there are more."""
    levels = profile.tables["touchpoints"].levels.get("channel", ())
    names = [level.value for level in levels if level.value is not None]
    return (*names[:NAMED], OTHER) if len(names) > NAMED else tuple(names)


def channel_codes(profile: Profile) -> Lookup:
    """Channel to code, as the counts' lookup."""
    named = [name for name in channel_names(profile) if name != OTHER][:NAMED]
    return {"channel": named, "code": list(range(len(named)))}


@dataclass(frozen=True)
class Times:
    """The last second whose touches have had time to convert, the back-test's cut, and whether any were left out."""

    known: int
    cut: int
    settled: bool


def path_times(profile: Profile, question: Question) -> Times:
    """Conversions are known up to the last of them; in less than four windows of data all touches count as settled."""
    ends = [profile.tables[name].last_day for name in ("touchpoints", conversion_table(profile)) if name]
    last = min([profile.until(question), *(day for day in ends if day is not None)])
    first = profile.tables["touchpoints"].first_day
    first = last if first is None else min(first, last)
    settled = last - first >= 4 * WINDOW_DAYS
    known_day = last - WINDOW_DAYS if settled else last + 1
    cut_day = first + int(_CUT * (known_day - first))
    return Times((known_day + 1) * DAY - 1, (cut_day + 1) * DAY - 1, settled)


def path_parameters(profile: Profile, question: Question) -> dict[str, int]:
    """What the counts of paths are asked with: conversions of orders or leads, the window, and what is settled."""
    return {
        "until_day": profile.until(question),
        "from_leads": int(conversion_table(profile) == "leads"),
        "window_seconds": WINDOW_DAYS * DAY,
        "known_second": path_times(profile, question).known,
    }


def step_count(profile: Profile, question: Question) -> Count:
    """The steps of all paths, counted once for every room that asks with the same end."""
    parameters = path_parameters(profile, question) | {"cut_second": path_times(profile, question).cut}
    return Count("journey_steps", parameters, {"channels": channel_codes(profile)})
