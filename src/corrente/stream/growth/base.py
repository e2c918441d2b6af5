"""Where a company stands before any decision: today's customers by segment, new ones by channel, prices, delays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Grade
from corrente.core.words import Phrase, phrase
from corrente.inference import renewal, running_contracts
from corrente.inference.renewal import YEAR, Ahead
from corrente.stream.growth.drivers import Driver, Sources, column, names
from corrente.stream.growth.history import History, Kind, month_starts

Array = NDArray[np.float64]

HORIZON = 36
MARGIN = (0.3, 0.8)
"""What is left of a sale where nobody said and no order does: a 90% range."""
ELASTICITY = (0.05, 0.4)
"""How much more 1% more money brings where no answer says it: a 90% range around what meta-analyses found.

Advertising: .12 in the short and .24 in the long term (Sethuraman, Tellis & Briesch 2011, Journal of Marketing Research
48:457), .22 and .41 in older studies (Assmus, Farley & Lehmann 1984, Journal of Marketing Research 21:65); personal
selling: .31 (Albers, Mantrala & Sridhar 2010, Journal of Marketing Research 47:840).
"""
_MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Segments:
    """``names`` (G,), the ``shares`` (G,) of today's customers, and what one is ``worth`` against the mean (S, G)."""

    names: tuple[str, ...]
    shares: Array
    worth: Array


@dataclass(frozen=True)
class Channels:
    """Where new customers come from: ``shares`` (S, C) sum to one; ``elasticity`` (S, C) of their number to money."""

    names: tuple[str, ...]
    shares: Array
    elasticity: Array


@dataclass(frozen=True)
class Base:
    """Everything the monthly model needs, on draws.

    ``ahead`` comes from the company's own months; ``level`` (S,) lifts purchases of today's customers to what the
    loyalty answer says of the next 12 months; ``delay`` (L,) is the share of new leads that are won after so many
    months; ``margin`` (S,) the part of revenue that is left.
    """

    history: History
    months: NDArray[np.int64]
    ahead: Ahead
    level: Array
    growth: Array
    segments: Segments
    channels: Channels
    delay: Array
    margin: Array
    drivers: tuple[Driver, ...]


def base_of(
    history: History, sources: Sources, months: int = HORIZON, margin: tuple[float, float] | None = None
) -> Base:
    """The base of a company; ``margin`` is the 90% range of its contribution margin where it is known.

    Raises `ConvergenceError` where the model of the months does not settle.
    """
    months_ahead = running_contracts.forecast if history.kind is Kind.CONTRACTS else renewal.forecast
    ahead = months_ahead(history.past, months, sources.rng("history"), sources.draws)
    level, worth = _level(ahead, history, sources)
    growth = _growth(sources)
    channels, spread = _channels(sources)
    kept = _margin(history, sources, margin)
    drivers = (*_of_months(ahead, history.kind), *worth, growth, *spread, kept)
    return Base(
        history, month_starts(int(history.months[-1]), months), ahead, level, np.maximum(growth.draws, -0.9),
        _segments(sources), channels, _delay(sources), np.clip(kept.draws, 0, 1), drivers,
    )  # fmt: skip


def _of_months(ahead: Ahead, kind: Kind) -> tuple[Driver, ...]:
    """What the company's own months say, as one number each."""
    found = (
        _own("new_customers", ahead.arrivals[:, :YEAR].sum(axis=1), "customers in 12 months",
             Phrase("new customers, from the months before", "novos clientes, pelos meses anteriores")),
        _own("spend_per_purchase", ahead.spend[:, :YEAR].mean(axis=1), "per purchase",
             Phrase("spend per purchase, from the months before", "gasto por compra, pelos meses anteriores")),
    )  # fmt: skip
    match kind:
        case Kind.DEALS:
            return found
        case Kind.CONTRACTS:
            return (*found, *_of_contracts(ahead))
        case Kind.ORDERS:
            return (*found, *_of_purchases(ahead))


