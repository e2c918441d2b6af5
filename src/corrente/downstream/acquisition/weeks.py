"""From counted cells to weeks: outcomes, spend by channel, controls and lift tests, as the media mix takes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted
from corrente.core.words import Phrase, phrase
from corrente.downstream.acquisition.plan import WEEK, Plan
from corrente.downstream.acquisition.refusals import FEWEST_WEEKS, nothing_moves, too_coarse, too_short
from corrente.inference.media_mix import Baseline, LiftTest, MixData, controls, holidays, season, trend

Array = NDArray[np.float64]

OTHER = "(other)"
_AMOUNT = 10_000.0
_MOSTLY = 0.6  # of the weeks have to have an outcome; of a usual week's rows, the last one has to have
_DAILY = 4  # rows a week: fewer are weekly rows, and a week is then whole or not there
_SEASON_WEEKS = 52
_ON_AIR = 4  # weeks with spend below which a channel is put with the others


def name_of(name: str) -> Phrase:
    """A channel by its name in the data; the rest in words."""
    return phrase("other channels", "outros canais") if name == OTHER else Phrase.same(name)


@dataclass(frozen=True)
class Weeks:
    """The media mix's data, with the names of its channels and regions, and what is shown but not modelled."""

    data: MixData
    first_day: int
    channels: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def days(self) -> NDArray[np.int64]:
        """The first day of every week."""
        return self.first_day + WEEK * np.arange(len(self.data.observed))


def read(counts: Counted, planned: Plan) -> Weeks | Refusal:
    """Weeks from cells, or a refusal where the outcomes are too sparse or nothing moves."""
    outcome, rows = _outcomes(counts["outcomes"], planned)
    spend, bought = _spend(counts["spend"], planned)
    if planned.regions and not rows[:, -1].any():
        outcome, rows, spend = outcome[:, :-1], rows[:, :-1], _divided(spend, outcome[:, :-1])
    weeks = _whole_weeks(rows.sum(axis=1), bought)
    if weeks < FEWEST_WEEKS:
        return too_short(weeks)
    outcome, spend, observed = outcome[:weeks], spend[:weeks], np.asarray((rows[:weeks] > 0).all(axis=1))
    if observed.mean() < _MOSTLY:
        return too_coarse(float(observed.mean()))
    if np.ptp(outcome[observed].sum(axis=1)) == 0 or not outcome[observed].any(axis=0).all():
        return nothing_moves("outcomes")
    spend, channels, places = _channels(spend, planned)
    if not channels:
        return nothing_moves("spend")
    terms = _baseline(counts, planned, weeks)
    data = MixData(outcome, spend, terms, observed, _lifts(counts.get("lifts"), _usual(spend), places, planned))
    names = (*planned.regions, OTHER)[: outcome.shape[1]] if planned.regions else ()
    return Weeks(data, planned.first_day, channels, names)


def _whole_weeks(rows: Array, bought: Array) -> int:
    """The weeks up to the last one that is whole in both tables."""
    weeks = len(rows)
    for found in (rows, bought):
        usual = np.median(found[found > 0]) if (found > 0).any() else 0
        while weeks and found[weeks - 1] < _MOSTLY * usual and usual > _DAILY:
            weeks -= 1
    return weeks


def _outcomes(cells: Cells, planned: Plan) -> tuple[Array, Array]:
    """Outcomes and rows (T, R)."""
    found = [_table(cells, name, ("region_code",), planned) for name in ("outcome", "periods")]
    return found[0] / _AMOUNT, found[1]


def _spend(cells: Cells, planned: Plan) -> tuple[Array, Array]:
    """Spend (T, R, channels and the rest), and rows (T,)."""
    spent = _table(cells, "spent", ("region_code", "channel_code"), planned) / _AMOUNT
    return spent, _table(cells, "periods", ("region_code", "channel_code"), planned).sum(axis=(1, 2))


