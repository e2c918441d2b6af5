"""What the sales cycle room counts: days per stage and per deal, and what was to come at an earlier day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile
from corrente.upstream.sales_cycle.refusals import MAX_STAGES, too_few, too_many_stages

QUESTION = QUESTIONS["sales_cycle"]

LONGEST = 3650
"""Days beyond which a spell's length is not told apart."""
MAX_SOURCES = 20
OTHER = "(other)"
"""The source that the counts give to deals of any further source."""


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Days per stage and per deal with their endings; and, as of an earlier day, what was to come."""
    table, moves = profile.tables.get("opportunities"), profile.tables.get("stage_changes")
    if table is None or moves is None or table.first_day is None or moves.rows == 0:
        return too_few(0)
    if moves.distinct.get("stage", 0) > MAX_STAGES:
        return too_many_stages(moves.distinct["stage"])
    until, cut = days(profile)
    names = [level.value for level in table.levels.get("source", ()) if level.value is not None]
    lookups = {"sources": {"source": np.array(names[:MAX_SOURCES], dtype=object)}}
    asked = {
        "stages": Count("stage_durations", {"until_day": until, "longest": LONGEST}, lookups),
        "deals": Count("deal_durations", {"until_day": until, "longest": LONGEST}, lookups),
    }
    if cut > table.first_day:
        asked["before"] = Count("deal_durations", {"until_day": cut, "longest": LONGEST}, lookups)
        asked["after"] = Count("deal_remaining", {"cut_day": cut, "until_day": until, "longest": LONGEST}, lookups)
    return asked


def days(profile: Profile) -> tuple[int, int]:
    """The last day seen, and the earlier day of the back-test: a quarter of the history is left to come."""
    until, first = profile.until(QUESTION), profile.tables["opportunities"].first_day or 0
    return until, until - max((until - first) // 4, 4)