def _of_purchases(ahead: Ahead) -> tuple[Driver, ...]:
    return (
        _own("purchases_per_new_customer", ahead.kernel[:, :YEAR].sum(axis=1), "purchases in 12 months",
             Phrase("how often new customers come back", "quanto os novos clientes voltam a comprar")),
        _own("drift", ahead.tempo[:, :YEAR].mean(axis=1), "ratio",
             Phrase("how buying itself moves", "como o próprio ritmo de compra muda")),
    )  # fmt: skip


def _of_contracts(ahead: Ahead) -> tuple[Driver, ...]:
    running = ahead.present * ahead.noise
    return (
        _own("contracts_kept", running[:, :YEAR].mean(axis=1), "contracts, mean of 12 months",
             Phrase("how many of today's contracts go on", "quantos dos contratos de hoje continuam")),
        _own("months_per_new_contract", ahead.kernel[:, :YEAR].sum(axis=1), "months in 12 months",
             Phrase("how long new contracts run", "quanto duram os novos contratos")),
    )  # fmt: skip


def _own(name: str, draws: Array, unit: str, words: Phrase) -> Driver:
    return Driver(name, draws, unit, None, Grade.ASSOCIATION, words)


def _level(ahead: Ahead, history: History, sources: Sources) -> tuple[Array, tuple[Driver, ...]]:
    """What lifts today's customers to the loyalty answer's value, and that value."""
    value, customers = sources.measured("loyalty", "lifetime_value", segment="all"), _customers(sources)
    span = None if value is None else _span(value.unit)
    if value is None or customers is None or span is None or history.kind is not Kind.ORDERS:
        return np.ones(sources.draws), ()
    last = min(span, ahead.present.shape[1])
    own = (ahead.present * ahead.tempo * ahead.spend)[:, :last].sum(axis=1) * span / last
    said = customers * value.draws
    drift = ahead.tempo[:, :last].mean(axis=1)
    return np.clip(said / own.mean() * drift / drift.mean() * (own.mean() / own), 0.2, 5.0), (value,)


def _span(unit: str) -> int | None:
    """The months ahead that a value is for, from its unit."""
    found = re.search(r"in (\d+) (month|week|day)", unit)
    days = {"month": _MONTH_DAYS, "week": 7.0, "day": 1.0}
    return None if found is None else max(round(int(found[1]) * days[found[2]] / _MONTH_DAYS), 1)


def _customers(sources: Sources) -> float | None:
    """How many customers the loyalty answer is about."""
    counted = column(sources.table("loyalty", "segments"), "customers")
    return sum(counted) or None


def _segments(sources: Sources) -> Segments:
    table = sources.table("loyalty", "segments")
    found, counted = names(table, "segment"), np.array(column(table, "customers"))
    values = [sources.measured("loyalty", "lifetime_value", segment=name) for name in found]
    if not found or counted.sum() <= 0 or any(value is None for value in values):
        return Segments(("all",), np.ones(1), np.ones((sources.draws, 1)))
    shares = counted / counted.sum()
    worth = np.stack([np.maximum(value.draws, 0.0) for value in values if value is not None], axis=1)
    return Segments(tuple(found), shares, worth / np.maximum(worth @ shares, 1e-9)[:, None])


def _growth(sources: Sources) -> Driver:
    words = Phrase("the market moves by -10% to 10% a year", "o mercado varia de -10% a 10% ao ano")
    return sources.measured("market_direction", "sales_growth", market="all") or sources.assumed(
        "sales_growth", -0.1, 0.1, words, "market_direction", market="all"
    )


def _margin(history: History, sources: Sources, margin: tuple[float, float] | None) -> Driver:
    """What somebody said, else what the orders of the last months show, else an assumption."""
    if margin is None and history.margin is not None:
        mean, spread = float(history.margin.mean()), float(history.margin.std())
        words = Phrase("what is left of each sale, from the orders", "o que sobra de cada venda, pelos pedidos")
        return _own("margin", mean + spread * sources.rng("margin").standard_normal(sources.draws), "share", words)
    low, high = margin or MARGIN
    words = phrase(
        "of each sale {low} to {high} is left", "de cada venda sobram de {low} a {high}",
        low=f"{low:.0%}", high=f"{high:.0%}",
    )  # fmt: skip
    return sources.assumed("margin", low, high, words)


