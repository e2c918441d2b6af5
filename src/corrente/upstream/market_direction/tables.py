"""The market direction room's tables."""

from __future__ import annotations

from corrente.core.answer import Cell, Table
from corrente.core.words import day_to_date, phrase
from corrente.upstream.market_direction.estimate import Direction, Month, Part
from corrente.upstream.market_direction.names import part as part_words
from corrente.upstream.market_direction.plan import KINDS
from corrente.upstream.market_direction.sales import OTHER

_FROM, _TO = phrase("from", "de"), phrase("to", "até")


def tables(estimate: Direction) -> dict[str, Table]:
    """One table per kind, those that gain most first, and the market's months."""
    found = {}
    for kind, (plural, _) in KINDS.items():
        own = [part for part in estimate.parts if part.kind == kind]
        if own:
            columns = {"name": _NAME[kind]} | _PART
            own.sort(key=lambda part: part.share_before - part.share_ahead.value)
            found[plural] = Table(columns, tuple(map(_part, own)), shares=_SHARES)
    found["months"] = Table(_MONTH, tuple(map(_month, estimate.months)))
    return found


def _part(part: Part) -> tuple[Cell, ...]:
    spread = [number for e in (part.growth, part.share_now, part.share_ahead) for number in (e.value, e.low, e.high)]
    name = part_words(part.name) if part.name == OTHER else part.name
    return (name, part.sold, *spread[:3], part.share_before, *spread[3:], part.outgrows)


def _month(month: Month) -> tuple[Cell, ...]:
    return (day_to_date(month.day), month.sold, *(month.quantiles or [None] * 5))


_NAME = {
    "category": phrase("Category", "Categoria"),
    "brand": phrase("Brand", "Marca"),
    "attribute": phrase("Attribute", "Atributo"),
}
_PART = {
    "sold": phrase("Sales in the last 12 months", "Vendas nos últimos 12 meses"),
    "growth": phrase("Growth in the next 12", "Crescimento nos próximos 12"),
    "growth_low": _FROM,
    "growth_high": _TO,
    "share_before": phrase("Share of the last 12 months", "Parcela dos últimos 12 meses"),
    "share_now": phrase("Share now, by the trend", "Parcela agora, pela tendência"),
    "share_now_low": _FROM,
    "share_now_high": _TO,
    "share_next_year": phrase("Share of the next 12 months", "Parcela dos próximos 12 meses"),
    "share_next_year_low": _FROM,
    "share_next_year_high": _TO,
    "outgrows": phrase("Chance to outgrow the market", "Chance de crescer mais que o mercado"),
}
_SHARES = tuple(name for name in _PART if name != "sold")
_MONTH = {
    "month": phrase("Month from", "Mês desde"),
    "sold": phrase("Sales seen", "Vendas observadas"),
    "low": phrase("Lowest (90%)", "Mínimo (90%)"),
    "inner_low": phrase("Lowest (50%)", "Mínimo (50%)"),
    "middle": phrase("Sales expected", "Vendas esperadas"),
    "inner_high": phrase("Highest (50%)", "Máximo (50%)"),
    "high": phrase("Highest (90%)", "Máximo (90%)"),
}
