"""What to count for the buying process room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.journeys import DAY, WINDOW_DAYS, Times, channel_codes, conversion_table, path_times
from corrente.core.profile import Profile
from corrente.core.segmentation import Segmentation, choose_segmentation
from corrente.core.stages import stage_lookup, stages_of
from corrente.downstream.buying_process.refusals import no_purchases

QUESTION = QUESTIONS["buying_process"]

_MOST_SEGMENTS = 12
_CUT = 0.5  # journeys of the first half of the time are learnt from, those of the later half test it


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Steps and purchases of all journeys, and steps between sales stages; refused without purchases."""
    conversions = conversion_table(profile)
    if conversions is None:
        return no_purchases()
    times, segmentation = times_of(profile), segments_of(profile)
    until = {"until_day": profile.until(QUESTION)}
    paths = until | {
        "from_leads": int(conversions == "leads"),
        "window_seconds": WINDOW_DAYS * DAY,
        "known_second": times.known,
    }
    channels: dict[str, Lookup] = {"channels": channel_codes(profile)}
    plan = {
        "steps": Count("journey_steps", paths | {"cut_second": times.cut}, channels),
        "purchases": Count("journey_purchases", paths | segmentation.parameters, segmentation.lookups),
    }
    stages = stages_of(profile)
    if len(stages) > 1:
        plan["stages"] = Count("stage_steps", until, {"stages": stage_lookup(stages)})
    return plan


def times_of(profile: Profile) -> Times:
    """Which touches are settled, and the back-test's cut."""
    return path_times(profile, QUESTION, _CUT)


def segments_of(profile: Profile) -> Segmentation:
    """How buyers are told apart."""
    return choose_segmentation(profile, _MOST_SEGMENTS)


def has_times(profile: Profile) -> bool:
    """Whether touchpoints stand on more than one day; exports that only know the order do not."""
    table = profile.tables["touchpoints"]
    return table.first_day is not None and table.first_day != table.last_day
