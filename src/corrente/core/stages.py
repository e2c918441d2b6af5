"""The stages that a company's leads and deals pass: their names, which end well or badly, and their codes in counts."""

from __future__ import annotations

from corrente.core.count import Lookup
from corrente.core.profile import Profile

STAGES = 12
"""At most so many stages stand on their own."""

_WON = ("won", "ganh", "vendid")
_LOST = ("lost", "perdid", "perda", "disqualif", "desqualif")


def stages_of(profile: Profile) -> tuple[str, ...]:
    """Stages, the most frequent first, the end stages last: the order in which ties in time are resolved."""
    table = profile.tables.get("stage_changes")
    levels = table.levels.get("stage", ()) if table is not None and table.rows > 0 else ()
    names = [level.value for level in levels if level.value is not None][:STAGES]
    return tuple(sorted(names, key=end_of))


def end_of(stage: str) -> int:
    """0 for a stage on the way, 1 where the subject was won, 2 where it was lost."""
    plain = stage.casefold()
    if any(word in plain for word in _LOST):
        return 2
    return 1 if any(word in plain for word in _WON) else 0


def stage_lookup(stages: tuple[str, ...]) -> Lookup:
    """Won and lost are lifted by thousands of years, so that they follow whatever was entered."""
    lifts = (0, 1 << 36, 1 << 37)
    return {"stage": stages, "code": list(range(len(stages))), "lift": [lifts[end_of(stage)] for stage in stages]}
