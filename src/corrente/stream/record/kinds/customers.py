"""Forecasts of customers: who buys, how often, who leaves, who stays after the first days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import Answer, Refusal
from corrente.core.count import Count
from corrente.core.segmentation import coded
from corrente.core.words import Phrase
from corrente.stream.record.kinds.kind import Kind, Of, Told, named
from corrente.stream.record.seen import Mean, Number, Share
from corrente.stream.record.sight import QUARTER, Sight, Window
from corrente.upstream.adoption import plan as adoption
from corrente.upstream.loyalty import plan as loyalty
from corrente.upstream.predisposition import plan as predisposition
from corrente.upstream.retention import plan as retention

# -- loyalty ---------------------------------------------------------------------------------------------------------


def _tell_purchases(sight: Sight, answer: Answer) -> Iterator[Told]:
    planned = loyalty.plan(sight.profile)
    if not isinstance(planned, Refusal):
        window = Window(planned.until_day, 2 * planned.until_day - planned.cut_day)
        for estimate in named(answer, "expected_purchases", segment="all"):
            yield estimate, window


def _purchases(sight: Sight, of: Of, window: Window) -> Mean | None:  # noqa: ARG001
    """Days with a purchase in the window, per customer who had bought before it."""
    planned = loyalty.plan(sight.profile) if sight.covers("orders", window) else None
    if planned is None or isinstance(planned, Refusal):
        return None
    widths = planned.overall.parameters("cut") | planned.overall.parameters("end")
    coarse = {"cut_coarse": planned.coarse, "end_coarse": planned.coarse}
    days = {"cut_day": window.after, "until_day": window.until, "segment_column": 0}
    nobody = {"segment_codes": coded("segment_level", [""])}
    cells = sight.cells(Count("purchase_histories", widths | coarse | days, nobody))
    known = (cells["at_end"] == 0) & (cells["spend_step"] == 0)
    customers, later, squares = (
        float(cells[name][known].sum()) for name in ("customers", "later_sum", "later_squares")
    )
    if not customers:
        return None
    mean = later / customers
    return Mean(mean, float(np.sqrt(max(squares / customers - mean**2, mean, 1 / customers) / customers)))


# -- predisposition --------------------------------------------------------------------------------------------------


def _tell_buyers(sight: Sight, answer: Answer) -> Iterator[Told]:
    planned = predisposition.plan(sight.profile)
    if not isinstance(planned, Refusal):
        for estimate in named(answer, "expected_buyers", segment="all"):
            yield estimate, Window(planned.until_day, planned.until_day + planned.window_days)


def _buyers(sight: Sight, of: Of, window: Window) -> Number | None:  # noqa: ARG001
    """Customers of before the window who bought in it."""
    planned = predisposition.plan(sight.profile)
    if isinstance(planned, Refusal) or not _bought_known(planned, sight, window):
        return None
    days = {"cut_day": window.after, "until_day": window.until, "window_days": window.days}
    cells = sight.cells(Count("buying_patterns", {**planned.parameters, **days}, planned.lookups))
    return Number(float(cells["bought_sum"].sum()))


def _bought_known(planned: predisposition.Plan, sight: Sight, window: Window) -> bool:
    return sight.covers("touchpoints" if planned.purchase_kinds else "orders", window)


# -- retention -------------------------------------------------------------------------------------------------------


def _tell_leavers(sight: Sight, answer: Answer) -> Iterator[Told]:
    planned = retention.plan(sight.profile)
    if not isinstance(planned, Refusal) and planned.source is retention.Source.CONTRACTS and not planned.listed:
        for estimate in named(answer, "expected_leavers", segment="current"):
            yield estimate, Window(planned.until_day, planned.until_day + planned.period_days)


def _leavers(sight: Sight, of: Of, window: Window) -> Number | None:  # noqa: ARG001
    """Customers under contract when the window began, less those of them under contract when it ended."""
    planned = retention.plan(sight.profile)
    if isinstance(planned, Refusal) or planned.until_day < window.until or not _begun(sight, window):
        return None
    days = {"period_days": window.days + 1, "segment_column": 0}
    lookups = {"plan_codes": coded("plan_level", [""]), "segment_codes": coded("segment_level", [""])}
    running = []
    for day in (window.after, window.until):
        cells = sight.cells(Count("retention_contracts", {**days, "until_day": day}, lookups))
        # a whole period of one day more than the window: who began by its first day
        there = (cells["part"] == 0) & ((day == window.after) | (cells["cohort"].astype(np.int64) > 0))
        running.append(float(cells["current_customers"][there].sum()))
    return Number(running[0] - running[1])


def _begun(sight: Sight, window: Window) -> bool:
    table = sight.table("subscriptions")
    return table is not None and table.first_day is not None and table.first_day <= window.after


# -- adoption --------------------------------------------------------------------------------------------------------


def _tell_stayed(sight: Sight, answer: Answer) -> Iterator[Told]:
    last = sight.last_day("usage")
    if last is not None:
        for estimate in named(answer, "stayed", segment="all"):
            yield estimate, Window(last, last + QUARTER + adoption.SETTLED_DAYS)


def _stayed(sight: Sight, of: Of, window: Window) -> Share | None:  # noqa: ARG001
    """Of those whose first use lies in the window and is 90 days past, who used anything from day 60 to day 89."""
    planned = adoption.counts(sight.profile)
    if isinstance(planned, Refusal) or "activation" not in planned or not sight.covers("usage", window):
        return None
    count = planned["activation"]
    days = {"since_day": window.after + 1, "cut_day": window.until, "until_day": window.until}
    cells = sight.cells(Count(count.name, {**count.parameters, **days}, count.lookups))
    stayed, customers = (float(cells[name].sum()) for name in ("stayed", "customers"))
    return Share(stayed, customers) if customers else None


KINDS = (
    Kind(
        "loyalty", "expected_purchases",
        Phrase("days with a purchase per customer of today", "dias com compra por cliente de hoje"),
        _tell_purchases, _purchases, certain=True,
    ),
    Kind(
        "predisposition", "expected_buyers",
        Phrase("customers of today who buy", "clientes de hoje que compram"),
        _tell_buyers, _buyers, certain=True,
    ),
    Kind(
        "retention", "expected_leavers",
        Phrase("customers under contract today whose contract ends",
               "clientes com contrato hoje cujo contrato termina"),
        _tell_leavers, _leavers, certain=True,
    ),
    Kind(
        "adoption", "stayed",
        Phrase("new customers who still use the product after two months",
               "clientes novos que ainda usam o produto depois de dois meses"),
        _tell_stayed, _stayed,
    ),
)  # fmt: skip
