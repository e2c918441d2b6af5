"""The win rate room's tables."""

from __future__ import annotations

from corrente.core.answer import Cell, Table
from corrente.core.words import phrase
from corrente.upstream.win_rate.estimate import WinRate
from corrente.upstream.win_rate.names import column, plain

_SHOWN_REASONS = 50


def tables(estimate: WinRate) -> dict[str, Table]:
    """What goes with winning; competitors and reasons for loss where they are known."""
    rates = {next(iter(rate.of.items())): rate for rate in estimate.rates}
    rows: list[tuple[Cell, ...]] = []
    drivers = sorted(estimate.drivers, key=lambda d: -d.effect.value)
    for d in drivers:
        rate, effect = rates[d.covariate, d.level], d.effect
        spread = (rate.value, rate.low, rate.high, effect.value, effect.low, effect.high)
        rows.append((column(d.covariate), plain(d.covariate, d.level), d.closed, d.won, *spread))
    found = {"drivers": Table(_DRIVER_COLUMNS, tuple(rows), shares=_SHARES)}
    faced = tuple(row[1:7] for row, d in zip(rows, drivers, strict=True) if d.covariate == "competitor")
    if faced:
        titles = dict(list(_DRIVER_COLUMNS.items())[1:7])
        found["competitors"] = Table(titles, faced, shares=_SHARES[:3])
    if estimate.reasons:
        told = tuple((r.of["reason"], (r.observed or {})["lost"], r.value, r.low, r.high) for r in estimate.reasons)
        found["loss_reasons"] = Table(
            _REASON_COLUMNS, told[:_SHOWN_REASONS], len(told), ("share", "share_low", "share_high")
        )
    return found


_DRIVER_COLUMNS = {
    "column": phrase("Column", "Coluna"),
    "level": phrase("Value", "Valor"),
    "closed": phrase("Closed deals", "Negócios fechados"),
    "won": phrase("Won", "Ganhos"),
    "win_rate": phrase("Win rate", "Taxa de ganho"),
    "win_rate_low": phrase("from", "de"),
    "win_rate_high": phrase("to", "até"),
    "effect": phrase("Difference, all else alike", "Diferença, tudo o mais igual"),
    "effect_low": phrase("from", "de"),
    "effect_high": phrase("to", "até"),
}
_SHARES = ("win_rate", "win_rate_low", "win_rate_high", "effect", "effect_low", "effect_high")
_REASON_COLUMNS = {
    "reason": phrase("Reason for loss", "Motivo da perda"),
    "lost": phrase("Lost deals", "Negócios perdidos"),
    "share": phrase("Share", "Parcela"),
    "share_low": phrase("from", "de"),
    "share_high": phrase("to", "até"),
}