def _channels(sources: Sources) -> tuple[Channels, tuple[Driver, ...]]:
    """By the media mix where it is answered (what comes anyway is a channel of its own), else by the paths."""
    found = sources.estimates("acquisition", "contribution_share", "channel")
    if found:
        return _mixed(sources)
    shares = [sources.driver("touchpoints", e) for e in sources.estimates("touchpoints", "markov_share", "channel")]
    if not shares:
        return _one_channel(sources)
    bends = tuple(assumed_elasticity(sources, dict(share.of)) for share in shares)
    return _together(shares, bends), (*shares, *bends)


def _mixed(sources: Sources) -> tuple[Channels, tuple[Driver, ...]]:
    shares = [
        sources.driver("acquisition", e) for e in sources.estimates("acquisition", "contribution_share", "channel")
    ]
    bends = tuple(_elasticity(sources, dict(share.of)) for share in shares)
    channels = _together(shares, bends)
    scale = np.minimum(1.0, 0.99 / np.maximum(sum(np.maximum(s.draws, 0) for s in shares), 1e-9))
    parts = np.stack([np.maximum(s.draws, 0) * scale for s in shares], axis=1)
    rest = np.clip(1 - parts.sum(axis=1, keepdims=True), 0, 1)
    flat = np.zeros((sources.draws, 1))
    whole = Channels((*channels.names, "anyway"), np.hstack([parts, rest]), np.hstack([channels.elasticity, flat]))
    return whole, (*shares, *bends)


def _elasticity(sources: Sources, of: Mapping[str, str]) -> Driver:
    """The marginal return by the mean return (Hanssens, Parsons & Schultz 2001, ch. 3), as unsure as the former."""
    returns, margins = (sources.measured("acquisition", name, **of) for name in ("return", "marginal_return"))
    if returns is None or margins is None:
        return assumed_elasticity(sources, of)
    draws = np.clip(margins.draws / max(returns.draws.mean(), 1e-9), 0.0, 1.0)
    words = Phrase("how much more money brings more", "quanto mais verba traz mais")
    return Driver("elasticity", draws, "% for 1% more money", "acquisition", Grade.ASSOCIATION, words, of)


def assumed_elasticity(sources: Sources, of: Mapping[str, str]) -> Driver:
    """What more money brings in a channel of which no answer says it."""
    low, high = ELASTICITY
    words = Phrase(
        f"one percent more money brings {low}% to {high}% more",
        f"um por cento a mais de verba traz de {low}% a {high}% a mais".replace(".", ","),
    )
    return sources.assumed("elasticity", low, high, words, "acquisition", **of)


def _together(shares: list[Driver], bends: tuple[Driver, ...]) -> Channels:
    """Shares of one whole: drawn one by one, then scaled to sum to one."""
    drawn = np.stack([np.maximum(share.draws, 0) for share in shares], axis=1)
    found = tuple(share.of["channel"] for share in shares)
    whole = np.maximum(drawn.sum(axis=1, keepdims=True), 1e-9)
    return Channels(found, drawn / whole, np.stack([np.clip(b.draws, 0, 1) for b in bends], axis=1))


def _one_channel(sources: Sources) -> tuple[Channels, tuple[Driver, ...]]:
    bend = assumed_elasticity(sources, {"channel": "all"})
    return Channels(("all",), np.ones((sources.draws, 1)), np.clip(bend.draws, 0, 1)[:, None]), (bend,)


def _delay(sources: Sources) -> Array:
    """The share of leads that are won by months after they come; all at once where the sales cycle is not known."""
    found = sources.estimates("sales_cycle", "share_won_by_day", "day")
    if not found:
        return np.ones(1)
    days, won = (np.array(x) for x in zip(*sorted((float(e.of["day"]), e.value) for e in found), strict=True))
    edges = np.arange(0, int(days[-1] // _MONTH_DAYS) + 2) * _MONTH_DAYS
    by = np.interp(edges, np.concatenate([[0.0], days]), np.concatenate([[0.0], won]))
    return np.asarray(np.diff(by) / max(by[-1], 1e-9))
