"""The segments room's tables."""

from __future__ import annotations

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.words import phrase
from corrente.upstream.segments.estimate import Segment, Segments


def tables(estimate: Segments) -> dict[str, Table]:
    """The segments with all their numbers, the rules, and who is in each."""
    if len(estimate.found) < 2:
        return {}
    rows = tuple(_row(segment) for segment in estimate.found)
    told = tuple((s.said, s.says.said, s.says.customers, s.says.right) for s in estimate.found if s.says is not None)
    traits = tuple(
        (segment.said, trait.column, trait.level, trait.said, trait.share, trait.low, trait.high, trait.everybody)
        for segment, own in zip(estimate.found, estimate.traits, strict=True)
        for trait in own
    )
    return {
        "segments": Table(_SEGMENTS, rows, shares=_SHARES),
        "segment_rules": Table(_RULES, told, shares=("right",)),
        "segment_traits": Table(_TRAITS, traits, shares=("share", "low", "high", "everybody")),
    }


def _row(segment: Segment) -> tuple[Cell, ...]:
    share, value, growth, win = (segment.estimate(name) for name in _ESTIMATES)
    return (segment.said, segment.customers, *_spread(share), *_spread(value), *_spread(growth), _value(win),
            segment.chance_best)  # fmt: skip


def _spread(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)


def _value(estimate: Estimate | None) -> float | None:
    return estimate.value if estimate else None


_ESTIMATES = ("segment_share", "segment_value", "segment_growth", "segment_win_rate")
_LOW, _HIGH = phrase("from", "de"), phrase("to", "até")
_SEGMENTS = {
    "segment": phrase("Segment", "Segmento"),
    "customers": phrase("Customers", "Clientes"),
    "share": phrase("Share of customers", "Parcela dos clientes"),
    "share_low": _LOW,
    "share_high": _HIGH,
    "value": phrase("Value per customer", "Valor por cliente"),
    "value_low": _LOW,
    "value_high": _HIGH,
    "growth": phrase("Growth of new customers", "Crescimento de clientes novos"),
    "growth_low": _LOW,
    "growth_high": _HIGH,
    "win_rate": phrase("Win rate", "Taxa de ganho"),
    "chance_best": phrase("Chance of being the best to focus on", "Chance de ser o melhor foco"),
}
_SHARES = ("share", "share_low", "share_high", "growth", "growth_low", "growth_high", "win_rate", "chance_best")
_RULES = {
    "segment": phrase("Segment", "Segmento"),
    "rule": phrase("Who is in it", "Quem faz parte"),
    "customers": phrase("Customers it holds for", "Clientes a quem se aplica"),
    "right": phrase("Right for", "Certa para"),
}
_TRAITS = {
    "segment": phrase("Segment", "Segmento"),
    "column": phrase("Column", "Coluna"),
    "level": phrase("Value", "Valor"),
    "said": phrase("Who", "Quem"),
    "share": phrase("Share of the segment", "Parcela do segmento"),
    "low": _LOW,
    "high": _HIGH,
    "everybody": phrase("Share of all customers", "Parcela de todos os clientes"),
}
