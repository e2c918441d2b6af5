"""The sales cycle room's estimates and its table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import phrase
from corrente.upstream.sales_cycle.estimate import SalesCycle
from corrente.upstream.sales_cycle.stays import TOTAL, Stay


def estimates(estimate: SalesCycle) -> tuple[Estimate, ...]:
    """All estimates: medians (in total first), each stage's share of the time, and the curve of wins."""
    stays = (estimate.total, *estimate.stages, *estimate.total_by_source, *estimate.by_source)
    return (*(e for stay in stays for e in _medians(stay)), *_shares(estimate), *_curve_points(estimate))


def stage_table(estimate: SalesCycle) -> Table:
    """One row per stage and source."""
    shares = {share.of["stage"]: share for share in _shares(estimate)}
    rows: list[tuple[Cell, ...]] = []
    for stay in (estimate.total, *estimate.stages, *estimate.total_by_source, *estimate.by_source):
        closed, every = _medians(stay)
        share = shares.get(stay.stage) if stay.source is None else None
        spread = (closed.value, closed.low, closed.high, every.value, every.low, every.high)
        part = (None, None, None) if share is None else (share.value, share.low, share.high)
        stage = worded(stay.stage) if stay.stage == TOTAL else stay.stage
        source = None if stay.source is None else worded(stay.source)
        rows.append((stage, source, stay.entered, stay.left, *spread, *part))
    return Table(_COLUMNS, tuple(rows), shares=("share_of_time", "share_low", "share_high"))


def _medians(stay: Stay) -> Iterator[Estimate]:
    """The observed median first, then the one that counts those still there.

    The observed value is the plain median of whole days; its interval, that of the median with a fraction, is
    widened to hold it.
    """
    observed = {"entered": stay.entered, "left": stay.left}
    left, every = np.maximum(stay.closed, 0.0), np.maximum(stay.all, 0.0)  # half a day either way may pass zero
    closed = Estimate.from_draws("median_days", left, "days", stay.of | {"among": "closed"}, observed=observed)
    low, high = min(closed.low, stay.plain_median), max(closed.high, stay.plain_median)
    inner = closed.inner or (low, high)
    kept = (min(inner[0], stay.plain_median), max(inner[1], stay.plain_median))
    yield replace(closed, value=stay.plain_median, low=low, high=high, inner=kept)
    of = stay.of | {"among": "all"}
    yield Estimate.from_draws("median_days", every, "days", of, float(np.median(every)), observed)


def _shares(estimate: SalesCycle) -> Iterator[Estimate]:
    """Share of all the time deals spend that each stage takes."""
    days = np.array([stay.entered * stay.mean for stay in estimate.stages])
    if not days.sum(axis=0).all():  # all stages were passed within their first day: there is no time to share
        return
    for stay, draws in zip(estimate.stages, days / days.sum(axis=0) if len(days) else days, strict=True):
        yield Estimate.from_draws("share_of_time", draws, "share of the days of all deals", {"stage": stay.stage})


def _curve_points(estimate: SalesCycle) -> Iterator[Estimate]:
    """Share of deals won by each day since their creation; the figure is drawn from these."""
    curve = estimate.curve
    for i, day in enumerate(curve.days):
        share = Estimate.from_draws("share_won_by_day", curve.won[:, i], "share of deals", {"day": str(day)})
        yield replace(share, value=min(max(share.value, share.low), share.high))  # where nearly all draws are one


_COLUMNS = {
    "stage": phrase("Stage", "Etapa"),
    "source": phrase("Source", "Origem"),
    "entered": phrase("Entered", "Entraram"),
    "left": phrase("Left so far", "Já saíram"),
    "closed": phrase("Median days of those that left", "Mediana de dias dos que saíram"),
    "closed_low": phrase("from", "de"),
    "closed_high": phrase("to", "até"),
    "all": phrase("Median days, those still there counted", "Mediana de dias, contando os que continuam"),
    "all_low": phrase("from", "de"),
    "all_high": phrase("to", "até"),
    "share_of_time": phrase("Share of all waiting", "Parte de toda a espera"),
    "share_low": phrase("from", "de"),
    "share_high": phrase("to", "até"),
}
