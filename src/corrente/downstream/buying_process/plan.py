"""What to count for the buying process room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.journeys import conversion_table, path_parameters, step_count
from corrente.core.profile import Profile
from corrente.core.segmentation import Segmentation, choose_segmentation
from corrente.core.stages import stage_lookup, stages_of
from corrente.downstream.buying_process.refusals import no_purchases

QUESTION = QUESTIONS["buying_process"]

_MOST_SEGMENTS = 12


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Steps and purchases of all journeys, and steps between sales stages; refused without purchases."""
    if conversion_table(profile) is None:
        return no_purchases()
    segmentation = segments_of(profile)
    purchases = path_parameters(profile, QUESTION) | segmentation.parameters
    plan = {
        "steps": step_count(profile, QUESTION),
        "purchases": Count("journey_purchases", purchases, segmentation.lookups),
    }
    stages = stages_of(profile)
    if len(stages) > 1:
        plan["stages"] = Count("stage_steps", {"until_day": profile.until(QUESTION)}, {"stages": stage_lookup(stages)})
    return plan


def segments_of(profile: Profile) -> Segmentation:
    """How buyers are told apart."""
    return choose_segmentation(profile, _MOST_SEGMENTS)


def has_times(profile: Profile) -> bool:
    """Whether touchpoints stand on more than one day; exports that only know the order do not."""
    table = profile.tables["touchpoints"]
    return table.first_day is not None and table.first_day != table.last_day
