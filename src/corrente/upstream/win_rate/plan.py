"""What the win rate room counts: which columns tell deals apart, and which days split what was known from what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile, TableProfile
from corrente.upstream.win_rate.ages import LONGEST
from corrente.upstream.win_rate.refusals import MIN_CLOSED, too_few

QUESTION = QUESTIONS["win_rate"]

MAX_CELLS, MAX_COVARIATES, MAX_LEVELS, MAX_ALL_LEVELS = 20_000, 25, 50, 250
MAX_REASONS = 200
FAR_PAST, FAR_FUTURE = -3_000_000, 3_000_000
"""Days that pick every deal, dated or not: more than eight thousand years from 1970."""
AMOUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
"""Bounds of the bands of the column amount, in currency units."""
_TEN_THOUSANDTHS = 10_000
_ANY_SOURCE = {"source": np.array([""], dtype=object)}
_NAMED = ("source", "owner", "competitor")
_SLOTS = tuple(f"{slot:02d}" for slot in range(1, 25))
_SHORTEST = 5  # days that a history must span to be split in time


@dataclass(frozen=True)
class Covariate:
    """A column that deals are told apart by: its key column in the counts, its name, and its levels in code order."""

    key: str
    name: str
    levels: tuple[str, ...] = ()


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Joint cells of the covariates by outcome; where deals have dates, also as of an earlier day, and since then."""
    table = profile.tables.get("opportunities")
    if table is None or table.rows < MIN_CLOSED:
        return too_few(0 if table is None else table.rows)
    parameters = pattern_parameters(profile, table)
    everything = {"created_after": FAR_PAST, "closed_after": FAR_PAST, **parameters}
    asked = {"cells": Count("deal_cells", everything)}
    split = _split(profile, table)
    if split is not None:
        since, cut = split
        asked["before"] = Count("deal_cells", everything | {"until_day": cut})
        asked["after"] = Count("deal_cells", everything | {since: cut})
    if table.first_day is not None and _losses_known(table):
        until = profile.until(QUESTION)
        asked["ages"] = Count("deal_durations", {"until_day": until, "longest": LONGEST}, {"sources": _ANY_SOURCE})
    if "loss_reason" in table.columns and table.distinct.get("loss_reason", 0) <= MAX_REASONS:
        asked["reasons"] = Count("deal_loss_reasons", {"until_day": parameters["until_day"]})
    return asked


def pattern_parameters(profile: Profile, table: TableProfile) -> dict[str, int]:
    """The day up to which endings are known, the switches of the covariates, and the bounds of the amount bands.

    Deals close after the last one was opened, so all that is there counts unless the company asks as of a day.
    """
    on = {covariate.key.removeprefix("level_") for covariate in chosen(table)}
    switches = {f"use_{name}": int(name in on) for name in (*_NAMED, "amount", *_SLOTS)}
    bands = {f"amount_{i}": bound * _TEN_THOUSANDTHS for i, bound in enumerate(AMOUNTS, start=1)}
    until = FAR_FUTURE if profile.as_of is None else profile.as_of
    return {"until_day": until, **switches, **bands}


def chosen(table: TableProfile) -> list[Covariate]:
    """Columns with few levels first, as long as their joint cells stay bounded (`MAX_CELLS`)."""
    found: list[Covariate] = []
    product, total = 1, 0
    for covariate, size in sorted(_sized(table), key=lambda pair: pair[1]):
        bounded = min(product * size, table.rows) <= MAX_CELLS and total + size <= MAX_ALL_LEVELS
        if 2 <= size <= MAX_LEVELS and 5 * size <= table.rows and bounded and len(found) < MAX_COVARIATES:
            found.append(covariate)
            product, total = product * size, total + size
    return found


def _split(profile: Profile, table: TableProfile) -> tuple[str, int] | None:
    """The parameter that picks the deals after the cut, and the cut: the last fifth, or half where no loss is known."""
    if table.last_day is None or table.first_day is None:
        return None
    span = profile.until(QUESTION) - table.first_day
    if span < _SHORTEST:
        return None
    since, part = ("closed_after", 5) if _losses_known(table) else ("created_after", 2)
    return since, profile.until(QUESTION) - span // part


def _losses_known(table: TableProfile) -> bool:
    """Whether any deal is lost; unknown levels count as known losses, and `infer` looks again."""
    outcomes = table.levels.get("outcome", ())
    return not outcomes or any(level.value == "lost" for level in outcomes)


def _sized(table: TableProfile) -> list[tuple[Covariate, int]]:
    """All columns that could tell deals apart, with their numbers of levels."""
    named = [(Covariate(f"level_{name}", name), _size(table, name)) for name in _NAMED if name in table.columns]
    slots = [
        (Covariate(f"level_{slot}", name), _size(table, f"attribute_{slot}"))
        for slot, name in zip(_SLOTS, table.attributes, strict=False)
    ]
    bands = [(Covariate("level_amount", "amount"), len(AMOUNTS) + 2)] if "amount" in table.columns else []
    return named + slots + bands


def _size(table: TableProfile, column: str) -> int:
    """Different values of a column, nothing being one of them where it occurs."""
    nothing = any(level.value is None for level in table.levels.get(column, ()))
    return table.distinct.get(column, 0) + nothing
