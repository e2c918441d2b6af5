"""What the lead scoring room counts: which table holds the leads, which columns tell them apart, how time is cut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile, TableProfile
from corrente.core.words import Language
from corrente.downstream.lead_scoring.refusals import MIN_LOST, MIN_WON, nothing_known, too_few

QUESTION = QUESTIONS["lead_scoring"]

PERIODS = 60
"""The time from the first lead to the last is cut into so many."""
MOST_LEADS = 50_000
"""Of more leads a sample is counted, about so many."""
HORIZONS = (180, 90, 60, 30, 14)
"""Where no loss is ever noted: the first of these days of which the data hold four is how long a lead may take."""
NAMED = ("source", "campaign", "landing_page", "owner", "competitor", "amount")
FAR_FUTURE = 3_000_000
_COLUMNS = {"leads": NAMED[:3], "opportunities": ("source", "owner", "competitor", "amount")}
_SLOTS = 24
_MOST_VALUES, _PER_VALUE = 50, 10
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 23, 31, 43, 59, 83, 113, 157, 211, 307, 401, 601, 809, 1201, 1601, 2401, 3203)
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


@dataclass(frozen=True)
class Plan:
    """Where the leads are (`table`), the days that time is cut by, and the columns by their place in the count."""

    table: str
    until_day: int
    first_day: int
    period_days: int
    horizon_days: int
    every: int
    columns: Mapping[int, str]
    language: Language
    currency: str
    cost: float | None
    value: float | None
    capacity: int | None

    @property
    def parameters(self) -> dict[str, int]:
        """What the count and the scores are asked alike."""
        return {
            "from_leads": int(self.table == "leads"),
            "until_day": self.until_day,
            "first_day": self.first_day,
            "horizon_days": self.horizon_days,
        }


def plan(profile: Profile) -> Plan | Refusal:
    """The table, days and columns for this company, or a refusal."""
    name = _chosen(profile)
    table = profile.tables.get(name)
    if table is None or table.rows < MIN_WON + MIN_LOST:
        return too_few(0, 0 if table is None else table.rows, name)
    columns = _columns(name, table)
    if not columns:
        return nothing_known(name)
    first = 0 if table.first_day is None else table.first_day
    last = first if table.last_day is None else table.last_day
    last = last if profile.as_of is None else min(last, profile.as_of)
    horizon = 0 if _losses_known(table) else _horizon(last - first)
    until = last if horizon or profile.as_of is not None else FAR_FUTURE
    settings = profile.settings
    return Plan(
        name,
        until,
        first,
        max((last - first) // PERIODS + 1, 1),
        horizon,
        next((p for p in (1, *_PRIMES) if table.rows <= p * MOST_LEADS), _PRIMES[-1]),
        columns,
        settings.language,
        settings.currency,
        settings.lead_cost,
        settings.lead_value,
        settings.lead_capacity,
    )


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """One count: leads by everything that is known of them, when they came, and how they stand."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    switches = {f"use_{place:02d}": int(place in planned.columns) for place in range(1, len(NAMED) + _SLOTS + 1)}
    more = {"period_days": planned.period_days, "every": planned.every}
    return {"leads": Count("lead_cells", {**planned.parameters, **more, **switches})}


def _chosen(profile: Profile) -> str:
    """Leads where their outcomes are known and either no deals are, or more leads have ended; else deals."""
    leads, deals = profile.tables.get("leads"), profile.tables.get("opportunities")
    if leads is None or not _ended(leads):
        return "opportunities" if deals is not None or leads is None else "leads"
    return "leads" if deals is None or not _ended(deals) else "opportunities"


def _ended(table: TableProfile) -> int:
    """Rows with an outcome; all of them where only the day of conversion says so."""
    outcomes = table.levels.get("outcome", ())
    told = sum(level.rows for level in outcomes if level.value in ("won", "lost"))
    return told or (table.rows if "converted_at" in table.columns else 0)


def _losses_known(table: TableProfile) -> bool:
    return any(level.value == "lost" for level in table.levels.get("outcome", ()))


def _horizon(span: int) -> int:
    return next((days for days in HORIZONS if span >= 4 * days), HORIZONS[-1])


def _columns(name: str, table: TableProfile) -> dict[int, str]:
    """Place to name of the columns that could tell leads apart: neither all alike nor all different."""
    own = {NAMED.index(column) + 1: column for column in _COLUMNS[name] if column in table.columns}
    found = {place: column for place, column in own.items() if column == "amount" or _tells(table, column)}
    for slot, column in enumerate(table.attributes[:_SLOTS], start=1):
        if _tells(table, f"attribute_{slot:02d}"):
            found[len(NAMED) + slot] = column
    return found


def _tells(table: TableProfile, column: str) -> bool:
    """Whether a column has two values at least, and is a number or repeats its values."""
    levels = table.levels.get(column, ())
    values = [level.value for level in levels if level.value is not None]
    distinct = table.distinct.get(column, len(values))
    nothing = any(level.value is None for level in levels)
    if distinct + nothing < 2:
        return False
    if distinct <= max(_MOST_VALUES, table.rows // _PER_VALUE):
        return True
    return all(_NUMBER.fullmatch(value) for value in values)
