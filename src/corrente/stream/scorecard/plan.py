"""What the scorecard counts: one bounded statement per family, by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corrente.core.brands import own_brand
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.stream.scorecard.calendar import Calendar, calendar_of
from corrente.stream.scorecard.kinds import kinds_lookup, passive_lookup, unsent_lookup

PAUSE_SECONDS = 1800
"""A visit ends after so long without a contact."""
MEMORY_DAYS = 365
"""Whoever has not visited for so long is no longer counted among visitors."""
MOST_CHANNELS = 30


@dataclass(frozen=True)
class Planned:
    """A count with the months it is by; offers have none."""

    count: Count
    calendar: Calendar | None


def plan(profile: Profile) -> Mapping[str, Planned]:
    """The counts that this company's tables allow, by name."""
    return {planned.count.name: planned for planned in _planned(profile)}


def _planned(profile: Profile) -> Iterator[Planned]:
    tables = profile.tables
    yield from _by_month(profile, "feedback", "feedback_months")
    yield from _by_month(profile, "opportunities", "pipeline_months")
    if "competitors" in tables and tables["competitors"].rows:
        yield Planned(Count("market_offers"), None)
    if "touchpoints" in tables:
        yield from _contacts(profile, tables["touchpoints"])
    if "spend" in tables:
        yield from _by_month(
            profile, "spend", "spend_months", {"channels": coded("channel", channels(tables["spend"]))}
        )
    yield from _arrivals(profile)
    if "category_purchases" in tables:
        brand = own(profile, tables["category_purchases"])
        yield from _by_month(
            profile, "category_purchases", "penetration_months", {"own_brands": {"brand": [brand or ""]}}
        )
    if "category_sales" in tables:
        yield from _sales(profile, tables["category_sales"])


def _contacts(profile: Profile, table: TableProfile) -> Iterator[Planned]:
    lookups = {"channels": coded("channel", channels(table)), "kinds": kinds_lookup(table)}
    yield from _by_month(profile, "touchpoints", "response_months", lookups)
    months = calendar_of("touchpoints", table, profile.as_of)
    if months is not None:
        more = {"first_day": months.first_day, "pause": PAUSE_SECONDS, "memory": MEMORY_DAYS}
        yield from _by_month(profile, "touchpoints", "visit_months", {"passive": passive_lookup(table)}, more)
    if _people_known(profile):
        yield from _by_month(profile, "opportunities", "influence_months", {"unsent": unsent_lookup(table)})


def _people_known(profile: Profile) -> bool:
    """Whether deals, or the leads they came from, say who is behind them."""
    deals, leads = profile.tables.get("opportunities"), profile.tables.get("leads")
    if deals is None:
        return False
    by_lead = leads is not None and "person_id" in leads.columns and "lead_id" in deals.columns
    return "customer_id" in deals.columns or by_lead


def _arrivals(profile: Profile) -> Iterator[Planned]:
    """New customers by the day they came, else by their first purchase."""
    customers = profile.tables.get("customers")
    dated = customers is not None and "created_at" in customers.columns and customers.first_day is not None
    yield from _by_month(
        profile, "customers" if dated else "orders", "arrival_months", {}, {"from_orders": int(not dated)}
    )


def _sales(profile: Profile, table: TableProfile) -> Iterator[Planned]:
    brand = own(profile, table)
    if brand is not None:
        lookups = {
            "brands": coded("brand", [brand]),
            "categories": coded("category", [""]),
            "attributes": coded("attribute", [""]),
        }
        yield from _by_month(profile, "category_sales", "category_months", lookups)


def _by_month(
    profile: Profile,
    table: str,
    name: str,
    lookups: Mapping[str, Lookup] | None = None,
    more: Mapping[str, int] | None = None,
) -> Iterator[Planned]:
    """The count ``name`` by the months of ``table``; nothing where that table has no days."""
    months = calendar_of(table, profile.tables.get(table), profile.as_of)
    if months is not None:
        count = Count(name, {"until_day": months.until, **(more or {})}, {"calendar": months.lookup, **(lookups or {})})
        yield Planned(count, months)


def own(profile: Profile, table: TableProfile) -> str | None:
    """Our own brand as the table spells it; None where the table has no brand that is known to be ours."""
    brands = [level.value for level in table.levels.get("brand", ()) if level.value is not None]
    found = own_brand(profile.settings, brands)
    return None if found.assumed or not brands else brands[found.place]


def channels(table: TableProfile) -> list[str]:
    """The channels with most rows, which have codes of their own: from one on, in this order."""
    levels = [level.value for level in table.levels.get("channel", ()) if level.value is not None]
    return levels[:MOST_CHANNELS]


def coded(column: str, names: list[str]) -> Lookup:
    """A lookup from names to codes, from one on."""
    return {column: names or [""], "code": list(range(1, max(len(names), 1) + 1))}
