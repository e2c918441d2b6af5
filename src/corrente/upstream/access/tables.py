"""The access room's estimates and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import MARKS, worded
from corrente.core.words import Phrase
from corrente.upstream.access.estimate import Access, Segment

_SHARE = "share of buyers met"
_ROUNDING = 1e-9  # what spreads less is the same in every draw


def names_in(access: Access, mask: int) -> list[str]:
    """The channels of a mask, in the order of the alphabet."""
    return sorted(name for k, name in enumerate(access.channels) if mask >> k & 1)


def estimates_of(access: Access) -> tuple[Estimate, ...]:
    """The target's estimates first."""
    order = [access.target, *(i for i in range(len(access.segments)) if i != access.target)]
    return tuple(found for i in order for found in _of_segment(access, access.segments[i]))


def _of_segment(access: Access, segment: Segment) -> Iterator[Estimate]:
    chosen = " + ".join(names_in(access, segment.chosen))
    if np.ptp(segment.chosen_reach) > _ROUNDING:
        of = {"segment": segment.name, "channels": chosen}
        yield Estimate.from_draws("set_reach", segment.chosen_reach, _SHARE, of, observed={"buyers": segment.met})
    for k in np.argsort(-segment.reach.mean(axis=0), kind="stable"):
        of = {"channel": access.channels[k], "segment": segment.name}
        yield from _of_channel(access, segment, int(k), of)


def _of_channel(access: Access, segment: Segment, k: int, of: Mapping[str, str]) -> Iterator[Estimate]:
    reach = segment.reach[:, k]
    if reach.mean() == 0 or reach.mean() > 1 - _ROUNDING:
        return
    yield Estimate.from_draws("reach", reach, _SHARE, of)
    if segment.only[:, k].mean() > 0:
        yield Estimate.from_draws("only_reach", segment.only[:, k], _SHARE, of)
    if access.cost is not None and access.cost[k] > 0:
        per = access.cost[k] / (segment.met * reach)
        yield Estimate.from_draws("cost_per_buyer", per, f"{access.currency} per buyer met", of)
    often = segment.contacts[:, k]
    if np.isfinite(often).all() and np.ptp(often) > _ROUNDING:
        yield Estimate.from_draws("contacts_per_buyer", often, "contacts per buyer", of)


def tables_of(access: Access, estimates: tuple[Estimate, ...]) -> dict[str, Table]:
    """Channels by segment, the target's reach curve, its overlaps, and the cheapest set of every segment."""
    return {
        "channels": Table(_CHANNEL_COLUMNS, tuple(_channel_rows(access, estimates)), shares=_CHANNEL_SHARES),
        "curve": Table(_CURVE_COLUMNS, tuple(_curve_rows(access)), shares=_REACHED),
        "sets": Table(_SET_COLUMNS, tuple(_set_rows(access)), shares=_REACHED),
    }


def _channel_rows(access: Access, estimates: tuple[Estimate, ...]) -> Iterator[tuple[Cell, ...]]:
    for found in (e for e in estimates if e.name == "reach"):
        k = access.channels.index(found.of["channel"])
        spoken = {e.name: e for e in estimates if e.of == found.of}
        row: list[Cell] = [worded(found.of["segment"]), worded(found.of["channel"])]
        for name in ("reach", "only_reach", "cost_per_buyer", "contacts_per_buyer"):
            own = spoken.get(name)
            row += [own.value, own.low, own.high] if own else [None, None, None]
        cost = None if access.cost is None else float(access.cost[k])
        yield (*row, int(access.people[k]), int(access.touches[k]), cost)


def _curve_rows(access: Access) -> Iterator[tuple[Cell, ...]]:
    segment, spent = access.segments[access.target], 0.0
    for step, (k, reach) in enumerate(segment.curve, start=1):
        low, high = np.quantile(reach, [0.05, 0.95])
        spent += 0.0 if access.cost is None else float(access.cost[k])
        cost = None if access.cost is None else spent
        yield step, worded(access.channels[k]), float(reach.mean()), float(low), float(high), cost


def _set_rows(access: Access) -> Iterator[tuple[Cell, ...]]:
    for segment in access.segments:
        low, high = np.quantile(segment.chosen_reach, [0.05, 0.95])
        spread = (float(segment.chosen_reach.mean()), float(low), float(high))
        chosen = _joined(names_in(access, segment.chosen))
        yield (worded(segment.name), chosen, *spread, set_cost(access, segment), segment.met, segment.unmet)


def _joined(names: list[str]) -> Cell:
    """Channels one after the other; in both languages where one of them stands for others."""
    if not MARKS.keys() & set(names):
        return " + ".join(names)
    template = " + ".join(f"{{c{i}}}" for i in range(len(names)))
    return Phrase(template, template, {f"c{i}": worded(name) for i, name in enumerate(names)})


def set_cost(access: Access, segment: Segment) -> float | None:
    """What the segment's set of channels cost."""
    if access.cost is None:
        return None
    return float(sum(cost for k, cost in enumerate(access.cost) if segment.chosen >> k & 1))


_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_SEGMENT, _CHANNEL = Phrase("Segment", "Segmento"), Phrase("Channel", "Canal")
_REACH, _COST = Phrase("Reach", "Alcance"), Phrase("Cost", "Custo")
_CHANNEL_COLUMNS: Mapping[str, Phrase] = {
    "segment": _SEGMENT,
    "channel": _CHANNEL,
    "reach": _REACH,
    "reach_low": _LOW,
    "reach_high": _HIGH,
    "only_reach": Phrase("Met nowhere else", "Só neste canal"),
    "only_low": _LOW,
    "only_high": _HIGH,
    "cost_per_buyer": Phrase("Cost per buyer met", "Custo por comprador alcançado"),
    "cost_low": _LOW,
    "cost_high": _HIGH,
    "contacts_per_buyer": Phrase("Contacts per buyer met", "Contatos por comprador alcançado"),
    "contacts_low": _LOW,
    "contacts_high": _HIGH,
    "people": Phrase("All people met", "Todas as pessoas alcançadas"),
    "touches": Phrase("Contacts", "Contatos"),
    "cost": _COST,
}
_REACHED = ("reach", "reach_low", "reach_high")
_CHANNEL_SHARES = (*_REACHED, "only_reach", "only_low", "only_high")
_CURVE_COLUMNS: Mapping[str, Phrase] = {
    "step": Phrase("Step", "Passo"),
    "channel": Phrase("Channel added", "Canal somado"),
    "reach": Phrase("Reach so far", "Alcance até aqui"),
    "reach_low": _LOW,
    "reach_high": _HIGH,
    "cost": Phrase("Cost so far", "Custo até aqui"),
}
_SET_COLUMNS: Mapping[str, Phrase] = {
    "segment": _SEGMENT,
    "channels": Phrase("Cheapest channels", "Canais mais baratos"),
    "reach": _REACH,
    "reach_low": _LOW,
    "reach_high": _HIGH,
    "cost": _COST,
    "met": Phrase("Buyers met", "Compradores alcançados"),
    "unmet": Phrase("Buyers without a contact on record", "Compradores sem contato registrado"),
}
