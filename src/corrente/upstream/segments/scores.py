"""The join back: each customer's segment and its chance, by the pattern that was counted."""

from __future__ import annotations

import numpy as np

from corrente.core.count import Scores
from corrente.upstream.segments.estimate import Segments

_KEYS = ("frequency", "silence", "spend", "category", "level_1", "level_2", "level_3")
_SIGNS = ("usage_level", "rating_level")  # nothing is known of what was not counted


def scores(estimate: Segments) -> Scores:
    """Per customer: the likeliest segment and the chance that it is the right one."""
    names = np.array([segment.name for segment in estimate.found], dtype=object)
    patterns = {
        **{key: estimate.cells[key] for key in _KEYS},
        **{key: estimate.cells.get(key, np.zeros_like(estimate.labels)) for key in _SIGNS},
        "segment": names[estimate.labels],
        "chance": estimate.sure,
    }
    planned = estimate.planned
    parameters = {"until_day": planned.until_day, **planned.places, **planned.signs}
    lookups = {"segment_patterns": patterns, **planned.lookups, **estimate.opinions.lookups}
    return Scores("segments", parameters, lookups)
