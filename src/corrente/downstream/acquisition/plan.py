"""What the acquisition room counts: weekly spend and outcomes by channel and region, controls, lift tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import coded
from corrente.downstream.acquisition.refusals import FEWEST_WEEKS, too_short

QUESTION = QUESTIONS["acquisition"]

WEEK = 7
LONGEST_WEEKS = 260
MOST_CHANNELS, MOST_CONTROLS = 20, 10
MOST_EFFECTS = 40
"""Regions times channels: beyond it the smaller regions are put together."""
_MOST_REGIONS = 8
_MONEY = ("revenue", "sales", "receita", "vendas", "faturamento", "value", "valor", "margin", "margem", "gmv")


@dataclass(frozen=True)
class Plan:
    """``weeks`` weeks from ``first_day`` on; names are coded from one on, 0 is the rest (of the outcomes: no metric).

    ``is_money`` says whether the outcome is in ``currency`` like the spend.
    """

    first_day: int
    weeks: int
    until_day: int
    channels: tuple[str, ...]
    regions: tuple[str, ...]
    controls: tuple[str, ...]
    metric: str | None
    is_money: bool
    currency: str


def plan(profile: Profile) -> Plan | Refusal:
    """The weeks and names for this company, or a refusal where the tables have too few weeks in common."""
    spend, outcomes = profile.tables["spend"], profile.tables["outcomes"]
    days = (spend.first_day, spend.last_day, outcomes.first_day, outcomes.last_day)
    if any(day is None for day in days):
        return too_short(0)
    known = [day or 0 for day in days]
    first, weeks = _window((known[0], known[1]), (known[2], known[3]), profile.as_of)
    if weeks < FEWEST_WEEKS:
        return too_short(max(weeks, 0))
    channels = _names(spend, "channel")[:MOST_CHANNELS]
    metric = next(iter(_names(outcomes, "metric")), None)
    return Plan(
        first_day=first,
        weeks=weeks,
        until_day=first + WEEK * weeks - 1,
        channels=channels,
        regions=_regions(spend, outcomes, len(channels)),
        controls=_names(profile.tables["controls"], "name")[:MOST_CONTROLS] if "controls" in profile.tables else (),
        metric=metric,
        is_money=metric is None or any(word in metric.lower() for word in _MONEY),
        currency=profile.settings.currency,
    )


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Weekly sums; or a refusal."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    until: dict[str, int] = {"until_day": planned.until_day}
    calendar, regions = {"calendar": _calendar(planned)}, {"regions": _coded("region", planned.regions)}
    channels = {"channels": _coded("channel", planned.channels)}
    metrics = {"metrics": _coded("metric", (planned.metric,) if planned.metric else ())}
    chosen = until | {"metric_code": int(planned.metric is not None)}
    asked = {
        "spend": Count("media_spend", until, calendar | channels | regions),
        "outcomes": Count("media_outcomes", chosen, calendar | metrics | regions),
    }
    if planned.controls:
        asked["controls"] = Count("media_controls", until, calendar | {"controlled": coded("name", planned.controls)})
    lifts = profile.tables.get("lift_tests")
    if lifts is not None and lifts.rows and planned.channels:
        asked["lifts"] = Count("lift_tests", until, channels | regions)
    return asked


def _window(spend: tuple[int, int], outcomes: tuple[int, int], as_of: int | None) -> tuple[int, int]:
    """The first day and the number of weeks that both share (first and last day), counted from the outcomes' first."""
    start = outcomes[0] + WEEK * max(0, -(-(spend[0] - outcomes[0]) // WEEK))
    end = min(spend[1], outcomes[1])
    if as_of is not None:
        end = min(end, as_of - WEEK + 1)  # a week counts once it is over
    weeks = (end - start) // WEEK + 1
    surplus = max(0, weeks - LONGEST_WEEKS)
    return start + WEEK * surplus, weeks - surplus


def _calendar(planned: Plan) -> Lookup:
    days = np.arange(planned.first_day, planned.first_day + WEEK * planned.weeks)
    return {"day": days, "period": (days - planned.first_day) // WEEK}


def _coded(name: str, levels: tuple[str, ...]) -> Lookup:
    """Names with their codes; where there are none, the empty text, which no clean table holds."""
    return coded(name, levels) if levels else {name: [""], "code": [1]}


def _names(table: TableProfile, column: str) -> tuple[str, ...]:
    return tuple(level.value for level in table.levels.get(column, ()) if level.value is not None)


def _regions(spend: TableProfile, outcomes: TableProfile, channels: int) -> tuple[str, ...]:
    """Regions that both tables know, as many as can be told apart; none where there are fewer than two."""
    known = set(_names(spend, "region"))
    shared = [name for name in _names(outcomes, "region") if name in known]
    most = min(_MOST_REGIONS, MOST_EFFECTS // max(channels, 1) - 1)
    return tuple(shared[:most]) if len(shared) >= 2 and most >= 2 else ()