def _table(cells: Cells, column: str, keys: tuple[str, ...], planned: Plan) -> Array:
    """Sums by week and keys; the rest (code 0) stands last."""
    sizes = {"region_code": len(planned.regions) + 1, "channel_code": len(planned.channels) + 1}
    found = np.zeros((planned.weeks, *(sizes[key] for key in keys)))
    places = [(cells[key].astype(np.int64) - 1) % sizes[key] for key in keys]
    np.add.at(found, (cells["week"].astype(np.int64), *places), cells[column].astype(float))
    return found


def _divided(spend: Array, outcome: Array) -> Array:
    """Spend (T, R, C) where that of no region (the last) works in all of them, in proportion to their outcomes."""
    shares = outcome.sum(axis=0) / outcome.sum()
    return np.asarray(spend[:, :-1] + spend[:, -1:] * shares[:, None])


def _channels(spend: Array, planned: Plan) -> tuple[Array, tuple[str, ...], dict[int, int]]:
    """Spend (T, R, C) of the channels that are on their own, their names, and the place of every code.

    Channels that were hardly ever on air join the rest; the rest is a channel too where it was on air.
    """
    on_air = (spend.sum(axis=1) > 0).sum(axis=0)
    own = [k for k in range(len(planned.channels)) if on_air[k] >= _ON_AIR]
    others = spend.sum(axis=2) - spend[:, :, own].sum(axis=2)
    names = tuple(planned.channels[k] for k in own)
    kept = spend[:, :, own]
    if (others.sum(axis=1) > 1e-9).sum() >= _ON_AIR:
        kept, names = np.concatenate([kept, others[:, :, None]], axis=2), (*names, OTHER)
    if not names or not np.ptp(kept.sum(axis=1), axis=0).any():
        return kept, (), {}
    return kept, names, {k + 1: place for place, k in enumerate(own)}


def _baseline(counts: Counted, planned: Plan, weeks: int) -> Baseline:
    terms = trend(weeks)
    if weeks >= _SEASON_WEEKS:
        terms = terms + season(weeks) + holidays(planned.first_day + WEEK * np.arange(weeks))
    if "controls" in counts:
        terms = terms + controls(_controls(counts["controls"], planned, weeks))
    return terms


def _controls(cells: Cells, planned: Plan, weeks: int) -> dict[str, Array]:
    """Mean value of each control by week; a week without one keeps the last known value (at first, the first)."""
    found = {}
    for code, name in enumerate(planned.controls, start=1):
        own = cells["control_code"].astype(np.int64) == code
        week = cells["week"][own].astype(np.int64)
        known = week < weeks
        if known.any():
            value = cells["total"][own].astype(float) / cells["periods"][own].astype(float) / _AMOUNT
            place = np.maximum(np.searchsorted(week[known], np.arange(weeks), side="right") - 1, 0)
            found[name] = value[known][place]
    return found


def _usual(spend: Array) -> Array:
    """Mean weekly spend (R + 1, C) of every region, and of all together at the end."""
    by_region = spend.mean(axis=0)
    return np.vstack([by_region, by_region.sum(axis=0)])


def _lifts(cells: Cells | None, means: Array, places: dict[int, int], planned: Plan) -> tuple[LiftTest, ...]:
    """Lift tests of the channels that are on their own; a test whose spend is not told is taken at the usual one."""
    if cells is None:
        return ()
    found = []
    for code, region, money, added, lift, error in zip(*(cells[name].tolist() for name in _LIFT), strict=True):
        if code not in places or error <= 0 or added == 0:
            continue
        where = region - 1 if region and planned.regions else None
        usual = float(means[-1 if where is None else where, places[code]])
        before = usual if money < 0 else money / _AMOUNT
        change = max(added / _AMOUNT, -before)
        found.append(LiftTest(places[code], before, change, lift / _AMOUNT, error / _AMOUNT, where))
    return tuple(found)


_LIFT = ("channel_code", "region_code", "money", "added_money", "lifted", "deviation")


def held_out(weeks: Weeks) -> int:
    """How many of the last weeks are held out for the back-test."""
    return min(13, len(weeks.data.observed) // 5)


def early(weeks: Weeks) -> Weeks:
    """The same weeks with the last ones' outcomes not to be learnt from."""
    return replace(weeks, data=weeks.data.until(len(weeks.data.observed) - held_out(weeks)))
