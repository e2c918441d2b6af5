"""What the adoption room counts: new adopters by product and period, and what customers did in their first days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import choose_segmentation, coded
from corrente.upstream.adoption.refusals import too_little

QUESTION = QUESTIONS["adoption"]

PRODUCTS, FEATURES, SEGMENTS = 24, 8, 12
"""At most so many products, features and segments stand on their own."""
EARLY_DAYS, SETTLED_DAYS = 14, 90
"""The first days, and how long a customer is watched."""
LEVELS = (2, 4, 7)
"""Early days with any use from which the second, third and fourth level of activity begin."""
_OPENING_DAYS = 30  # whoever is first seen just when the log begins was most likely there before
_LONG_DAYS = 540


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Adopters by period (of the table adoptions, else first uses), and first days where there is usage."""
    adoptions, usage = _filled(profile, "adoptions"), _filled(profile, "usage")
    asked: dict[str, Count] = {}
    if adoptions is not None:
        parameters = {"until_day": until(profile, adoptions)}
        asked["launches"] = Count("adoption_periods", parameters, {"products": coded("product", products(adoptions))})
    elif usage is not None:
        asked["starts"] = Count(
            "usage_starts", {"until_day": until(profile, usage)}, {"calendar": _calendar(profile, usage)}
        )
    if usage is not None and len(features(usage)) > 0:
        asked["activation"] = _activation(profile, usage)
    return asked or too_little(0, 0)


def products(adoptions: TableProfile) -> tuple[str, ...]:
    """The products on their own, in the order of their codes, from one on; 0 is all others."""
    return _named(adoptions, "product")[:PRODUCTS]


def features(usage: TableProfile) -> tuple[str, ...]:
    """The features on their own, in the order of their bits."""
    return _named(usage, "feature")[:FEATURES]


def until(profile: Profile, table: TableProfile) -> int:
    """The last day of a table that is looked at. Raises ``ValueError`` where it has no dates."""
    if table.last_day is None:
        raise ValueError("the table has no dates")
    return table.last_day if profile.as_of is None else min(table.last_day, profile.as_of)


def by_month(profile: Profile, usage: TableProfile) -> bool:
    """Whether first uses are counted by month, which takes a long log; by week otherwise."""
    return until(profile, usage) - _first(usage) >= _LONG_DAYS


def _activation(profile: Profile, usage: TableProfile) -> Count:
    """Those who began after the log's first weeks; the last third of them is kept for the test."""
    last, since = until(profile, usage), _first(usage) + _OPENING_DAYS
    settled = max(last - SETTLED_DAYS + 1 - since, 0)
    chosen = choose_segmentation(profile, SEGMENTS)
    days = np.arange(2**EARLY_DAYS)
    active = sum((days // 2**day) % 2 for day in range(EARLY_DAYS))
    lookups: dict[str, Lookup] = {
        "features": {"feature": _texts(features(usage)), "mask": 2 ** np.arange(len(features(usage)))},
        "early_days": {"age": np.arange(EARLY_DAYS), "mask": 2 ** np.arange(EARLY_DAYS)},
        "activity": {"days": days, "early_level": np.searchsorted(LEVELS, active, side="right")},
        **chosen.lookups,
    }
    parameters = {
        "since_day": since,
        "cut_day": since + 2 * settled // 3,
        "until_day": last,
        **chosen.parameters,
    }
    return Count("usage_activation", parameters, lookups)


def _calendar(profile: Profile, usage: TableProfile) -> Lookup:
    """The first day of every day's month, or week."""
    days = np.arange(_first(usage), until(profile, usage) + 1)
    if by_month(profile, usage):
        starts = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    else:
        starts = days - (days - days[0]) % 7
    return {"day": days, "period": starts}


def _filled(profile: Profile, name: str) -> TableProfile | None:
    table = profile.tables.get(name)
    return table if table is not None and table.rows and table.first_day is not None else None


def _first(table: TableProfile) -> int:
    if table.first_day is None:
        raise ValueError("the table has no dates")
    return table.first_day


def _named(table: TableProfile, column: str) -> tuple[str, ...]:
    return tuple(level.value for level in table.levels.get(column, ()) if level.value is not None)


def _texts(names: tuple[str, ...]) -> np.typing.NDArray[np.object_]:
    return np.array(names, dtype=object)
