"""What to count for the conversion room, from the profile alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile
from corrente.core.stages import stage_lookup, stages_of
from corrente.downstream.conversion.refusals import one_stage

QUESTION = QUESTIONS["conversion"]

SOURCES, PERIODS = 20, 24
"""At most so many sources and periods stand on their own."""

HORIZON_PERIODS = 3
_LONGEST = 1500


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Who moved where from each stage, by source and period, and after how long; refused below two stages."""
    stages = stages_of(profile)
    if len(stages) < 2:
        return one_stage(stages)
    period = period_days(profile)
    until = {"until_day": profile.until(QUESTION)}
    times = {"period_days": period, "last_period": PERIODS - 1, "horizon_days": HORIZON_PERIODS * period}
    named: dict[str, Lookup] = {"stages": stage_lookup(stages)}
    plan = {
        "reach": Count("stage_reach", until | times, named | {"sources": _source_lookup(profile)}),
        "ages": Count("funnel_ages", until, named | {"ages": _age_lookup()}),
    }
    deals = profile.tables.get("opportunities")
    if deals is not None and "amount" in deals.columns:
        plan["amounts"] = Count("funnel_amounts", until)
    return plan


def _origins(profile: Profile) -> tuple[str, ...]:
    """The tables that know the subjects' source."""
    tables = profile.tables
    return tuple(name for name in ("leads", "opportunities") if name in tables and "source" in tables[name].columns)


def source_names(profile: Profile) -> tuple[str, ...]:
    """The sources on their own, in the order of their codes: the most frequent first."""
    rows: dict[str, int] = {}
    for name in _origins(profile):
        for level in profile.tables[name].levels.get("source", ()):
            if level.value is not None:
                rows[level.value] = rows.get(level.value, 0) + level.rows
    return tuple(sorted(rows, key=lambda source: (-rows[source], source))[:SOURCES])


def _source_lookup(profile: Profile) -> Lookup:
    names = source_names(profile)
    return {"source": np.array(names, dtype=object), "code": np.arange(len(names))}


def age_bins() -> NDArray[np.int64]:
    """The bin of each age in days: of one day for two weeks, then a seventh wider each."""
    edges = [float(day) for day in range(1, 15)]
    while edges[-1] < _LONGEST:
        edges.append(edges[-1] * 8 / 7)
    return np.searchsorted(np.array(edges), np.arange(_LONGEST + 1), side="right")


def _age_lookup() -> Lookup:
    return {"days": np.arange(_LONGEST + 1), "age_bin": age_bins()}


def period_days(profile: Profile) -> int:
    """Whole days per period, so that at most `PERIODS` of them cover the data; a week at least."""
    until = profile.until(QUESTION)
    first = profile.tables["stage_changes"].first_day
    span = until - (until if first is None else first) + 1
    return max(7, -(-span // PERIODS))
