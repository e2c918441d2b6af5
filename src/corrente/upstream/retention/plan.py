"""What the retention room counts: contracts where there are any, else what customers do, and the randomised actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import Segmentation, choose_segmentation, coded
from corrente.upstream.retention.refusals import nothing_to_count, too_short

QUESTION = QUESTIONS["retention"]

MOST_LEVELS, MOST_ARMS, MOST_CAMPAIGNS = 6, 8, 6
SHORTEST_PERIODS = 3
"""Periods that the data must span: one to be known of, one to leave in, one to test on."""
MOST_PERIODS = 80
FAR_FUTURE = 3_000_000
_MONTH, _QUARTER, _YEAR = 30, 91, 365
_GAPS = {"orders": (90, 60, 30, 14, 7), "usage": (30, 14, 7)}
_WANTED_PERIODS = 6


class Source(StrEnum):
    """Where leaving is seen: an end of a contract, or a silence."""

    CONTRACTS = "subscriptions"
    USAGE = "usage"
    ORDERS = "orders"
    NOWHERE = "treatments"  # only actions are known, nobody's staying


@dataclass(frozen=True)
class Plan:
    """Days since 1970-01-01; levels are coded from one on in the order given here, 0 being all others.

    ``listed``: all contracts that ended did so on one day. That is no date but a status, of a list that says how long
    each customer stayed and whether she is still there.
    """

    source: Source
    until_day: int
    period_days: int
    periods: int
    segmentation: Segmentation
    plans: tuple[str, ...]
    campaigns: tuple[str, ...]
    arms: tuple[str, ...]
    currency: str
    horizon_days: int
    listed: bool = False

    @property
    def parameters(self) -> dict[str, int]:
        """What the counts of staying and the scores are asked."""
        common = {"until_day": self.until_day, "period_days": self.period_days, **self.segmentation.parameters}
        return common if self.source is Source.CONTRACTS else common | {"from_usage": int(self.source is Source.USAGE)}

    @property
    def lookups(self) -> dict[str, Lookup]:
        """The codes of the levels."""
        plans = {"plan_codes": coded("plan_level", self.plans)} if self.source is Source.CONTRACTS else {}
        return {**plans, **self.segmentation.lookups}


def plan(profile: Profile) -> Plan | Refusal:
    """What this company's tables allow, or a refusal."""
    source = _source(profile)
    treatments = _filled(profile, "treatments")
    if source is Source.NOWHERE and treatments is None:
        return nothing_to_count()
    first, until = _span(profile, source)
    length = _period(source, until - first + 1)
    periods = (until - first + 1) // length
    if source is not Source.NOWHERE and periods < SHORTEST_PERIODS:
        if treatments is None:
            return too_short(until - first + 1, SHORTEST_PERIODS * length)
        source = Source.NOWHERE
    return Plan(
        source, until, length, periods, choose_segmentation(profile, MOST_LEVELS),
        _levels(profile.tables.get("subscriptions"), "plan")[:MOST_LEVELS],
        _levels(treatments, "campaign", "")[:MOST_CAMPAIGNS], _levels(treatments, "arm")[:MOST_ARMS],
        profile.settings.currency, profile.settings.horizon_days,
        source is Source.CONTRACTS and profile.tables["subscriptions"].distinct.get("ended_at") == 1,
    )  # fmt: skip


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Lives of customers as the source tells them, and the outcomes of actions, where there are any."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    asked: dict[str, Count] = {}
    if planned.source is Source.CONTRACTS:
        asked["lives"] = Count("retention_contracts", planned.parameters, planned.lookups)
    elif planned.source is not Source.NOWHERE:
        asked["lives"] = Count("retention_activity", planned.parameters, planned.lookups)
    if planned.arms:
        until = FAR_FUTURE if profile.as_of is None else profile.as_of
        lookups = {
            "campaign_codes": coded("campaign_level", planned.campaigns),
            "arm_codes": coded("arm_level", planned.arms),
            **planned.segmentation.lookups,
        }
        asked["actions"] = Count("treatment_outcomes", {"until_day": until, **planned.segmentation.parameters}, lookups)
    return asked


def _filled(profile: Profile, name: str) -> TableProfile | None:
    table = profile.tables.get(name)
    return table if table is not None and table.rows else None


def _source(profile: Profile) -> Source:
    """Contracts say when somebody left; use is closer to leaving than purchases are."""
    for source in (Source.CONTRACTS, Source.USAGE, Source.ORDERS):
        table = _filled(profile, source.value)
        if table is not None and table.first_day is not None:
            return source
    return Source.NOWHERE


def _span(profile: Profile, source: Source) -> tuple[int, int]:
    """The first and the last day that are known of the source.

    Contracts may carry ends that still lie ahead: they are known up to the last day on which anything
    happened in the other tables, where there are any.
    """
    table = _filled(profile, source.value)
    if source is Source.NOWHERE or table is None or table.first_day is None or table.last_day is None:
        return 0, 0
    last = table.last_day
    if source is Source.CONTRACTS:
        others = [t.last_day for name, t in profile.tables.items() if name in QUESTION.tables and t is not table]
        last = max((day for day in others if day is not None), default=last)
    return table.first_day, last if profile.as_of is None else min(last, profile.as_of)


def _period(source: Source, span: int) -> int:
    """Days in a period: of a contract a month; else the silence after which a customer counts as gone."""
    if source is Source.CONTRACTS:
        return next((days for days in (_MONTH, _QUARTER) if span <= MOST_PERIODS * days), _YEAR)
    gaps = _GAPS.get(source.value, (_MONTH,))
    fitting = [days for days in gaps if span >= _WANTED_PERIODS * days]
    return max(fitting[0] if fitting else gaps[-1], -(-span // MOST_PERIODS))


def _levels(table: TableProfile | None, column: str, absent: str | None = None) -> tuple[str, ...]:
    """The values of a column, the most frequent first; ``absent`` stands for nothing there."""
    if table is None or not table.rows:
        return ()
    found = [level.value if level.value is not None else absent for level in table.levels.get(column, ())]
    kept = tuple(value for value in found if value is not None)
    return kept or (() if absent is None else (absent,))
