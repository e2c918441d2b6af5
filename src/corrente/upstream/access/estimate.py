"""Which channels meet the buyers of each segment, what each adds, and the cheapest set that meets most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Answer, Backtest, Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted, Given
from corrente.inference.reach import cheapest, draw_shares, greedy, met_by, pool
from corrente.upstream.access.backtest import backtest
from corrente.upstream.access.people import buyers
from corrente.upstream.access.plan import channels_of, segmentation_of
from corrente.upstream.access.refusals import LEAST_BUYERS, too_few

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ALL = "all"
GOAL, SURE = 0.9, 0.9
"""Most of the target: nine buyers in ten, with a probability of nine in ten."""

_DRAWS, _FEWEST_DRAWS = 2000, 250
_NUMBERS = 2e7  # how many gamma variables are drawn at most: about a second
_OFTEN = 30  # so many contacts stand for this number and more in contact_frequencies.sql
_LEAST_SEGMENT = 30  # buyers met of a segment that is spoken of by itself


@dataclass(frozen=True)
class Segment:
    """One segment's buyers: ``met`` by any of K channels, ``unmet`` by none on record.

    Draws: ``reach`` and ``only`` (S, K), the shares of the met whom a channel meets, and whom no other channel does.
    ``chosen`` is the mask of the cheapest set that meets most, ``chosen_reach`` (S,) what it meets, ``adds`` (S, K)
    what is lost without each of its channels; ``curve`` the channels in greedy order with the reach (S,) up to each.
    ``contacts`` (S, K) per buyer met, NaN where a channel met none.
    """

    name: str
    met: int
    unmet: int
    reach: Array
    only: Array
    contacts: Array
    chosen: int
    chosen_reach: Array
    adds: Array
    curve: tuple[tuple[int, Array], ...]


@dataclass(frozen=True)
class Access:
    """K channels with what they ``cost`` (K,) in the company's currency (None where nothing is known of cost).

    ``people`` is the number of people whom each channel met at all (K,), buyers or not; ``target`` is the place of the
    segment that the headline speaks of; ``customers`` says whether buyers are customers, or everybody with a contact.
    """

    channels: tuple[str, ...]
    touches: Whole
    cost: Array | None
    currency: str
    segments: tuple[Segment, ...]
    target: int
    customers: bool
    people: Array
    concentration: float | None
    backtest: Backtest | None


def infer(counts: Counted, given: Given, rng: Generator) -> Access | Refusal:
    """Posteriors of all segments; refused below a hundred buyers with a contact on record."""
    names = channels_of(given.profile)
    table = given.profile.tables.get("customers")
    customers = table is not None and table.rows > 0
    cells = counts["sets"] if customers else _everybody(counts["sets"])
    people, sets = buyers(cells, 2, len(segmentation_of(given.profile).levels))
    met = int(people[:, sets > 0].sum())
    if met < LEAST_BUYERS:
        return too_few(met, customers)
    segments, concentration = _segments(people, sets, counts, given, len(names), rng)
    return Access(
        channels=names,
        touches=_by_code(counts["costs"], "touches", len(names)).astype(np.int64),
        cost=_cost(counts, len(names)),
        currency=given.profile.settings.currency,
        segments=segments,
        target=_target(segments, given.answers.get("segments")),
        customers=customers,
        people=_channel_people(counts["sets"], len(names)),
        concentration=concentration,
        backtest=backtest(cells, len(segmentation_of(given.profile).levels), len(names)),
    )


def _everybody(cells: Cells) -> Cells:
    """All people with a contact, as one segment of buyers."""
    return {**cells, "segment": np.zeros_like(cells["segment"])}


def _segments(
    people: Array, sets: Whole, counts: Counted, given: Given, channels: int, rng: Generator
) -> tuple[tuple[Segment, ...], float | None]:
    """All buyers, then every segment with enough of them, drawn towards all as far as segments are alike."""
    some = sets > 0
    met, masks = people[:, some], sets[some]
    unmet = people[:, ~some].sum(axis=1)
    costs = _cost(counts, channels)
    priced = np.ones(channels) if costs is None or not costs.any() else costs
    names = segmentation_of(given.profile).levels
    told = [g for g in range(1, 1 + len(names)) if met[g].sum() >= _LEAST_SEGMENT]
    draws = int(np.clip(_NUMBERS / ((1 + len(told)) * masks.size), _FEWEST_DRAWS, _DRAWS))
    whole = draw_shares(met.sum(axis=0), rng, draws)
    frequencies = counts["frequencies"] if given.profile.tables.get("customers") else _everybody(counts["frequencies"])
    (often,) = _contacts(frequencies, [list(range(len(people)))], channels, rng, draws)
    found = [_segment(ALL, met.sum(axis=0), unmet.sum(), whole, masks, priced, often)]
    if len(told) < 2:
        return tuple(found), None
    present = met[told].sum(axis=0) > 0
    pooled = pool(met[told][:, present], rng, draws)
    for place, (g, often) in enumerate(
        zip(told, _contacts(frequencies, [[g] for g in told], channels, rng, draws), strict=True)
    ):
        own = pooled.draw(place, rng)
        found.append(_segment(names[g - 1], met[g], unmet[g], own, masks[present], priced, often))
    return tuple(found), float(np.median(pooled.concentration))


def _segment(
    name: str, people: Array, unmet: float, draws: Array, sets: Whole, costs: Array, contacts: Array
) -> Segment:
    channels = len(costs)
    bits = 1 << np.arange(channels)
    holds = (sets[:, None] & bits) > 0
    chosen = cheapest(sets, draws, costs, GOAL, SURE)
    chosen = (1 << channels) - 1 if chosen is None else chosen
    curve, so_far = [], 0
    for k in greedy(sets, draws.mean(axis=0), costs):
        so_far |= 1 << k
        curve.append((k, draws[:, met_by(sets, so_far)].sum(axis=1)))
    inside = draws[:, met_by(sets, chosen)].sum(axis=1)
    without = [draws[:, met_by(sets, chosen & ~bit)].sum(axis=1) for bit in bits.tolist()]
    return Segment(
        name=name,
        met=int(people.sum()),
        unmet=int(unmet),
        reach=draws @ holds,
        only=draws @ (sets[:, None] == bits),
        contacts=contacts,
        chosen=chosen,
        chosen_reach=inside,
        adds=inside[:, None] - np.column_stack(without),
        curve=tuple(curve),
    )


def _contacts(cells: Cells, groups: list[list[int]], channels: int, rng: Generator, draws: int) -> Array:
    """Draws (G, S, K) of contacts per buyer whom a channel met, by group of segments; NaN where it met none.

    How often a channel meets its buyers is drawn towards all groups' as far as they are alike, as the sets are.
    """
    found = np.full((len(groups), draws, channels), np.nan)
    of, place = cells["segment"].astype(np.int64), _place(cells["channel_mask"], channels)
    for k in range(channels):
        people, touches = np.zeros((2, len(groups), _OFTEN + 1))
        for g, segments in enumerate(groups):
            own = (place == k) & np.isin(of, segments)
            for sums, name in ((people, "people"), (touches, "touches")):
                np.add.at(sums[g], cells["contacts"][own].astype(np.int64), cells[name][own].astype(float))
        some, met = people.sum(axis=0) > 0, np.flatnonzero(people.sum(axis=1) > 0)
        if met.size:
            pooled = pool(people[np.ix_(met, some)], rng, draws) if met.size > 1 else None
            number = touches[:, some].sum(axis=0) / people[:, some].sum(axis=0)
            for row, g in enumerate(met.tolist()):
                shares = pooled.draw(row, rng) if pooled else draw_shares(people[g, some], rng, draws)
                found[g, :, k] = shares @ number
    return found


def _place(masks: NDArray[np.generic], channels: int) -> Whole:
    """The channel of a mask of one bit; what has no channel of its own is the last."""
    place = np.round(np.log2(np.maximum(masks.astype(float), 1))).astype(np.int64)
    return np.asarray(np.minimum(place, channels - 1), dtype=np.int64)


def _by_code(cells: Cells, column: str, channels: int) -> Array:
    code = np.minimum(cells["code"].astype(np.int64), channels - 1)
    return np.asarray(np.bincount(code, cells[column].astype(float), minlength=channels), dtype=float)


def _cost(counts: Counted, channels: int) -> Array | None:
    """What each channel cost (K,): money spent where that is on record, else what its contacts cost."""
    cost = _by_code(counts["costs"], "spent", channels) / 10_000
    if "spend" in counts:
        cells = counts["spend"]
        met = (
            cells["code"].astype(np.int64) < channels
        )  # what is bought in channels that meet nobody is no contact's cost
        spent = _by_code({name: column[met] for name, column in cells.items()}, "spent", channels) / 10_000
        cost = np.where(spent > 0, spent, cost)
    return cost if cost.any() else None


def _channel_people(cells: Cells, channels: int) -> Array:
    """Everybody (K,) whom each channel met."""
    both = cells["period"] == 2
    masks = cells["channels_met"][both].astype(np.int64)
    return np.asarray(cells["people"][both].astype(float) @ ((masks[:, None] >> np.arange(channels)) & 1))


def _target(segments: tuple[Segment, ...], answer: Answer | None) -> int:
    """The segment that the answer on segments speaks of first among ours; all buyers where it speaks of none."""
    names = {segment.name: place for place, segment in enumerate(segments)}
    spoken = [] if answer is None else [estimate.of.get("segment", "") for estimate in answer.estimates]
    return next((names[name] for name in spoken if name in names), 0)
