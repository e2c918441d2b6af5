"""The touchpoints room's estimates and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase
from corrente.downstream.touchpoints.estimate import Array, Effectiveness
from corrente.inference.attribution_rules import Rule

_SHARE = "share of conversions"


def estimates_of(estimate: Effectiveness) -> tuple[Estimate, ...]:
    """Every channel's removal effect, shares and cost, the largest removal effect first."""
    return tuple(found for k in estimate.order for found in _of_channel(estimate, k))


def _of_channel(estimate: Effectiveness, k: int) -> list[Estimate]:
    """One channel's; no Shapley share where no converting path met it, no cost where no conversion hangs on it."""
    share = estimate.removal[k] / estimate.removal.sum()
    share_draws = estimate.removal_draws[:, k] / estimate.removal_draws.sum(axis=1)
    removal, draws = float(estimate.removal[k]), estimate.removal_draws[:, k]
    of = {"channel": estimate.channels[k]}
    seen = {"touches": int(estimate.touches[k])}
    found = [
        _held("removal_effect", draws, _SHARE, of, removal, seen),
        _held("markov_share", share_draws, _SHARE, of, float(share)),
    ]
    if estimate.credit[k] > 0:
        found.append(_held("shapley_share", estimate.credit_draws[:, k], _SHARE, of, float(estimate.credit[k])))
    if estimate.spent is not None and estimate.spent[k] > 0 and removal > 0:
        per = float(estimate.spent[k]) / estimate.conversions
        unit = f"{estimate.currency} per incremental conversion"
        found.append(_held("cost_per_conversion", per / draws, unit, of, per / removal))
    return found


def _held(
    name: str, draws: Array, unit: str, of: Mapping[str, str], value: float, seen: Mapping[str, int] | None = None
) -> Estimate:
    """The value at the observed frequencies, with an interval that holds it even where the prior weighs most."""
    found = Estimate.from_draws(name, draws, unit, of, value, seen)
    return replace(found, low=min(found.low, value), high=max(found.high, value))


def _find(estimates: tuple[Estimate, ...], name: str, channel: str) -> Estimate | None:
    return next((e for e in estimates if e.name == name and e.of["channel"] == channel), None)


def channel_table(estimate: Effectiveness, estimates: tuple[Estimate, ...]) -> Table:
    """One row per channel with all its estimates."""
    rows = []
    for k in estimate.order:
        name = estimate.channels[k]
        row: list[Cell] = [worded(name), int(estimate.touches[k])]
        for kind in ("removal_effect", "markov_share", "shapley_share"):
            found = _find(estimates, kind, name)
            row += [found.value, found.low, found.high] if found else [None, None, None]
        cost = _find(estimates, "cost_per_conversion", name)
        row += [None if estimate.spent is None else float(estimate.spent[k])]
        row += [cost.value, cost.low, cost.high] if cost else [None, None, None]
        rows.append((*row, float(estimate.removal_2[k])))
    return Table(_CHANNEL_COLUMNS, tuple(rows), shares=_SHARES)


def rule_table(estimate: Effectiveness) -> Table:
    """Conversions that every rule gives to each channel, side by side."""
    markov = estimate.removal / estimate.removal.sum() * estimate.conversions
    credit = estimate.credit * estimate.conversions
    rows = tuple(
        (
            worded(estimate.channels[k]),
            *(float(estimate.rules[rule][k]) for rule in Rule),
            float(markov[k]),
            float(credit[k]) if np.isfinite(credit[k]) else None,
        )
        for k in estimate.order
    )
    return Table(_RULE_COLUMNS, rows)


_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_CHANNEL_COLUMNS: Mapping[str, Phrase] = {
    "channel": Phrase("Channel", "Canal"),
    "touches": Phrase("Touches", "Contatos"),
    "removal_effect": Phrase("Removal effect", "Efeito de remoção"),
    "removal_low": _LOW,
    "removal_high": _HIGH,
    "markov_share": Phrase("Share (Markov)", "Parcela (Markov)"),
    "markov_low": _LOW,
    "markov_high": _HIGH,
    "shapley_share": Phrase("Share (Shapley)", "Parcela (Shapley)"),
    "shapley_low": _LOW,
    "shapley_high": _HIGH,
    "spent": Phrase("Cost", "Custo"),
    "cost_per_conversion": Phrase("Cost per further conversion", "Custo por conversão a mais"),
    "cost_low": _LOW,
    "cost_high": _HIGH,
    "removal_effect_2": Phrase("Removal effect, two places back", "Efeito de remoção, dois contatos atrás"),
}
_SHARES = tuple(name for name in _CHANNEL_COLUMNS if name.startswith(("removal", "markov", "shapley")))
_RULE_COLUMNS: Mapping[str, Phrase] = {
    "channel": Phrase("Channel", "Canal"),
    "first": Phrase("First touch", "Primeiro contato"),
    "last": Phrase("Last touch", "Último contato"),
    "linear": Phrase("Linear", "Linear"),
    "u_shaped": Phrase("U (40-20-40)", "U (40-20-40)"),
    "w_shaped": Phrase("W (30-30-30-10)", "W (30-30-30-10)"),
    "time_decay": Phrase("Time decay (7 days)", "Decaimento (7 dias)"),
    "markov": Phrase("Markov", "Markov"),
    "shapley": Phrase("Shapley", "Shapley"),
}
