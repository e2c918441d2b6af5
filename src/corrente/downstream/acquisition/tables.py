"""The acquisition room's estimates and tables."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import Estimate, Table
from corrente.core.words import day_to_date, phrase
from corrente.downstream.acquisition.estimate import Acquisition
from corrente.downstream.acquisition.paths import table_of
from corrente.downstream.acquisition.split import Split
from corrente.downstream.acquisition.weeks import name_of

_FROM, _TO = phrase("from", "de"), phrase("to", "até")
_SHARE = "share of the outcome"


def estimates_of(estimate: Acquisition) -> tuple[Estimate, ...]:
    """What would have come anyway, then every channel's, those that added most first."""
    base = Estimate.from_draws("base_share", estimate.base / estimate.total, _SHARE, {"market": "all"})
    return (base, *(found for k in estimate.order for found in _of_channel(estimate, k)))


def _of_channel(estimate: Acquisition, k: int) -> list[Estimate]:
    """One channel's; no marginal return where nothing was spent in the last year."""
    added, of = estimate.contribution[:, k], {"channel": estimate.weeks.channels[k]}
    outcome = estimate.plan.currency if estimate.plan.is_money else estimate.plan.metric or "outcome"
    per = f"{outcome} per {estimate.plan.currency} spent"
    found = [
        Estimate.from_draws("contribution_share", added / estimate.total, _SHARE, of),
        Estimate.from_draws("contribution", added, outcome, of),
        Estimate.from_draws("return", added / estimate.spent[k], per, of),
    ]
    if estimate.weekly[k] > 0:
        found.append(Estimate.from_draws("marginal_return", estimate.marginal[:, k], per, of))
    return found


def tables(estimate: Acquisition) -> dict[str, Table]:
    """Channels, the budget, pairs that cannot be told apart, what paths say beside it, and the weeks."""
    found = {"channels": _channels(estimate)}
    if estimate.split is not None:
        found["budget"] = _budget(estimate, estimate.split)
        found["budget_gain"] = _gain(estimate.split)
    if estimate.blurred:
        found["together"] = _together(estimate)
    if estimate.paths:
        found["paths"] = table_of(estimate.paths)
    found["weeks"] = _weeks(estimate)
    return found


def _channels(estimate: Acquisition) -> Table:
    rows: list[tuple[str | float | int | None, ...]] = []
    for k in estimate.order:
        own = _of_channel(estimate, k)
        numbers = [number for e in own for number in (e.value, e.low, e.high)]
        rows.append(
            (
                estimate.weeks.channels[k],
                float(estimate.spent[k]),
                *numbers,
                *[None] * (12 - len(numbers)),
                sum(test.channel == k for test in estimate.weeks.data.lifts),
            )
        )
    return Table(_CHANNEL, tuple(rows), shares=("share", "share_low", "share_high"))


def _budget(estimate: Acquisition, found: Split) -> Table:
    rows: list[tuple[str | float | int | None, ...]] = [
        (estimate.weeks.channels[k], *(float(money[k]) for money in (found.now, found.best, found.safe)))
        for k in estimate.order
    ]
    return Table(_BUDGET, tuple(rows))


def _gain(found: Split) -> Table:
    """One row: what the two splits gain a week, and the chances of the target under all three."""
    row = (*_quantiles(found.gain), *_quantiles(found.safe_gain), found.target, *found.chances)
    return Table(_GAIN, (row,), shares=("chance_now", "chance_best", "chance_safe"))


def _quantiles(draws: np.ndarray) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(low), float(high)


def _together(estimate: Acquisition) -> Table:
    """Pairs whose sum is known better than its parts."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for i, j in estimate.blurred:
        both = (estimate.contribution[:, i] + estimate.contribution[:, j]) / estimate.total
        rows.append((estimate.weeks.channels[i], estimate.weeks.channels[j], *_quantiles(both)))
    return Table(_TOGETHER, tuple(rows), shares=("share", "share_low", "share_high"))


def _weeks(estimate: Acquisition) -> Table:
    names = estimate.weeks.channels
    columns = {"week": phrase("Week from", "Semana desde"), "outcome": phrase("Outcome", "Resultado")}
    columns["anyway"] = phrase("Would have come anyway", "Viria de qualquer forma")
    columns |= {f"added_{k + 1}": name_of(name) for k, name in enumerate(names)}
    rows = tuple(
        (
            day_to_date(int(day)),
            float(outcome) if np.isfinite(outcome) else None,
            float(anyway),
            *map(float, added),
        )
        for day, outcome, anyway, added in zip(
            estimate.weeks.days, estimate.seen, estimate.anyway, estimate.added.T, strict=True
        )
    )
    return Table(columns, rows)


_CHANNEL = {
    "channel": phrase("Channel", "Canal"),
    "spent": phrase("Spent", "Gasto"),
    "share": phrase("Share of the outcome", "Parcela do resultado"),
    "share_low": _FROM,
    "share_high": _TO,
    "contribution": phrase("Contribution", "Contribuição"),
    "contribution_low": _FROM,
    "contribution_high": _TO,
    "return": phrase("Return per unit of money", "Retorno por unidade de dinheiro"),
    "return_low": _FROM,
    "return_high": _TO,
    "marginal_return": phrase("Return of the next unit", "Retorno da próxima unidade"),
    "marginal_return_low": _FROM,
    "marginal_return_high": _TO,
    "lift_tests": phrase("Lift tests", "Testes de incrementalidade"),
}
_BUDGET = {
    "channel": phrase("Channel", "Canal"),
    "now": phrase("A week now", "Por semana hoje"),
    "best": phrase("Most in expectation", "Maior resultado esperado"),
    "safe": phrase("Best chance of the target", "Maior chance da meta"),
}
_GAIN = {
    "gain": phrase("Gain a week, most in expectation", "Ganho por semana, maior resultado esperado"),
    "gain_low": _FROM,
    "gain_high": _TO,
    "safe_gain": phrase("Gain a week, best chance", "Ganho por semana, maior chance"),
    "safe_gain_low": _FROM,
    "safe_gain_high": _TO,
    "target": phrase("Target a week from the channels", "Meta por semana dos canais"),
    "chance_now": phrase("Its chance now", "Chance hoje"),
    "chance_best": phrase("with the first split", "com a primeira divisão"),
    "chance_safe": phrase("with the second", "com a segunda"),
}
_TOGETHER = {
    "one": phrase("Channel", "Canal"),
    "other": phrase("and channel", "e canal"),
    "share": phrase("Share of both together", "Parcela dos dois juntos"),
    "share_low": _FROM,
    "share_high": _TO,
}
