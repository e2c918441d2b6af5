"""What the share of wallet room counts: which brand is ours, which brands and categories are named, and which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.brands import own_brand
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import Segmentation, choose_segmentation
from corrente.upstream.share_of_wallet.refusals import nothing_to_count

QUESTION = QUESTIONS["share_of_wallet"]

OTHERS = 24
"""The counts' code of every brand that has no code of its own."""
MAX_BRANDS, MAX_CATEGORIES, MAX_SEGMENTS = 12, 12, 12
_SHORTEST = 28  # days that purchases must span to be cut into periods that can be told apart


@dataclass(frozen=True)
class Panel:
    """Purchases in the category by brand: ``brands`` by code, the place of ours, whether that is only assumed."""

    brands: tuple[str, ...]
    own: int
    assumed: bool
    pooled: bool
    from_day: int
    cut_day: int
    until_day: int
    segmentation: Segmentation

    @property
    def ours(self) -> str:
        """The name of our brand."""
        return self.brands[self.own]

    @property
    def days(self) -> int:
        """How long the panel was watched."""
        return self.until_day - self.from_day + 1

    @property
    def lookups(self) -> dict[str, Lookup]:
        """Brand to code, as the counts' lookup."""
        names = np.array(self.brands, dtype=object)
        return {"brand_codes": {"brand": names, "code": np.arange(len(self.brands))}}


@dataclass(frozen=True)
class Shelf:
    """Our own orders by category: the ``categories`` by bit, and the days that part them into thirds."""

    categories: tuple[str, ...]
    first_cut: int
    second_cut: int
    until_day: int

    @property
    def lookups(self) -> dict[str, Lookup]:
        """Category to code (from one on) and bit, as the counts' lookup."""
        codes = np.arange(len(self.categories))
        names = np.array(self.categories, dtype=object)
        return {"categories": {"category": names, "code": codes + 1, "bit": 2**codes}}


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Histograms, duplication and halves of the panel where there is one; sets of categories where orders have them."""
    panel, shelf = plan_panel(profile), plan_shelf(profile)
    if panel is None and shelf is None:
        return nothing_to_count()
    return (_panel_counts(panel) if panel else {}) | (_shelf_counts(shelf) if shelf else {})


def plan_panel(profile: Profile) -> Panel | None:
    """The brands and days of the panel; None where there is none, or one too short to be cut."""
    table = profile.tables.get("category_purchases")
    if table is None or table.first_day is None or table.last_day is None:
        return None
    until = table.last_day if profile.as_of is None else min(table.last_day, profile.as_of)
    brands = [level.value for level in table.levels.get("brand", ()) if level.value is not None]
    if until - table.first_day < _SHORTEST or len(brands) < 2:
        return None
    own = own_brand(profile.settings, brands)
    named = brands[:MAX_BRANDS]
    if own.place >= len(named):
        named[-1] = brands[own.place]
    return Panel(
        tuple(named),
        min(own.place, len(named) - 1),
        own.assumed,
        table.distinct.get("brand", len(brands)) > len(named),
        table.first_day,
        table.first_day + (until - table.first_day) // 2,
        until,
        choose_segmentation(profile, MAX_SEGMENTS),
    )


def plan_shelf(profile: Profile) -> Shelf | None:
    """The categories and days of our own orders; None where they have fewer than two, or span too few days."""
    table = profile.tables.get("orders")
    if table is None or table.first_day is None or table.last_day is None:
        return None
    until = table.last_day if profile.as_of is None else min(table.last_day, profile.as_of)
    categories = _categories(table)
    span = until - table.first_day
    if span < _SHORTEST or len(categories) < 2:
        return None
    third = span // 3
    return Shelf(categories, until - 2 * third, until - third, until)


def _categories(table: TableProfile) -> tuple[str, ...]:
    found = [level.value for level in table.levels.get("category", ()) if level.value is not None]
    return tuple(found[:MAX_CATEGORIES])


def _panel_counts(panel: Panel) -> dict[str, Count]:
    whole = {"from_day": panel.from_day, "until_day": panel.until_day}
    cut, ours, segments = {"cut_day": panel.cut_day}, {"brand_code": panel.own}, panel.segmentation
    return {
        "histograms": Count("wallet_histograms", whole | cut | ours, panel.lookups),
        "halves": Count("wallet_halves", whole | cut, panel.lookups),
        "segments": Count(
            "wallet_segments",
            whole | segments.parameters | ours,
            {**panel.lookups, **segments.lookups},
        ),
    }


def _shelf_counts(shelf: Shelf) -> dict[str, Count]:
    days = {
        "earlier": (shelf.first_cut, shelf.second_cut),
        "later": (shelf.second_cut, shelf.until_day),
        "owned": (shelf.until_day, shelf.until_day),
    }
    return {
        name: Count("category_sets", {"cut_day": cut, "until_day": until}, shelf.lookups)
        for name, (cut, until) in days.items()
    }
