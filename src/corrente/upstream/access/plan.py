"""What to count for the access room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile
from corrente.core.segmentation import Segmentation, choose_segmentation
from corrente.upstream.access.refusals import one_channel

QUESTION = QUESTIONS["access"]

NAMED, MOST_SEGMENTS = 12, 12
OTHER = "(other)"


@dataclass(frozen=True)
class Period:
    """Days (since 1970-01-01) of the first contact, of the cut between the halves, and of the end."""

    first: int
    cut: int
    until: int


def period_of(profile: Profile) -> Period:
    """The contacts' time, cut in the middle."""
    table = profile.tables["touchpoints"]
    until = profile.until(QUESTION) if table.last_day is None else min(profile.until(QUESTION), table.last_day)
    first = until if table.first_day is None else min(table.first_day, until)
    return Period(first, (first + until) // 2, until)


def channels_of(profile: Profile) -> tuple[str, ...]:
    """The channels with a bit of their own, the most frequent first, then `OTHER` where there are more."""
    levels = profile.tables["touchpoints"].levels.get("channel", ())
    names = tuple(level.value for level in levels if level.value is not None)
    return (*names[:NAMED], OTHER) if len(names) > NAMED else names


def segmentation_of(profile: Profile) -> Segmentation:
    """How the company divides its customers."""
    return choose_segmentation(profile, MOST_SEGMENTS)


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Sets, frequencies and costs of contacts; refused where there are fewer than two channels."""
    names = channels_of(profile)
    if len(names) < 2:
        return one_channel(names)
    named = [name for name in names if name != OTHER]
    days, segments = period_of(profile), segmentation_of(profile)
    window = {"from_day": days.first, "until_day": days.until}
    masks: Lookup = {"channel": named, "mask": [1 << k for k in range(len(named))]}
    codes: Lookup = {"channel": named, "code": list(range(len(named)))}
    levels = {"segment_codes": _levels(segments)}
    found = {
        "sets": Count(
            "contact_sets", window | segments.parameters | {"cut_day": days.cut}, {"channel_masks": masks} | levels
        ),
        "frequencies": Count("contact_frequencies", window | segments.parameters, {"channel_masks": masks} | levels),
        "costs": Count("channel_costs", {"until_day": days.until}, {"channels": codes}),
    }
    spend = profile.tables.get("spend")
    if spend is not None and spend.rows > 0:
        found["spend"] = Count("channel_spend", window, {"channels": codes})
    return found


def _levels(segments: Segmentation) -> Lookup:
    """The segments' codes; where there are none, the empty text, which no clean table holds."""
    return segments.lookups["segment_codes"] if segments.levels else {"segment_level": [""], "code": [1]}
