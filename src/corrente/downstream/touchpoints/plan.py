"""What to count for the touchpoints room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.journeys import (
    CONVERTS,
    NAMED,
    WINDOW_DAYS,
    channel_codes,
    channel_names,
    conversion_table,
    path_parameters,
    step_count,
)
from corrente.core.profile import Profile
from corrente.downstream.touchpoints.refusals import no_conversions, one_channel
from corrente.inference.attribution_rules import UNIT, decay_weights

QUESTION = QUESTIONS["touchpoints"]

IN_SETS = 12
"""Channels that stand on their own in sets."""


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Steps, credits and costs of all paths; refused without conversions or with one channel only."""
    if conversion_table(profile) is None:
        return no_conversions()
    if len(channel_names(profile)) < 2:
        return one_channel(channel_names(profile))
    channels: dict[str, Lookup] = {"channels": channel_codes(profile)}
    credits = path_parameters(profile, QUESTION) | {"unit": UNIT}
    return {
        "steps": step_count(profile, QUESTION),
        "credits": Count("path_credits", credits, channels | {"bits": _bits(), "decay": _decay()}),
        "costs": Count("channel_costs", {"until_day": profile.until(QUESTION)}, channels),
    }


def _bits() -> Lookup:
    """The bit of every code: the first twelve have one each, the rest share one; a conversion has none."""
    codes = [*range(NAMED + 1), CONVERTS]
    return {"code": codes, "mask": [0 if c == CONVERTS else 1 << min(c, IN_SETS) for c in codes]}


def _decay() -> Lookup:
    return {"age": np.arange(WINDOW_DAYS + 1), "weight": decay_weights(WINDOW_DAYS)}
