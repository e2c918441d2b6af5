"""What to count for the touchpoints room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile
from corrente.downstream.touchpoints.refusals import no_conversions, one_channel
from corrente.inference.attribution_rules import UNIT, decay_weights

QUESTION = QUESTIONS["touchpoints"]

WINDOW_DAYS = 30
"""A touch counts towards a conversion at most so many days later."""

NAMED, IN_SETS = 30, 12
"""Channels that stand on their own in paths, and in sets; what is rarer is one channel, `OTHER`."""

OTHER = "(other)"
CONVERTS = 63
"""The code of a conversion in path_transitions.sql."""

_DAY = 86_400
_CUT = 0.7  # the share of the time before the back-test's cut


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Steps, credits and costs of all paths; refused without conversions or with one channel only."""
    conversions = _conversion_table(profile)
    if conversions is None:
        return no_conversions()
    if len(names_of(profile)) < 2:
        return one_channel(names_of(profile))
    codes = _codes(profile)
    times = times_of(profile)
    until = {"until_day": profile.until(QUESTION)}
    paths = until | {
        "from_leads": int(conversions == "leads"),
        "window_seconds": WINDOW_DAYS * _DAY,
        "known_second": times.known,
    }
    channels: dict[str, Lookup] = {"channels": codes}
    return {
        "steps": Count("path_transitions", paths | {"cut_second": times.cut}, channels),
        "credits": Count("path_credits", paths | {"unit": UNIT}, channels | {"bits": _bits(), "decay": _decay()}),
        "costs": Count("channel_costs", until, channels),
    }


def _conversion_table(profile: Profile) -> str | None:
    """Where conversions are found: in orders, or in leads where there are no orders."""
    orders, leads = profile.tables.get("orders"), profile.tables.get("leads")
    if orders is not None and orders.rows > 0:
        return "orders"
    if leads is not None and leads.rows > 0 and {"person_id", "converted_at"} <= leads.columns:
        return "leads"
    return None


def names_of(profile: Profile) -> tuple[str, ...]:
    """The channels on their own, the most frequent first, then `OTHER` where there are more."""
    levels = profile.tables["touchpoints"].levels.get("channel", ())
    names = [level.value for level in levels if level.value is not None]
    return (*names[:NAMED], OTHER) if len(names) > NAMED else tuple(names)


def _codes(profile: Profile) -> Lookup:
    named = [name for name in names_of(profile) if name != OTHER][:NAMED]
    return {"channel": named, "code": list(range(len(named)))}


def _bits() -> Lookup:
    """The bit of every code: the first twelve have one each, the rest share one; a conversion has none."""
    codes = [*range(NAMED + 1), CONVERTS]
    return {"code": codes, "mask": [0 if c == CONVERTS else 1 << min(c, IN_SETS) for c in codes]}


def _decay() -> Lookup:
    return {"age": np.arange(WINDOW_DAYS + 1), "weight": decay_weights(WINDOW_DAYS)}


@dataclass(frozen=True)
class Times:
    """The last second whose touches have had time to convert, the back-test's cut, and whether any were left out."""

    known: int
    cut: int
    settled: bool


def times_of(profile: Profile) -> Times:
    """Conversions are known up to the last of them; in less than four windows of data all touches count as settled."""
    ends = [profile.tables[name].last_day for name in ("touchpoints", _conversion_table(profile)) if name]
    last = min([profile.until(QUESTION), *(day for day in ends if day is not None)])
    first = profile.tables["touchpoints"].first_day
    first = last if first is None else min(first, last)
    settled = last - first >= 4 * WINDOW_DAYS
    known_day = last - WINDOW_DAYS if settled else last + 1
    cut_day = first + int(_CUT * (known_day - first))
    return Times((known_day + 1) * _DAY - 1, (cut_day + 1) * _DAY - 1, settled)
