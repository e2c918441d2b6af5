"""The conversion room's tables: funnel, steps, sources, changes in time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase, day_to_date
from corrente.downstream.conversion.estimate import DRAWS, Array, Funnel
from corrente.inference import beta_binomial


def worth(estimate: Funnel, subjects: Array) -> tuple[Array, str]:
    """Subjects at the last stage in money, where the worth of a deal is known, with the unit."""
    if estimate.amount is None:
        return subjects, f"subjects at {estimate.stages[-1]}"
    return subjects * estimate.amount, estimate.currency


def funnel_table(estimate: Funnel) -> Table:
    """Each stage with the share of the first stage's entrants that the steps' rates lead to it."""
    share, rows = np.ones(DRAWS), list[tuple[Cell, ...]]()
    rng = np.random.default_rng(0)
    first, seen = estimate.steps[0], 1.0
    rows.append((first.origin, first.entered, 1.0, 1.0, 1.0, 1.0, 1.0))
    for step in estimate.steps:
        share = share * beta_binomial.jeffreys(np.array([step.moved]), np.array([step.entered]), rng, DRAWS)[:, 0]
        seen *= step.rate
        quantiles = [float(q) for q in np.quantile(share, [0.05, 0.25, 0.75, 0.95])]
        rows.append((step.target, step.moved, seen, *quantiles))
    return Table(_FUNNEL_COLUMNS, tuple(rows), shares=("share", "low", "inner_low", "inner_high", "high"))


def step_table(estimate: Funnel) -> Table:
    """Each step with its rates, its loss and what a point is worth."""
    rows = []
    for step in estimate.steps:
        eventual = Estimate.from_draws("", step.eventual, "")
        lost = Estimate.from_draws("", worth(estimate, step.lost)[0], "")
        point = Estimate.from_draws("", worth(estimate, step.point)[0], "")
        row: tuple[Cell, ...] = (step.origin, step.target, step.entered, step.moved, step.rate)
        rows.append((*row, *(x for e in (eventual, lost, point) for x in (e.value, e.low, e.high))))
    return Table(_STEP_COLUMNS, tuple(rows), shares=("rate", "eventual", "eventual_low", "eventual_high"))


def source_table(estimate: Funnel) -> Table:
    """Each step by source: what was seen, the pooled rate, and the gap to all other sources."""
    rows = []
    for step in estimate.steps:
        if step.by_source is None:
            continue
        rates = step.by_source
        low, high = np.quantile(rates.rates, [0.05, 0.95], axis=0)
        gap = np.quantile(rates.gap, [0.05, 0.95], axis=0)
        for g in np.argsort(-rates.entered, kind="stable"):
            n, k = int(rates.entered[g]), int(rates.moved[g])
            pooled = (float(rates.rates[:, g].mean()), float(low[g]), float(high[g]))
            difference = (float(rates.gap[:, g].mean()), float(gap[0, g]), float(gap[1, g]), rates.below(int(g)))
            rows.append((step.origin, step.target, worded(rates.sources[g]), n, k, k / n, *pooled, *difference))
    return Table(_SOURCE_COLUMNS, tuple(rows), shares=_SOURCE_SHARES)


def change_table(estimate: Funnel) -> Table:
    """Whether and when each step's rate changed."""
    rows = []
    for step in estimate.steps:
        if step.change is not None:
            day = int(step.starts[step.change.place + 1])
            before, after = float(step.change.before_draws.mean()), float(step.change.after_draws.mean())
            rows.append((step.origin, step.target, step.change.probability, day_to_date(day), before, after))
    return Table(_CHANGE_COLUMNS, tuple(rows), shares=("probability", "before", "after"))


_FROM, _TO = Phrase("From", "De"), Phrase("To", "Para")
_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_ENTERED, _MOVED = Phrase("Entered", "Entraram"), Phrase("Moved on", "Avançaram")
_FUNNEL_COLUMNS: Mapping[str, Phrase] = {
    "stage": Phrase("Stage", "Etapa"),
    "reached": Phrase("Reached", "Chegaram"),
    "share": Phrase("Share of the first stage", "Parcela da primeira etapa"),
    "low": Phrase("Lowest (90%)", "Mínimo (90%)"),
    "inner_low": Phrase("Lowest (50%)", "Mínimo (50%)"),
    "inner_high": Phrase("Highest (50%)", "Máximo (50%)"),
    "high": Phrase("Highest (90%)", "Máximo (90%)"),
}
_STEP_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "entered": _ENTERED,
    "moved": _MOVED,
    "rate": Phrase("Rate so far", "Taxa até aqui"),
    "eventual": Phrase("Eventual rate", "Taxa final"),
    "eventual_low": _LOW,
    "eventual_high": _HIGH,
    "lost": Phrase("Loss", "Perda"),
    "lost_low": _LOW,
    "lost_high": _HIGH,
    "point": Phrase("Worth of one point", "Valor de um ponto"),
    "point_low": _LOW,
    "point_high": _HIGH,
}
_SOURCE_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "source": Phrase("Source", "Origem"),
    "entered": _ENTERED,
    "moved": _MOVED,
    "rate": Phrase("Rate so far", "Taxa até aqui"),
    "pooled": Phrase("Pooled rate", "Taxa combinada"),
    "pooled_low": _LOW,
    "pooled_high": _HIGH,
    "gap": Phrase("Against the others", "Frente às demais"),
    "gap_low": _LOW,
    "gap_high": _HIGH,
    "below": Phrase("Chance of being below", "Chance de estar abaixo"),
}
_SOURCE_SHARES = ("rate", "pooled", "pooled_low", "pooled_high", "gap", "gap_low", "gap_high", "below")
_CHANGE_COLUMNS: Mapping[str, Phrase] = {
    "from": _FROM,
    "to": _TO,
    "probability": Phrase("Chance of a change", "Chance de mudança"),
    "day": Phrase("From about", "Desde cerca de"),
    "before": Phrase("Rate before", "Taxa antes"),
    "after": Phrase("Rate after", "Taxa depois"),
}
