"""The buying process room's estimates and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase, phrase
from corrente.downstream.buying_process.durations import Array, Duration
from corrente.downstream.buying_process.estimate import ALL, CONTACTS, BuyingProcess
from corrente.downstream.buying_process.stages import Stage

SEPARATOR = "\N{NO-BREAK SPACE}· "
"""Between the channels of one cell, which do not break within a name."""

_JOURNEYS, _THERE = "share of journeys", "share of those who get there"
_CONTACTS = "share of the channel's contacts"
_ENTERED = "share of those who entered"


def contact_name(place: int) -> str:
    """The contact at a place from 0 on; the last one stands for all later ones."""
    return f"{place + 1}+" if place == CONTACTS - 1 else str(place + 1)


def estimates_of(found: BuyingProcess) -> tuple[Estimate, ...]:
    """What buyers need first, then contact by contact, channel by channel, the ways, and the sales stages."""
    every = (*_of_buyers(found), *_of_contacts(found), *_of_channels(found), *_of_routes(found), *_of_stages(found))
    return tuple(estimate for estimate in every if estimate.low < estimate.high)


def _of_buyers(found: BuyingProcess) -> Iterator[Estimate]:
    seen = {"journeys": found.bought, "begun": found.began}
    yield Estimate.from_draws("journey_conversion", found.conversion, _JOURNEYS, {"segment": ALL}, observed=seen)
    for buyers in found.buyers:
        of, seen = {"segment": buyers.segment}, {"journeys": buyers.journeys}
        yield Estimate.from_draws("contacts_to_buy", buyers.contacts, "contacts per purchase", of, observed=seen)
        yield from _time("days_to_buy", buyers.days, of)


def _time(name: str, duration: Duration | None, of: Mapping[str, str]) -> Iterator[Estimate]:
    if duration is not None:
        yield Estimate.from_draws(name, duration.draws, "days", of, observed={"journeys": duration.n})


def _of_contacts(found: BuyingProcess) -> Iterator[Estimate]:
    for place in range(CONTACTS):
        of = {"contact": contact_name(place)}
        if place:
            yield Estimate.from_draws("reaches_contact", found.reach[:, place], _JOURNEYS, of)
        yield Estimate.from_draws("buys_after", found.ends[:, place, 1], _THERE, of)
        yield Estimate.from_draws("leaves_after", found.ends[:, place, 2], _THERE, of)
        yield from _time("days_to_next", found.waits[place], of)


def _of_channels(found: BuyingProcess) -> Iterator[Estimate]:
    from corrente.inference.transitions import return_chances

    comes_back = return_chances(found.chain)
    for k in np.argsort(-found.visits, kind="stable"):
        of, seen = {"channel": found.channels[k]}, {"contacts": int(found.visits[k])}
        yield Estimate.from_draws("channel_leaves", found.leaving[:, k], _CONTACTS, of, observed=seen)
        yield Estimate.from_draws("channel_buys", found.chain[:, 1 + k, -2], _CONTACTS, of, observed=seen)
        yield Estimate.from_draws("channel_returns", comes_back[:, k], _CONTACTS, of, observed=seen)


def _of_routes(found: BuyingProcess) -> Iterator[Estimate]:
    for route in found.routes:
        seen = {"journeys": route.journeys}
        yield Estimate.from_draws(
            "route_share", route.share, "share of purchases", {"route": route.name}, observed=seen
        )


def _of_stages(found: BuyingProcess) -> Iterator[Estimate]:
    for stage in found.pipeline.stages if found.pipeline else ():
        of, seen = {"stage": stage.name}, {"entered": stage.entered}
        yield Estimate.from_draws("stage_moved_on", stage.moved_on, _ENTERED, of, observed=seen)
        yield Estimate.from_draws("stage_lost", stage.gone, _ENTERED, of, observed=seen)
        yield from _time("stage_days", stage.stay, of)


def tables_of(found: BuyingProcess) -> dict[str, Table]:
    """The journey by contact, by channel, from channel to channel, its usual ways, by segment and by sales stage."""
    tables = {
        "contacts": Table(_CONTACT_COLUMNS, tuple(_contact_rows(found)), shares=_CONTACT_SHARES),
        "journey_channels": Table(_CHANNEL_COLUMNS, tuple(_channel_rows(found)), shares=_CHANNEL_SHARES),
        "next_contacts": Table(_NEXT_COLUMNS, tuple(_next_rows(found)), shares=_SPREAD),
        "routes": Table(_ROUTE_COLUMNS, tuple(_route_rows(found)), shares=_SPREAD),
    }
    if len(found.buyers) > 1:
        tables["buyers"] = Table(_BUYER_COLUMNS, tuple(_buyer_rows(found)))
    if found.pipeline:
        rows = tuple(_stage_row(stage) for stage in found.pipeline.stages)
        tables["sales_stages"] = Table(_STAGE_COLUMNS, rows, shares=_STAGE_SHARES)
    return tables


def _spread(draws: Array) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(low), float(high)


def _lasts(duration: Duration | None) -> tuple[Cell, ...]:
    return (None, None, None, None) if duration is None else (*_spread(duration.draws), duration.nine_in_ten)


def _contact_rows(found: BuyingProcess) -> Iterator[tuple[Cell, ...]]:
    of = found.stages.of(CONTACTS)
    for place in range(CONTACTS):
        stage, name = int(of[place]) + 1, contact_name(place)
        ends = (_spread(found.ends[:, place, end]) for end in (1, 2))
        shares = (x for three in (_spread(found.reach[:, place]), *ends) for x in three)
        yield (name, stage, *shares, *_lasts(found.waits[place]), SEPARATOR.join(top_channels(found, place)))


def top_channels(found: BuyingProcess, place: int, most: int = 3) -> list[str]:
    """The channels that most contacts at a place are made by, each with its share."""
    said = [f"{name} {share:.0%}" for name, share in channel_shares(found, place)[:most]]
    return [text.replace(" ", "\N{NO-BREAK SPACE}") for text in said]


def channel_shares(found: BuyingProcess, place: int) -> list[tuple[str, float]]:
    """Channels by their share of the contacts at a place, largest first."""
    met = found.steps[place].sum(axis=1)
    shares = met / max(met.sum(), 1.0)
    return [(found.channels[k], float(shares[k])) for k in np.argsort(-shares, kind="stable") if shares[k] > 0]


def _channel_rows(found: BuyingProcess) -> Iterator[tuple[Cell, ...]]:
    from corrente.inference.transitions import return_chances

    comes_back, beyond = return_chances(found.chain), found.excess
    for k in np.argsort(-beyond.mean(axis=0), kind="stable"):
        three = (found.leaving[:, k], found.chain[:, 1 + k, -2], comes_back[:, k], beyond[:, k])
        yield (
            worded(found.channels[k]), int(found.visits[k]), *(x for draws in three for x in _spread(draws)),
            float((beyond[:, k] > 0).mean()),
        )  # fmt: skip


def _next_rows(found: BuyingProcess) -> Iterator[tuple[Cell, ...]]:
    ends = (*(worded(name) for name in found.channels), phrase("purchase", "compra"), phrase("leaves", "saída"))
    onward = found.steps.sum(axis=0)
    for k in np.argsort(-found.visits, kind="stable"):
        for to in np.argsort(-onward[k], kind="stable"):
            if onward[k, to] > 0:
                share = _spread(found.chain[:, 1 + k, to])
                yield (worded(found.channels[k]), ends[to], int(onward[k, to]), *share)


def _route_rows(found: BuyingProcess) -> Iterator[tuple[Cell, ...]]:
    for route in found.routes:
        yield (route.name, len(route.channels), route.journeys, *_spread(route.share))


def _buyer_rows(found: BuyingProcess) -> Iterator[tuple[Cell, ...]]:
    for buyers in found.buyers:
        yield (worded(buyers.segment), buyers.journeys, *_spread(buyers.contacts), *_lasts(buyers.days))


def _stage_row(stage: Stage) -> tuple[Cell, ...]:
    counted = (stage.entered, stage.moved, stage.won, stage.back, stage.lost, stage.still, stage.again)
    return (stage.name, *counted, *_spread(stage.moved_on), *_spread(stage.gone), *_lasts(stage.stay))


_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_SPREAD = ("share", "share_low", "share_high")
_LASTS: Mapping[str, Phrase] = {
    "days": Phrase("Days (median)", "Dias (mediana)"),
    "days_low": _LOW,
    "days_high": _HIGH,
    "nine_in_ten": Phrase("Nine in ten within days", "Nove em dez em até dias"),
}
_CONTACT_COLUMNS: Mapping[str, Phrase] = {
    "contact": Phrase("Contact", "Contato"),
    "stage": Phrase("Stage found", "Etapa encontrada"),
    "share": Phrase("Get there", "Chegam"),
    "share_low": _LOW,
    "share_high": _HIGH,
    "buy": Phrase("Buy after it", "Compram em seguida"),
    "buy_low": _LOW,
    "buy_high": _HIGH,
    "leave": Phrase("Leave after it", "Saem em seguida"),
    "leave_low": _LOW,
    "leave_high": _HIGH,
    **_LASTS,
    "channels": Phrase("Most by", "Principais canais"),
}
_CONTACT_SHARES = tuple(name for name in _CONTACT_COLUMNS if name.startswith(("share", "buy", "leave")))
_CHANNEL_COLUMNS: Mapping[str, Phrase] = {
    "channel": Phrase("Channel", "Canal"),
    "contacts": Phrase("Contacts", "Contatos"),
    "leave": Phrase("Leave after it", "Saem em seguida"),
    "leave_low": _LOW,
    "leave_high": _HIGH,
    "buy": Phrase("Buy after it", "Compram em seguida"),
    "buy_low": _LOW,
    "buy_high": _HIGH,
    "return": Phrase("Come by it again", "Passam por ele de novo"),
    "return_low": _LOW,
    "return_high": _HIGH,
    "beyond": Phrase("People lost beyond the other channels' rate", "Pessoas perdidas além da taxa dos outros canais"),
    "beyond_low": _LOW,
    "beyond_high": _HIGH,
    "dead_end": Phrase("Chance of being a dead end", "Chance de ser um beco sem saída"),
}
_CHANNEL_SHARES = tuple(name for name in _CHANNEL_COLUMNS if name.startswith(("leave", "buy", "return", "dead")))
_NEXT_COLUMNS: Mapping[str, Phrase] = {
    "from": Phrase("After", "Depois de"),
    "to": Phrase("comes", "vem"),
    "journeys": Phrase("Times", "Vezes"),
    "share": Phrase("Share", "Parcela"),
    "share_low": _LOW,
    "share_high": _HIGH,
}
_ROUTE_COLUMNS: Mapping[str, Phrase] = {
    "route": Phrase("Way to the purchase", "Caminho até a compra"),
    "contacts": Phrase("Contacts", "Contatos"),
    "journeys": Phrase("Purchases", "Compras"),
    "share": Phrase("Share of purchases", "Parcela das compras"),
    "share_low": _LOW,
    "share_high": _HIGH,
}
_BUYER_COLUMNS: Mapping[str, Phrase] = {
    "segment": Phrase("Segment", "Segmento"),
    "journeys": Phrase("Purchases", "Compras"),
    "contacts": Phrase("Contacts (mean)", "Contatos (média)"),
    "contacts_low": _LOW,
    "contacts_high": _HIGH,
    **_LASTS,
}
_STAGE_COLUMNS: Mapping[str, Phrase] = {
    "stage": Phrase("Stage", "Etapa"),
    "entered": Phrase("Entered", "Entraram"),
    "moved": Phrase("Moved on", "Avançaram"),
    "won": Phrase("Of these won at once", "Destes, ganhos direto"),
    "back": Phrase("Went back", "Voltaram"),
    "lost": Phrase("Lost", "Perdidos"),
    "still": Phrase("Still there", "Ainda lá"),
    "again": Phrase("Entered again", "Entraram de novo"),
    "moved_share": Phrase("Moved on so far", "Avançaram até agora"),
    "moved_low": _LOW,
    "moved_high": _HIGH,
    "lost_share": Phrase("Lost so far", "Perdidos até agora"),
    "lost_low": _LOW,
    "lost_high": _HIGH,
    **_LASTS,
}
_STAGE_SHARES = ("moved_share", "moved_low", "moved_high", "lost_share", "lost_low", "lost_high")
