"""The join back: each customer's segment and its chance, by the pattern that was counted."""

from __future__ import annotations

import numpy as np

from corrente.core.count import Scores
from corrente.upstream.segments.estimate import Segments

_KEYS = ("frequency", "silence", "spend", "category", "level_1", "level_2", "level_3")


def scores(estimate: Segments) -> Scores:
    """Per customer: the likeliest segment and the chance that it is the right one."""
    names = np.array([segment.name for segment in estimate.found], dtype=object)
    patterns = {
        **{key: estimate.cells[key] for key in _KEYS},
        "segment": names[estimate.labels],
        "chance": estimate.sure,
    }
    parameters = {"until_day": estimate.planned.until_day, **estimate.planned.places}
    return Scores("segments", parameters, {"segment_patterns": patterns, **estimate.planned.lookups})
